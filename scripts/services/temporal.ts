import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../contracts/search-attributes';
import { withLock } from './lock';
import { hasExited, sleep, stopChild } from './process';
import { silentProgress, type Progress } from './progress';

/** The last version of the CLI that `go install` can build: later ones carry a `replace` line. Server 1.29.1. */
const cliVersion = '1.5.1';
const serverVersion = '1.29.1';
/** The types of search attributes as the command line spells them. */
const typeNames = { KEYWORD: 'Keyword', INT: 'Int', BOOL: 'Bool', DATETIME: 'Datetime' } as const;
const downloadHost = 'https://temporal.download';

export interface RunningTemporal {
  child: ChildProcess;
  /** host:port of the frontend. */
  address: string;
  namespace: string;
  uiUrl?: string;
  stop(): Promise<void>;
}

export interface TemporalOptions {
  /** From `findTemporal`. */
  executable: string;
  /** SQLite file. Always given: without it the server forgets everything when it stops. */
  databaseFile: string;
  port: number;
  /** No web UI when left out. */
  uiPort?: number;
  namespace: string;
  /** Others beside it. */
  moreNamespaces?: readonly string[];
  /** In its own process group, so that Ctrl-C in the terminal reaches only the supervisor. */
  detached?: boolean;
  onLog?: (line: string) => void;
}

/**
 * Starts the development server and waits until it answers and the namespace is there. Search attributes are registered
 * before the first request: added later, they are unknown for some seconds, and tasks that set them fail.
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  mkdirSync(dirname(options.databaseFile), { recursive: true });
  const child = spawn(
    options.executable,
    [
      'server',
      'start-dev',
      ...['--ip', '127.0.0.1'],
      ...['--port', String(options.port)],
      ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
      ...[options.namespace, ...(options.moreNamespaces ?? [])].flatMap((name) => ['--namespace', name]),
      ...['--db-filename', options.databaseFile],
      // Measured: three times the throughput of the defaults, and safe when the process dies. The last moments may be
      // lost when the power fails.
      ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
      ...Object.entries(searchAttributes).flatMap(([name, type]) => [
        '--search-attribute',
        `${name}=${typeNames[type]}`,
      ]),
      ...['--log-level', 'error'],
    ],
    { detached: options.detached ?? false, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const log: string[] = [];
  child.once('error', (error) => log.push(error.message));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    for (const line of chunk.split('\n').filter(Boolean)) {
      log.push(line);
      if (log.length > 100) log.shift();
      options.onLog?.(line);
    }
  });
  const stop = (): Promise<void> => stopChild(child);
  const address = `127.0.0.1:${options.port}`;
  try {
    await untilHealthy(child, address, options.namespace, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    child,
    address,
    namespace: options.namespace,
    ...(options.uiPort !== undefined && { uiUrl: `http://127.0.0.1:${options.uiPort}` }),
    stop,
  };
}

async function untilHealthy(
  child: ChildProcess,
  address: string,
  namespace: string,
  log: readonly string[],
): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (hasExited(child) || child.pid === undefined) {
      await sleep(50);
      throw new Error(`Temporal ended while starting:\n${log.slice(-10).join('\n')}`);
    }
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1000 });
      try {
        await connection.workflowService.describeNamespace({ namespace });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`Temporal does not answer:\n${log.slice(-10).join('\n')}`, { cause: error });
      await sleep(100);
    }
  }
}

// --- finding the binary ---

export interface TemporalSources {
  /** TEMPORAL_CLI_PATH. */
  cliPath?: string | undefined;
  /** The user's cache of the project, outside the checkout. */
  cacheDirectory: string;
  progress?: Progress;
}

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, process.platform === 'win32' ? `${name}.exe` : name))
    .find(isExecutable);

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const cachedCli = (cacheDirectory: string): string => join(cacheDirectory, 'temporal', cliVersion, 'temporal');

/** Where a binary lies already, without fetching or building anything. */
export function findTemporalOnDisk({ cliPath, cacheDirectory }: TemporalSources): string | undefined {
  if (cliPath !== undefined) {
    if (isExecutable(cliPath)) return cliPath;
    throw new Error(`TEMPORAL_CLI_PATH is ${cliPath}, which is not a program that can be run. Correct or unset it.`);
  }
  return onPath('temporal') ?? [cachedCli(cacheDirectory)].find(isExecutable);
}

