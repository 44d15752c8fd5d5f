import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DefaultLogger, makeTelemetryFilterString, Runtime, type LogLevel } from '@temporalio/worker';
import pino from 'pino';
import { createAddressGuard } from '../adapters/webhooks/guarded-address';
import { readMailbox } from '../adapters/mail/mailbox';
import { createSmtpSender } from '../adapters/mail/smtp';
import { loadConfig, projectDirectory } from '../config';
import { connect } from '../db/connect';
import { connectClient, connectWorker } from '../temporal-config/connection';
import { startDispatcher } from '../webhooks/dispatcher';
import { tellAdmins } from '../webhooks/tell-admins';
import { composeActivities } from './compose-activities';
import { createDeskWorker } from './create-worker';

/** Milliseconds between attempts to reach an engine that is away. */
const reconnectPause = 2_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = pino({ name: 'worker', level: config.logLevel });
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const name = level.toLowerCase() as Lowercase<LogLevel>;
      log[name](withoutPayloads(meta), message);
    }),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN' }), forward: {} },
      metrics: { prometheus: { bindAddress: `127.0.0.1:${config.metricsPort}` } },
    },
    // Signals are ours: the worker drains before the database closes.
    shutdownSignals: [],
  });

  let stopping = false;
  let stop = () => {};
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping = true;
      stop();
    });
  }

  const db = connect(config.database.url, { name: 'inquiry-desk-worker', poolSize: 30 });
  const temporal = connectClient(config.temporal);
  const activities = composeActivities({
    db,
    client: temporal.client,
    taskQueue: config.taskQueue,
    mail: config.mail,
    publicUrl: config.http.publicUrl,
    secretKey: config.secretKey,
    auditDirectory: config.auditDirectory,
    ...(config.smsGateway && { smsGateway: config.smsGateway }),
  });
  // Beside the worker, not in it: an endpoint that hangs takes no place from a case or a mail.
  const webhookDb = connect(config.database.url, { name: 'inquiry-desk-webhooks', poolSize: 10 });
  const dispatcher = startDispatcher({
    db: webhookDb,
    clock: () => new Date().toISOString(),
    secretKey: config.secretKey,
    guard: createAddressGuard(config.webhooks.allowedNetworks),
    onError: (error) => log.warn({ reason: (error as Error).name }, 'webhooks wait for the next round'),
    onBroken: (owner) => log.error({ owner }, 'a journal cannot be told to webhooks'),
    onDisabled: async ({ id }, because) => {
      log.error({ webhook: id, because }, 'a webhook was switched off');
      await tellAdmins({
        db: webhookDb,
        mail: createSmtpSender({ url: config.mail.url }),
        sender: readMailbox(config.mail.from),
        secret: config.secretKey,
        at: new Date().toISOString(),
        webhook: id,
        because,
      });
    },
  });
  const codePath = join(projectDirectory, 'dist', 'workflow-bundle.js');
  if (!existsSync(codePath))
    throw new Error(`There is no workflow bundle at ${codePath}: run \`npm run build\` first.`);

  while (!stopping) {
    const connection = await connectWorker(config.temporal).catch((error: unknown) => {
      log.warn({ reason: (error as Error).message }, 'the workflow engine is away; trying again');
      return null;
    });
    if (!connection) {
      await new Promise((resolve) => setTimeout(resolve, reconnectPause));
      continue;
    }
    try {
      const worker = await createDeskWorker({
        connection,
        namespace: config.temporal.namespace,
        taskQueue: config.taskQueue,
        activities,
        workflowBundle: { codePath },
        identity: `worker@${hostname()}:${process.pid}`,
      });
      stop = () => {
        if (worker.getState() === 'RUNNING') worker.shutdown();
      };
      if (stopping) stop();
      log.info({ taskQueue: config.taskQueue }, 'worker ready');
      await worker.run();
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'the worker stopped; starting it again');
      await new Promise((resolve) => setTimeout(resolve, reconnectPause));
    } finally {
      await connection.close().catch(() => undefined);
    }
  }
  await dispatcher.stop();
  await temporal.close();
  await webhookDb.destroy();
  await db.destroy();
  log.info('worker stopped');
}

/** Ids only: what a log line may carry of a workflow or activity. */
function withoutPayloads(meta: Record<string, unknown> | undefined): Record<string, unknown> {
  const allowed = ['workflowId', 'runId', 'workflowType', 'activityType', 'attempt', 'taskQueue', 'owner', 'sequence'];
  const error = meta?.['error'];
  return {
    ...Object.fromEntries(Object.entries(meta ?? {}).filter(([name]) => allowed.includes(name))),
    ...(error instanceof Error && { reason: error.name }),
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
