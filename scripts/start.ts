import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { startMailSink } from '../adapters/mail/sink';
import { ConfigError, loadLocalConfig, type LocalConfig, type TemporalConfig } from '../config';
import {
  migrateDatabase,
  prepareDemoCompany,
  prepareDemoIntegration,
  prepareDemoPortal,
  prepareTemporal,
  type DemoIntegration,
  type DemoLogin,
  type DemoPortal,
} from './composition';
import { developmentIdentity } from './development-identity';
import { localPaths, localSecrets } from './local-desk';
import { startDeskProcess } from './services/desk-process';
import { assertPortFree, PortInUseError } from './services/ports';
import { startPostgres } from './services/postgres';
import { exitOf } from './services/process';
import { createProgress, type Progress } from './services/progress';
import { findTemporal, startTemporal } from './services/temporal';
import { runningSupervisor, stopLeftovers, Stopped, Supervisor, type Service } from './supervisor';

/**
 * `npm start`: brings up all of the desk on this machine, keeps it up, and stops it in order.
 *
 * PostgreSQL → Temporal → migrations → search attributes and schedules → demo company → mail → worker → API → mail intake.
 * What is given by DATABASE_URL, TEMPORAL_ADDRESS or SMTP_URL is used and not started.
 */
export function main(args: readonly string[]): void {
  start(args).catch((error: unknown) => {
    if (error instanceof ConfigError || error instanceof StartError || error instanceof PortInUseError) {
      process.stderr.write(`\n${error.message}\n`);
    } else {
      process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
      process.stderr.write('`npm run doctor` looks at each part by itself.\n');
    }
    process.exit(1);
  });
}

/** A start that cannot succeed before a person does something. */
class StartError extends Error {
  override readonly name = 'StartError';
}

/** Everything a person or a program needs to use the desk that runs. */
export interface DeskAddresses {
  api: string;
  docs: string;
  openapi: string;
  mailbox: string | null;
  smtp_url: string;
  /** Where mail for the desk is handed over, and the address that customers write to. */
  intake_url: string;
  inquiry_address: string;
  temporal: { address: string; namespace: string; ui: string | null };
  database: { url: string; owner_url: string };
  metrics: { api: string; worker: string; intake: string };
  logins: DemoLogin[];
  /** The ERP of the demo company; null when the desk holds a company of its own. */
  integration: DemoIntegration | null;
  /** Somebody of a demo customer, signed in to the portal; null when the desk holds a company of its own. */
  portal: DemoPortal | null;
  data_directory: string;
  logs: string;
  pids: string;
}

