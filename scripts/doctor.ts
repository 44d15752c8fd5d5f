import { existsSync, readFileSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { ConfigError, loadLocalConfig, type LocalConfig, type TemporalConfig } from '../config';
import { connect } from '../db/connect';
import { listKnownHolidays } from '../db/list-known-holidays';
import { pendingMigrations } from '../db/migrate';
import type { FetchState } from '../intake/fetch-mailbox';
import { localPaths } from './local-desk';
import { operatorQueries } from './operator-queries';
import { holderOf } from './services/ports';
import { postgresVersion } from './services/postgres';
import { findTemporalOnDisk } from './services/temporal';
import type { DeskAddresses } from './start';
import { runningServices, runningSupervisor } from './supervisor';

/**
 * `npm run doctor`: looks at each part by itself and says what is wrong and what to do. Changes nothing. Ends with 1 when
 * something is wrong; parts that are merely not running are not wrong.
 */
export function main(): void {
  doctor().then(
    (healthy) => process.exit(healthy ? 0 : 1),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    },
  );
}

type Verdict = 'ok' | 'off' | 'wrong';
interface Finding {
  verdict: Verdict;
  part: string;
  words: string;
}

const marks: Record<Verdict, string> = { ok: ' ok  ', off: ' --  ', wrong: 'WRONG' };
const ok = (part: string, words: string): Finding => ({ verdict: 'ok', part, words });
const off = (part: string, words: string): Finding => ({ verdict: 'off', part, words });
const wrong = (part: string, words: string): Finding => ({ verdict: 'wrong', part, words });

async function doctor(): Promise<boolean> {
  let config: LocalConfig;
  try {
    config = loadLocalConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) print(wrong('Environment', problem));
    return false;
  }
  const findings: Finding[] = [];
  const running = runningSupervisor(config.dataDirectory);
  const checks: (() => Promise<Finding | Finding[]>)[] = [
    async () => ok('Node', process.version),
    async () => desk(config, running),
    async () => ports(config, running),
    () => postgres(config, running),
    () => temporal(config, running),
    () => mail(config, running),
    () => api(config, running),
    () => intake(config, running),
  ];
  for (const check of checks) {
    for (const finding of [await check()].flat()) {
      findings.push(finding);
      print(finding);
    }
  }
  process.stdout.write('\nSaved queries for the list of workflows in the Temporal web UI\n\n');
  for (const { name, query } of operatorQueries) process.stdout.write(`  ${name}\n    ${query}\n`);
  return findings.every(({ verdict }) => verdict !== 'wrong');
}

function print({ verdict, part, words }: Finding): void {
  process.stdout.write(`[${marks[verdict]}] ${part.padEnd(12)} ${words.replaceAll('\n', `\n${' '.repeat(21)}`)}\n`);
}

function desk({ dataDirectory }: LocalConfig, running: number | undefined): Finding {
  if (running !== undefined) return ok('Desk', `running (pid ${running}), data in ${dataDirectory}`);
  const leftovers = runningServices(dataDirectory).map(({ name, identity }) => `${name} (pid ${identity.pid})`);
  if (leftovers.length > 0) {
    return wrong(
      'Desk',
      `was killed and left running: ${leftovers.join(', ')}. \`npm start\` clears them away and goes on.`,
    );
  }
  return off('Desk', existsSync(dataDirectory) ? `not running, data in ${dataDirectory}` : 'not running, no data yet');
}

function ports({ ports: wanted, given, dataDirectory }: LocalConfig, running: number | undefined): Finding[] {
  const own = new Set([running, ...runningServices(dataDirectory).map(({ identity }) => identity.pid)]);
  const rows: [number, string, boolean][] = [
    [wanted.api, 'PORT', true],
    [wanted.metrics, 'METRICS_PORT', true],
    [wanted.intakeSmtp, 'INTAKE_SMTP_PORT', true],
    [wanted.intakeHttp, 'INTAKE_HTTP_PORT', true],
    [wanted.postgres, 'POSTGRES_PORT', !given.databaseUrl],
    [wanted.temporal, 'TEMPORAL_PORT', !given.temporal],
    [wanted.temporalUi, 'TEMPORAL_UI_PORT', !given.temporal],
    [wanted.smtp, 'SMTP_PORT', !given.smtpUrl],
    [wanted.mailbox, 'MAILBOX_PORT', !given.smtpUrl],
  ];
  const strangers = rows
    .filter(([, , needed]) => needed)
    .map(([port, variable]) => ({ port, variable, holder: holderOf(port) }))
    .filter(({ holder }) => holder !== undefined && !own.has(holder.pid));
  if (strangers.length === 0) return [ok('Ports', 'free, or held by this desk')];
  return strangers.map(({ port, variable, holder }) =>
    wrong(
      'Ports',
      `${port} is held by pid ${holder?.pid} (${holder?.command.slice(0, 80)}). Stop it, or set ${variable}.`,
    ),
  );
}

async function postgres({ given, dataDirectory }: LocalConfig, running: number | undefined): Promise<Finding[]> {
  const ownerUrl =
    given.databaseOwnerUrl ?? (running === undefined ? undefined : addressesOf(dataDirectory)?.database.owner_url);
  if (ownerUrl === undefined) {
    try {
      return [off('PostgreSQL', `not running; ${postgresVersion()} is ready to start`)];
    } catch (error) {
      return [wrong('PostgreSQL', (error as Error).message)];
    }
  }
  const client = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    const pending = await pendingMigrations(ownerUrl);
    return [
      ok('PostgreSQL', `answers, version ${rows[0]?.server_version}`),
      pending.length === 0
        ? ok('Migrations', 'all done')
        : wrong('Migrations', `not done yet: ${pending.join(', ')}. \`npm start\` does them.`),
      ...(pending.length === 0 ? await holidays(ownerUrl) : []),
    ];
  } catch (error) {
    return [
      wrong('PostgreSQL', `does not answer: ${(error as Error).message}. Check DATABASE_URL and DATABASE_OWNER_URL.`),
    ];
  } finally {
    await client.end().catch(() => {});
  }
}

