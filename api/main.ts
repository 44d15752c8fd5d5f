import { createServer, type Server } from 'node:http';
import pino from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import { createTemporalEngine } from '../adapters/engine/temporal-engine';
import { createEmbeddedLedger } from '../adapters/ledger/embedded';
import { readMailbox } from '../adapters/mail/mailbox';
import { createSmtpSender } from '../adapters/mail/smtp';
import { createAddressGuard } from '../adapters/webhooks/guarded-address';
import { loadConfig } from '../config';
import { connect } from '../db/connect';
import { createPolicyStore } from '../db/policies';
import { connectClient } from '../temporal-config/connection';
import { createApp } from './app';
import { createCustomerLinkPorts } from './customer-link-ports';
import type { ApiDependencies } from './dependencies';
import type { Lifecycle } from './lifecycle';
import { createApiMetrics } from './metrics';
import { createActionLinks } from './routes/action-links';
import { createCustomerLinks } from './routes/customer-links';
import { createSendLoginCode } from './send-login-code';
import { createSendTestMail } from './send-test-mail';
import { loadTokenKeys } from './token-keys';

/** Milliseconds in which readiness is seen to be gone before connections are turned away. */
const noticePause = 250;
/** Milliseconds for requests under way: a command takes ten seconds at most. */
const drainPatience = 12_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = pino({ name: 'api', level: config.logLevel });
  const knex = connect(config.database.url, { name: 'inquiry-desk-api', poolSize: 20 });
  const temporal = connectClient(config.temporal);
  const { issuer, audience, jwks } = config.auth;
  const mail = createSmtpSender(config.mail);
  const sender = readMailbox(config.mail.from);
  const dependencies: ApiDependencies = {
    knex,
    engine: createTemporalEngine(temporal.client, config.taskQueue),
    policies: createPolicyStore(knex),
    ledgerOn: createEmbeddedLedger,
    clock: () => new Date().toISOString(),
    authentication: { issuer, audience, keys: await loadTokenKeys(jwks) },
    secretKey: config.secretKey,
    mailAddress: readMailbox(config.mail.from).address,
    addressGuard: createAddressGuard(config.webhooks.allowedNetworks),
    log,
    sendLoginCode: createSendLoginCode(mail, sender, config.secretKey),
    sendTestMail: createSendTestMail(mail, sender),
    ...(sender.name !== null && { mailSignature: sender.name }),
  };
  const lifecycle: Lifecycle = { draining: false };
  const app = createApp(dependencies, {
    lifecycle,
    trustedProxies: config.http.trustedProxies,
    metrics: createApiMetrics({ process: true }),
    routers: [createCustomerLinks(createCustomerLinkPorts(dependencies)), createActionLinks(dependencies)],
  });
  const server = createServer(app);
  await listen(server, config.http.port, config.http.host);
  log.info({ port: config.http.port }, 'API ready');

  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  lifecycle.draining = true;
  log.info('API draining');
  await pause(noticePause);
  await close(server);
  await temporal.close();
  await knex.destroy();
  log.info('API stopped');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is in use: stop what listens there, or set PORT to another one.`) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** Takes no new connection, lets requests end, and cuts off what is still there after the patience. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  await Promise.race([closed, pause(drainPatience, undefined, { ref: false })]);
  server.closeAllConnections();
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