async function start(args: readonly string[]): Promise<void> {
  const json = args.includes('--json');
  const unknown = args.filter((argument) => argument !== '--json');
  if (unknown.length > 0) throw new StartError(`Unknown: ${unknown.join(' ')}. npm start knows only -- --json.`);

  const progress = createProgress(json ? process.stderr : process.stdout);
  const config = loadLocalConfig();
  const running = runningSupervisor(config.dataDirectory);
  if (running !== undefined) {
    throw new StartError(
      `The desk is running already on ${config.dataDirectory} (pid ${running}). Stop it with Ctrl-C or kill ${running}, ` +
        'or start another with DATA_DIRECTORY and other ports.',
    );
  }
  await stopLeftovers(config.dataDirectory, progress);
  await assertPorts(config);

  const supervisor = new Supervisor(config.dataDirectory, progress);
  supervisor.claim();
  const finish = (): void => {
    void supervisor.stop().then(() => {
      supervisor.release();
      rmSync(localPaths(config.dataDirectory).addresses, { force: true });
      progress.say('Stopped. The data is kept; `npm start` finds it again.');
      process.exit(0);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, finish);
  // Nobody reads any more, as when the terminal was closed: no reason to fall over and leave the servers running.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  try {
    const addresses = await startAll(config, supervisor, progress);
    writeFileSync(localPaths(config.dataDirectory).addresses, JSON.stringify(addresses), { mode: 0o600 });
    if (json) process.stdout.write(`${JSON.stringify(addresses)}\n`);
    else welcome(addresses, progress);
  } catch (error) {
    // Ctrl-C while starting: `finish` is on its way and ends the process.
    if (error instanceof Stopped) return;
    await supervisor.stop();
    supervisor.release();
    throw error;
  }
}

/** All at once, so that a person who moves one port does not meet the next. */
async function assertPorts({ ports, given }: LocalConfig): Promise<void> {
  const wanted: [number, string, string][] = [
    [ports.api, 'the API', 'PORT'],
    [ports.metrics, "the worker's metrics", 'METRICS_PORT'],
    [ports.intakeSmtp, 'incoming mail', 'INTAKE_SMTP_PORT'],
    [ports.intakeHttp, "the mail intake's health", 'INTAKE_HTTP_PORT'],
  ];
  if (!given.databaseUrl) wanted.push([ports.postgres, 'PostgreSQL', 'POSTGRES_PORT']);
  if (!given.temporal) {
    wanted.push(
      [ports.temporal, 'Temporal', 'TEMPORAL_PORT'],
      [ports.temporalUi, "Temporal's web UI", 'TEMPORAL_UI_PORT'],
    );
  }
  if (!given.smtpUrl)
    wanted.push([ports.smtp, 'the mail server', 'SMTP_PORT'], [ports.mailbox, 'the mailbox', 'MAILBOX_PORT']);
  const taken = await Promise.all(
    wanted.map((entry) =>
      assertPortFree(...entry).then(
        () => '',
        (error: Error) => error.message,
      ),
    ),
  );
  const messages = taken.filter((message) => message !== '');
  if (messages.length > 0) throw new PortInUseError(messages.join('\n'));
}

async function startAll(config: LocalConfig, supervisor: Supervisor, progress: Progress): Promise<DeskAddresses> {
  const { given, ports, dataDirectory } = config;
  mkdirSync(dataDirectory, { recursive: true });
  const secrets = localSecrets(dataDirectory);
  const database = given.databaseUrl
    ? { url: given.databaseUrl, ownerUrl: given.databaseOwnerUrl ?? given.databaseUrl }
    : await keepPostgres(config, secrets.postgresPassword, supervisor, progress);
  const temporal = given.temporal ?? (await keepTemporal(config, supervisor, progress));

  const done = await progress.step('Migrating the database', () => migrateDatabase(database.ownerUrl));
  if (done.length > 0) progress.say(`  ${done.join(', ')}`);
  supervisor.assertGoingOn();
  await progress.step('Search attributes and schedules', () => prepareTemporal(temporal, config.taskQueue));
  supervisor.assertGoingOn();
  const identity = await developmentIdentity(dataDirectory);
  const logins = await progress.step('Demo company', () => prepareDemoCompany(database.url, identity));
  supervisor.assertGoingOn();
  const integration = logins.length > 0 ? await prepareDemoIntegration(database.url, secrets.integrationKey) : null;
  const portal = logins.length > 0 ? await prepareDemoPortal(database.url) : null;

  const mail = given.smtpUrl ? undefined : await keepMailSink(config, supervisor, progress);
  const auth = given.auth ?? identity;
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    // A process that serves strangers does not hold the key to the tables.
    DATABASE_OWNER_URL: database.url,
    ...(given.temporal ? {} : { TEMPORAL_ADDRESS: temporal.address, TEMPORAL_NAMESPACE: temporal.namespace }),
    SECRET_KEY: given.secretKey ?? secrets.secretKey,
    AUTH_ISSUER: auth.issuer,
    AUTH_AUDIENCE: auth.audience,
    AUTH_JWKS: auth.jwks,
    ...(mail && { SMTP_URL: mail.smtpUrl }),
    PORT: String(ports.api),
    METRICS_PORT: String(ports.metrics),
    INTAKE_SMTP_PORT: String(ports.intakeSmtp),
    INTAKE_HTTP_PORT: String(ports.intakeHttp),
    PUBLIC_URL: config.publicUrl,
    DATA_DIRECTORY: dataDirectory,
    TASK_QUEUE: config.taskQueue,
    // So that an endpoint on this machine can be tried out.
    WEBHOOK_ALLOWED_NETWORKS: process.env['WEBHOOK_ALLOWED_NETWORKS'] ?? '127.0.0.0/8,::1/128',
  };
  const apiUrl = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${ports.api}`;
  await keepDeskProcess('worker', config, environment, supervisor, progress, (_pid, startedAt) =>
    isPolled(temporal, config.taskQueue, startedAt),
  );
  await keepDeskProcess('api', config, environment, supervisor, progress, async () => {
    const { ok } = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(2000) });
    return ok;
  });
  const intakeHealth = `http://127.0.0.1:${ports.intakeHttp}`;
  await keepDeskProcess('intake', config, environment, supervisor, progress, async () => {
    const { ok } = await fetch(`${intakeHealth}/readyz`, { signal: AbortSignal.timeout(2000) });
    return ok;
  });

  return {
    api: apiUrl,
    docs: `${apiUrl}/docs`,
    openapi: `${apiUrl}/v1/openapi.json`,
    mailbox: mail?.pageUrl ?? null,
    smtp_url: mail?.smtpUrl ?? given.smtpUrl ?? '',
    intake_url: `smtp://127.0.0.1:${ports.intakeSmtp}`,
    inquiry_address: config.inquiryAddress,
    temporal: {
      address: temporal.address,
      namespace: temporal.namespace,
      ui: given.temporal ? null : `http://127.0.0.1:${ports.temporalUi}`,
    },
    database: { url: database.url, owner_url: database.ownerUrl },
    metrics: {
      api: `${apiUrl}/metrics`,
      worker: `http://127.0.0.1:${ports.metrics}/metrics`,
      intake: `${intakeHealth}/metrics`,
    },
    logins,
    integration,
    portal,
    data_directory: dataDirectory,
    logs: localPaths(dataDirectory).logs,
    pids: join(dataDirectory, 'pids'),
  };
}

