import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { removePostgresData } from '../../scripts/services/postgres';
import { freePort } from '../../scripts/services/ports';
import { exitOf, hasExited, identify, isRunning, sleep } from '../../scripts/services/process';
import { localPaths } from '../../scripts/local-desk';
import type { DeskAddresses } from '../../scripts/start';

/** A process that `npm start` keeps. */
export type Kept = 'intake' | 'worker' | 'api' | 'temporal' | 'postgres';

/** A desk as a user has it: `npm start` in a process of its own, on free ports, with a data directory that goes away. */
export interface RunningDesk {
  addresses: DeskAddresses;
  /** What it said so far. */
  said(): string;
  /** Ends one of its processes as a crash does. */
  kill(name: Kept): void;
  /** Once the supervisor has said that it is back. */
  back(name: Kept): Promise<void>;
  /** Its terminal is closed: nobody reads what it says. */
  closeTerminal(): void;
  /** Ctrl-C. Returns the exit code. */
  interrupt(): Promise<number | null>;
  /** `npm start` again, on the same ports and data. */
  start(): Promise<void>;
  /** Ctrl-C, and everything is removed. */
  remove(): Promise<void>;
}

const startsWithin = 120_000;

/** `given`: servers that the test brings itself, as DATABASE_URL or TEMPORAL_ADDRESS. */
export async function startRunningDesk(given: Readonly<Record<string, string>> = {}): Promise<RunningDesk> {
  const directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-e2e-'));
  // PostgreSQL may run as another user, who must be able to pass through.
  chmodSync(directory, 0o755);
  const ports = [
    'PORT',
    'METRICS_PORT',
    'INTAKE_SMTP_PORT',
    'INTAKE_HTTP_PORT',
    'POSTGRES_PORT',
    'TEMPORAL_PORT',
    'TEMPORAL_UI_PORT',
    'SMTP_PORT',
    'MAILBOX_PORT',
  ];
  const environment: Record<string, string> = { ...given, DATA_DIRECTORY: directory, LOG_LEVEL: 'warn' };
  for (const name of ports) environment[name] = String(await freePort());

  let child: ChildProcess;
  let words = '';
  const kills: Partial<Record<Kept, number>> = {};
  const backs = (name: Kept): number => words.split(`${name} is back`).length - 1;

  const desk: RunningDesk = {
    addresses: undefined as unknown as DeskAddresses,
    said: () => words,
    kill(name) {
      kills[name] = backs(name) + 1;
      process.kill(Number(readFileSync(join(directory, 'pids', `${name}.pid`), 'utf8')), 'SIGKILL');
    },
    async back(name) {
      const deadline = Date.now() + 60_000;
      while (backs(name) < (kills[name] ?? 0)) {
        if (Date.now() > deadline) throw new Error(`${name} did not come back:\n${words}`);
        await sleep(50);
      }
    },
    closeTerminal() {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
    async interrupt() {
      child.kill('SIGINT');
      return (await exitOf(child)).code;
    },
    async start() {
      child = spawn(process.execPath, [join(__dirname, '../../scripts/start.mjs'), '--json'], {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
      const ended = new AbortController();
      const ready = once(child.stdout!.setEncoding('utf8'), 'data') as Promise<string[]>;
      const late = pause(startsWithin, undefined, { signal: ended.signal }).catch(() => undefined);
      const [line] = (await Promise.race([ready, exitOf(child).then(() => []), late])) ?? [];
      ended.abort();
      if (line === undefined) throw new Error(`npm start did not come up:\n${words}`);
      desk.addresses = JSON.parse(line) as DeskAddresses;
    },
    async remove() {
      process.off('exit', stopAnyhow);
      if (!hasExited(child)) await desk.interrupt();
      if (existsSync(localPaths(directory).postgres)) removePostgresData(localPaths(directory).postgres);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  // Should the run be ended before its time, the supervisor stops what it started.
  const stopAnyhow = (): void => void child.kill('SIGINT');
  process.once('exit', stopAnyhow);
  await desk.start();
  return desk;
}

/** Whether anything that a desk had started still runs. */
export function processesOf({ addresses }: RunningDesk): () => boolean[] {
  const identities = ['intake', 'worker', 'api', 'temporal', 'postgres', 'supervisor'].map((name) =>
    identify(Number(readFileSync(join(addresses.pids, `${name}.pid`), 'utf8'))),
  );
  return () => identities.map((identity) => identity !== undefined && isRunning(identity));
}
