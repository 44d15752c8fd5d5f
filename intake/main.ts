import type { Server } from 'node:http';
import pino from 'pino';
import { createRestingEngine } from '../adapters/engine/resting-engine';
import { createTemporalEngine } from '../adapters/engine/temporal-engine';
import { readMailbox } from '../adapters/mail/mailbox';
import { loadIntakeConfig } from '../config';
import { connect } from '../db/connect';
import { countUnreadMails } from '../db/count-unread-mails';
import { createPolicyStore } from '../db/policies';
import { connectClient } from '../temporal-config/connection';
import { createIntakeMetrics } from './intake-metrics';
import { createHealthServer } from './serve-health';
import { startIntake, type Intake } from './start-intake';

/** Connections to the database beside one for each mailbox that is fetched, which holds its turn. */
const poolSize = 10;

async function main(): Promise<void> {
  const config = loadIntakeConfig();
  const { host, smtpPort, lmtpPort, tls, mailboxes, readSecret, httpPort } = config.intake;
  const log = pino({ name: 'intake', level: config.logLevel });
  const fetched = mailboxes.filter(({ imap }) => imap !== undefined).length;
  const db = connect(config.database.url, { name: 'inquiry-desk-intake', poolSize: poolSize + fetched });
  const temporal = connectClient(config.temporal);
  const metrics = createIntakeMetrics({ process: true, countUnread: () => countUnreadMails(db) });
  const end = async (): Promise<void> => {
    health.closeAllConnections();
    health.close();
    await temporal.close();
    await db.destroy();
  };
  let intake: Intake | null = null;
  let draining = false;
  const health = createHealthServer({
    db,
    metrics,
    states: () => intake?.states() ?? {},
    isServing: () => intake !== null && !draining,
  });
  try {
    await listen(health, httpPort);
    intake = await startIntake({
      ports: {
        db,
        secret: config.secretKey,
        clock: { now: () => new Date().toISOString() },
        // Thousands of mails may come while the engine is away.
        engine: createRestingEngine(createTemporalEngine(temporal.client, config.taskQueue)),
        policies: createPolicyStore(db),
        ownAddress: readMailbox(config.mail.from).address,
        log,
      },
      host,
      smtpPort,
      lmtpPort,
      tls,
      mailboxes,
      readSecret,
      metrics,
      log,
    });
  } catch (error) {
    await end();
    throw error;
  }
  log.info({ smtpPort: intake.smtpPort, lmtpPort: intake.lmtpPort, fetched }, 'intake ready');

  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
  draining = true;
  log.info('intake draining');
  await intake.stop();
  await end();
  log.info('intake stopped');
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? new Error(`Port ${port} is in use: stop what listens there, or set INTAKE_HTTP_PORT to another one.`)
          : error,
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