async function keepPostgres(
  { ports, dataDirectory }: LocalConfig,
  password: string,
  supervisor: Supervisor,
  progress: Progress,
): Promise<{ url: string; ownerUrl: string }> {
  let addresses = { url: '', ownerUrl: '' };
  await progress.step('PostgreSQL', () =>
    supervisor.keep('postgres', async () => {
      const directory = localPaths(dataDirectory).postgres;
      const server = await startPostgres({ directory, port: ports.postgres, password, detached: true, progress });
      addresses = { url: server.url, ownerUrl: server.ownerUrl };
      return childService(server);
    }),
  );
  return addresses;
}

async function keepTemporal(
  { ports, dataDirectory, namespace, temporalCliPath, cacheDirectory }: LocalConfig,
  supervisor: Supervisor,
  progress: Progress,
): Promise<TemporalConfig> {
  const executable = await findTemporal({ cliPath: temporalCliPath, cacheDirectory, progress });
  supervisor.assertGoingOn();
  await progress.step('Temporal', () =>
    supervisor.keep('temporal', async () => {
      const databaseFile = localPaths(dataDirectory).temporal;
      return childService(
        await startTemporal({
          executable,
          databaseFile,
          port: ports.temporal,
          uiPort: ports.temporalUi,
          namespace,
          detached: true,
        }),
      );
    }),
  );
  return { address: `127.0.0.1:${ports.temporal}`, namespace, tls: false };
}

const childService = ({ child, stop }: Pick<Awaited<ReturnType<typeof startPostgres>>, 'child' | 'stop'>): Service => ({
  pid: child.pid,
  ended: exitOf(child).then(({ code, signal }) => signal ?? `exit code ${code}`),
  stop,
});

/** The mail server that keeps every mail and delivers none; it lives in this process. */
async function keepMailSink(
  { ports, dataDirectory, inquiryAddress }: LocalConfig,
  supervisor: Supervisor,
  progress: Progress,
): Promise<{ smtpUrl: string; pageUrl: string }> {
  let addresses = { smtpUrl: '', pageUrl: '' };
  await progress.step('Mail', () =>
    supervisor.keep('mail', async () => {
      const directory = localPaths(dataDirectory).mail;
      const sink = await startMailSink({
        smtpPort: ports.smtp,
        httpPort: ports.mailbox,
        directory,
        deskUrl: `smtp://127.0.0.1:${ports.intakeSmtp}`,
        deskAddress: inquiryAddress,
      });
      addresses = { smtpUrl: sink.smtpUrl, pageUrl: sink.pageUrl };
      return { ended: new Promise<string>(() => {}), stop: () => sink.stop() };
    }),
  );
  return addresses;
}

