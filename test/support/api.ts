import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Knex } from 'knex';
import pino from 'pino';
import { createEmbeddedLedger } from '../../adapters/ledger/embedded';
import type { Engine } from '../../adapters/engine/engine';
import { createApiKey } from '../../api/api-key';
import { createApp, type AppOptions } from '../../api/app';
import { createCustomerLinkPorts } from '../../api/customer-link-ports';
import type { ApiDependencies } from '../../api/dependencies';
import { createActionLinks } from '../../api/routes/action-links';
import { createCustomerLinks } from '../../api/routes/customer-links';
import { insertApiKey } from '../../db/insert-api-key';
import { createPolicyStore } from '../../db/policies';
import { secretKey } from './desk';

export interface Answered {
  status: number;
  headers: Headers;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of it
  body: any;
}

export interface RequestOptions {
  body?: unknown;
  /** Sent as it is. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
}

/** Somebody who talks to the API. */
export interface ApiClient {
  get(path: string, headers?: Record<string, string>): Promise<Answered>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  request(method: string, path: string, options?: RequestOptions): Promise<Answered>;
}

export interface TestApi {
  url: string;
  dependencies: ApiDependencies;
  as(person: string): ApiClient;
  customer(id: string): ApiClient;
  integration: ApiClient;
  stranger: ApiClient;
  withToken(token: string): ApiClient;
  sign(
    subject: string,
    claims?: Record<string, unknown>,
    options?: { expires?: string; issuer?: string },
  ): Promise<string>;
  stop(): Promise<void>;
}

const issuer = 'https://issuer.example';
const audience = 'inquiry-desk';

/** The API on a port of its own, with every answer held against its documentation. */
export async function startTestApi(
  knex: Knex,
  engine: Engine,
  overrides: Partial<ApiDependencies> & AppOptions = {},
): Promise<TestApi> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA' };
  const { key, hash } = createApiKey('erp');
  await insertApiKey(knex, {
    id: 'erp',
    name: 'ERP',
    hash,
    roles: ['integration'],
    created_at: new Date().toISOString(),
  });
  const dependencies: ApiDependencies = {
    knex,
    engine,
    policies: createPolicyStore(knex),
    ledgerOn: createEmbeddedLedger,
    clock: () => new Date().toISOString(),
    authentication: { issuer, audience, keys: createLocalJWKSet({ keys: [jwk] }) },
    secretKey,
    mailAddress: 'desk@halden.example',
    log: pino({ level: 'silent' }),
    checkAnswers: true,
    ...overrides,
  };
  const app = createApp(dependencies, {
    routers: [createCustomerLinks(createCustomerLinkPorts(dependencies)), createActionLinks(dependencies)],
    ...overrides,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const sign: TestApi['sign'] = (subject, claims = {}, { expires = '1h', issuer: from = issuer } = {}) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: 'test' })
      .setIssuer(from)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(privateKey);

  const client = (authorization: () => Promise<string | null>): ApiClient => {
    const request: ApiClient['request'] = async (method, path, { body, raw, headers = {} } = {}) => {
      const token = await authorization();
      const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(token !== null && { Authorization: `Bearer ${token}` }),
          ...(payload !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(payload !== undefined && { body: payload as string }),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json');
      return {
        status: response.status,
        headers: response.headers,
        body: json && text !== '' ? JSON.parse(text) : text,
      };
    };
    return {
      request,
      get: (path, headers = {}) => request('GET', path, { headers }),
      post: (path, body, headers = {}) => request('POST', path, { body, headers }),
    };
  };

  return {
    url,
    dependencies,
    as: (person) => client(() => sign(person)),
    customer: (id) => client(() => sign(`contact-of-${id}`, { customer: id })),
    integration: client(async () => key),
    stranger: client(async () => null),
    withToken: (token) => client(async () => token),
    sign,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