/**
 * The Temporal CLI, server and web UI in one: TEMPORAL_CLI_PATH, `temporal` on PATH, the cache, the official download,
 * else built with Go. @throws when all of these fail, with what a person can do
 */
export async function findTemporal(sources: TemporalSources): Promise<string> {
  const found = findTemporalOnDisk(sources);
  if (found !== undefined) return found;
  const progress = sources.progress ?? silentProgress;
  const target = cachedCli(sources.cacheDirectory);
  const waiting = (pid: number): void =>
    progress.say(`Temporal is being fetched by another process (pid ${pid}); waiting for it.`);

  return withLock(
    join(sources.cacheDirectory, 'temporal.lock'),
    async () => {
      if (isExecutable(target)) return target;
      progress.say(`Temporal: nothing in TEMPORAL_CLI_PATH, none on PATH, none in ${dirname(target)}.`);
      const failures: string[] = [];
      for (const [name, attempt] of [
        ['Downloading Temporal', download],
        ['Building Temporal with Go (about 6 minutes on 2 cores, once per user)', build],
      ] as const) {
        try {
          await progress.step(name, (note) => attempt(target, note));
          return target;
        } catch (error) {
          failures.push((error as Error).message);
          progress.say(`  ${(error as Error).message}`);
        }
      }
      throw new Error(
        [
          'Temporal could not be found, downloaded or built:',
          ...failures.map((failure) => `  - ${failure}`),
          'Install the Temporal CLI (https://docs.temporal.io/cli) and put it on PATH, name it in TEMPORAL_CLI_PATH,',
          'or set TEMPORAL_ADDRESS to a server that runs elsewhere.',
        ].join('\n'),
      );
    },
    waiting,
  );
}

/** Whether a host answers at all; decides within five seconds, so that a closed network costs no more. */
export async function isReachable(url: string): Promise<boolean> {
  try {
    await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(5000) });
    return true;
  } catch {
    return false;
  }
}

/** The official download, by the test environment of the SDK, which knows platforms and checks the archive. */
async function download(target: string): Promise<void> {
  if (!(await isReachable(downloadHost))) throw new Error(`${downloadHost} cannot be reached from this machine.`);
  const folder = join(dirname(target), 'download');
  mkdirSync(folder, { recursive: true });
  // In a process of its own: a download that hangs can then be ended. The path comes first among the arguments.
  const script = `
    const { TestWorkflowEnvironment } = require(process.argv[1]);
    TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir: process.argv[2], version: 'v${cliVersion}' } },
    }).then((environment) => environment.teardown()).catch((error) => { console.error(error.message); process.exit(1); });
  `;
  const testing = require.resolve('@temporalio/testing');
  const child = spawn(process.execPath, ['-e', script, testing, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  await finished(child, 300_000, 'The download');
  const file = readdirSync(folder)
    .map((name) => join(folder, name))
    .find(isExecutable);
  if (file === undefined) throw new Error('The download left no program.');
  renameSync(file, target);
  rmSync(folder, { recursive: true, force: true });
}

async function build(target: string, note: (detail: string) => void): Promise<void> {
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  const [major = 0, minor = 0] = (/^go(\d+)\.(\d+)/.exec(stdout ?? '') ?? []).slice(1).map(Number);
  if (error || major < 1 || (major === 1 && minor < 25)) {
    throw new Error(
      `Go 1.25 or later is not installed${stdout ? ` (found ${stdout.trim()})` : ''}; https://go.dev/dl.`,
    );
  }
  const folder = join(dirname(target), 'build');
  mkdirSync(folder, { recursive: true });
  const source = `github.com/temporalio/cli/cmd/temporal@v${cliVersion}`;
  const child = spawn('go', ['install', '-ldflags', '-s -w', source], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
  });
  note(`go install ${source}, server ${serverVersion}`);
  await finished(child, 3_600_000, 'go install');
  const binary = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (!existsSync(binary)) throw new Error('go install left no program.');
  chmodSync(binary, 0o755);
  renameSync(binary, target);
  rmSync(folder, { recursive: true, force: true });
}

/** Waits for a helper process. @throws with its last words when it fails or takes longer than `limitMs` */
export async function finished(child: ChildProcess, limitMs: number, name: string): Promise<void> {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (words = (words + chunk).slice(-2000)));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (code !== 0)
    throw new Error(`${name} failed: ${words.trim().split('\n').slice(-3).join(' ') || `exit code ${code}`}`);
}