const processNames = { worker: 'Worker', api: 'API', intake: 'Mail intake' } as const;

async function keepDeskProcess(
  name: keyof typeof processNames,
  { dataDirectory }: LocalConfig,
  environment: Readonly<Record<string, string>>,
  supervisor: Supervisor,
  progress: Progress,
  isReady: (pid: number, startedAt: Date) => Promise<boolean>,
): Promise<void> {
  const entry = resolve(__dirname, `../${name}/main.js`);
  if (!existsSync(entry)) {
    progress.say(`${name}: ${entry} is not there; going on without it.`);
    return;
  }
  const logDirectory = localPaths(dataDirectory).logs;
  await progress.step(processNames[name], () =>
    supervisor.keep(name, () => startDeskProcess({ name, entry, environment, logDirectory, isReady })),
  );
}

/** Whether a worker that started at `startedAt` or later asks for tasks. */
async function isPolled(
  { address, namespace, tls, apiKey }: TemporalConfig,
  queue: string,
  startedAt: Date,
): Promise<boolean> {
  const connection = await Connection.connect({ address, tls, ...(apiKey && { apiKey }), connectTimeout: 2000 });
  try {
    const { pollers } = await connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: queue },
      // 1: the workflow task queue.
      taskQueueType: 1,
    });
    return (pollers ?? []).some(
      ({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= startedAt.getTime() - 1000,
    );
  } finally {
    await connection.close();
  }
}

function welcome(addresses: DeskAddresses, progress: Progress): void {
  const { api, docs, mailbox, temporal, logins, portal, logs } = addresses;
  const rows: [string, string | null][] = [
    ['API', `${api}/v1`],
    ['API reference', docs],
    ['Mailbox (read, answer, write)', mailbox],
    ['Incoming mail', addresses.intake_url],
    ['Temporal web UI', temporal.ui ?? `${temporal.address}, namespace ${temporal.namespace}`],
    ['Logs', logs],
  ];
  const lines = ['', 'The Inquiry Desk is running.', ''];
  for (const [name, address] of rows) if (address !== null) lines.push(`  ${name.padEnd(30)}${address}`);
  if (logins.length > 0) {
    lines.push(
      '',
      'Demo logins (bearer tokens, for this machine only; all of them: addresses.json in the data directory)',
      '',
    );
    for (const { person, name, titles } of logins)
      lines.push(`  ${person.padEnd(24)}${name}, ${titles.join(', ').replaceAll('_', ' ')}`);
    if (portal) lines.push(`  ${'portal'.padEnd(24)}${portal.email}, of customer ${portal.customer}; for /v1/portal`);
    lines.push('', 'Three things to try', '', ...thingsToTry(addresses));
  }
  lines.push('', 'Ctrl-C stops everything in order; the data is kept.', '');
  progress.say(lines.join('\n'));
}

function thingsToTry({ api, data_directory, logins }: DeskAddresses): string[] {
  const index = Math.max(
    0,
    logins.findIndex(({ roles }) => roles.includes('agent')),
  );
  const file = join(data_directory, 'addresses.json');
  return [
    `  TOKEN=$(node -p 'require("${file}").logins[${index}].token')`,
    `  curl ${api}/v1/inquiries -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\`,
    `    -d '{"subject":"Invoice INV-20154","body":"We paid this invoice in part. What is still open?"}'`,
    `  curl "${api}/v1/inquiries?sort=due_at&limit=5" -H "Authorization: Bearer $TOKEN"`,
    `  curl "${api}/v1/invoices?open=true" -H "Authorization: Bearer $TOKEN"`,
    '',
    'Or see seven stories told live: npm run demo',
  ];
}