/** Less than a year of public holidays is left: deadlines beyond it would count them as working days. */
async function holidays(ownerUrl: string): Promise<Finding[]> {
  const knex = connect(ownerUrl, { name: 'inquiry-desk-doctor', poolSize: 1, asOwner: true });
  try {
    const known = await listKnownHolidays(knex);
    const ending = known.filter(({ to }) => to <= new Date().getUTCFullYear());
    if (ending.length === 0) return known.length === 0 ? [] : [ok('Holidays', `known to the end of ${known[0]?.to}`)];
    const calendars = ending.map(({ calendar, to }) => `${calendar} (${to})`).join(', ');
    return [wrong('Holidays', `end soon: ${calendars}. Write a new version of the policy (docs/policies.md).`)];
  } finally {
    await knex.destroy();
  }
}

async function temporal(config: LocalConfig, running: number | undefined): Promise<Finding> {
  const { given, namespace, ports: wanted, temporalCliPath, cacheDirectory } = config;
  if (!given.temporal && running === undefined) {
    try {
      const path = findTemporalOnDisk({ cliPath: temporalCliPath, cacheDirectory });
      return path === undefined
        ? off(
            'Temporal',
            'not on this machine yet; `npm start` downloads it or builds it with Go (about 6 minutes, once)',
          )
        : off('Temporal', `not running; ${path} is ready to start`);
    } catch (error) {
      return wrong('Temporal', (error as Error).message);
    }
  }
  const target: TemporalConfig = given.temporal ?? { address: `127.0.0.1:${wanted.temporal}`, namespace, tls: false };
  try {
    const connection = await Connection.connect({
      address: target.address,
      tls: target.tls,
      ...(target.apiKey && { apiKey: target.apiKey }),
      connectTimeout: 3000,
    });
    try {
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace: target.namespace });
      return ok('Temporal', `answers at ${target.address}, server ${serverVersion}, namespace ${target.namespace}`);
    } finally {
      await connection.close();
    }
  } catch (error) {
    return wrong(
      'Temporal',
      `does not answer at ${target.address}: ${(error as Error).message}. Check TEMPORAL_ADDRESS and TLS.`,
    );
  }
}

async function mail({ given, ports: wanted }: LocalConfig, running: number | undefined): Promise<Finding> {
  if (!given.smtpUrl && running === undefined) return off('Mail', 'not running; `npm start` brings a mailbox');
  const url = new URL(given.smtpUrl ?? `smtp://127.0.0.1:${wanted.smtp}`);
  const port = Number(url.port || (url.protocol === 'smtps:' ? 465 : 25));
  const greeting = await new Promise<string>((resolve) => {
    const socket = connectSocket({ host: url.hostname, port, timeout: 3000 });
    const end = (words: string): void => {
      socket.destroy();
      resolve(words);
    };
    socket.once('error', (error) => end(error.message));
    socket.once('timeout', () => end('no answer'));
    // Over TLS the server speaks only after the handshake; that it accepts must do.
    if (url.protocol === 'smtps:') socket.once('connect', () => end('220'));
    else socket.once('data', (data) => end(data.toString()));
  });
  const place = `${url.hostname}:${port}`;
  return greeting.startsWith('220')
    ? ok('Mail', `answers at ${place}`)
    : wrong('Mail', `does not answer at ${place} (${greeting.trim()}). Check SMTP_URL.`);
}

async function api({ host, ports: wanted }: LocalConfig, running: number | undefined): Promise<Finding> {
  if (running === undefined) return off('API', 'not running');
  const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${wanted.api}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
    return response.ok
      ? ok('API', `ready at ${url}`)
      : wrong('API', `answers ${response.status} at ${url}: ${await response.text()}`);
  } catch (error) {
    return wrong('API', `does not answer at ${url} (${(error as Error).message}). See its log in the data directory.`);
  }
}

async function intake({ ports: wanted }: LocalConfig, running: number | undefined): Promise<Finding[]> {
  if (running === undefined) return [off('Mail intake', 'not running')];
  const url = `http://127.0.0.1:${wanted.intakeHttp}/readyz`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
    const { status, mailboxes } = (await response.json()) as { status: string; mailboxes: Record<string, FetchState> };
    const failing = Object.entries(mailboxes).flatMap(([name, state]) =>
      state.state === 'failing'
        ? [wrong('Mailbox', `${name} is not fetched: ${state.code}. See docs/operations.md.`)]
        : [],
    );
    return [
      response.ok
        ? ok('Mail intake', `takes mail at 127.0.0.1:${wanted.intakeSmtp}`)
        : wrong('Mail intake', `answers ${status} at ${url}`),
      ...failing,
    ];
  } catch (error) {
    return [wrong('Mail intake', `does not answer at ${url} (${(error as Error).message}). See its log.`)];
  }
}

function addressesOf(dataDirectory: string): DeskAddresses | undefined {
  try {
    return JSON.parse(readFileSync(localPaths(dataDirectory).addresses, 'utf8')) as DeskAddresses;
  } catch {
    return undefined;
  }
}
