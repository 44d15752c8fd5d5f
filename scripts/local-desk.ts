import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApiKey } from '../api/api-key';

/** What lies where in the data directory of a desk that runs on one machine. */
export const localPaths = (dataDirectory: string) => ({
  postgres: join(dataDirectory, 'postgres'),
  temporal: join(dataDirectory, 'temporal', 'temporal.db'),
  mail: join(dataDirectory, 'mail'),
  logs: join(dataDirectory, 'logs'),
  secrets: join(dataDirectory, 'secrets.json'),
  identity: join(dataDirectory, 'development-identity.json'),
  jwks: join(dataDirectory, 'development-jwks.json'),
  /** What `npm start -- --json` printed, while the desk runs. */
  addresses: join(dataDirectory, 'addresses.json'),
});

export interface LocalSecrets {
  postgresPassword: string;
  /** Signs links and keyed digests: another one would void the links that were sent. */
  secretKey: string;
  /** API key of the ERP that stands beside the demo company: it records customers, invoices and payments. */
  integrationKey: string;
}

/** The secrets of this data directory, made at the first start; one that an older version did not know is added. */
export function localSecrets(dataDirectory: string): LocalSecrets {
  const { secrets } = localPaths(dataDirectory);
  const known = existsSync(secrets) ? (JSON.parse(readFileSync(secrets, 'utf8')) as Partial<LocalSecrets>) : {};
  if (known.integrationKey !== undefined) return known as LocalSecrets;
  mkdirSync(dataDirectory, { recursive: true });
  const made: LocalSecrets = {
    postgresPassword: randomBytes(18).toString('base64url'),
    secretKey: randomBytes(48).toString('base64url'),
    integrationKey: createApiKey(`demo-erp-${randomBytes(4).toString('hex')}`).key,
    ...known,
  };
  writeFileSync(secrets, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  return made;
}
