import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** A process that can be told from a later one that was given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** Opaque: equal for the same process, different for another one with the same pid. */
  startedAt: string;
}

/** The identity of a running process, or undefined when there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The command name, in parentheses, may hold blanks; state and start time count from behind it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [state, startedAt] = [fields[0], fields[19]];
      return state === 'Z' || state === 'X' || startedAt === undefined ? undefined : { pid, startedAt };
    } catch {
      return undefined;
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() ? { pid, startedAt: stdout.trim() } : undefined;
}

export const isRunning = (identity: ProcessIdentity): boolean =>
  identify(identity.pid)?.startedAt === identity.startedAt;

/** The command line of a process, for people; empty when it cannot be read. */
export function commandOf(pid: number): string {
  if (process.platform === 'linux') {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      return line === '' ? readlinkSync(`/proc/${pid}/exe`) : line;
    } catch {
      return '';
    }
  }
  const { stdout } = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() ?? '';
}

/** Resolves after `milliseconds`. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, milliseconds));

export const hasExited = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

type Exit = { code: number | null; signal: NodeJS.Signals | null };
const exits = new WeakMap<ChildProcess, Promise<Exit>>();

/** Resolves with how the child ended; at once when it has ended already. Asked often, it listens only once. */
export function exitOf(child: ChildProcess): Promise<Exit> {
  const known = exits.get(child);
  if (known) return known;
  const exit = hasExited(child)
    ? Promise.resolve({ code: child.exitCode, signal: child.signalCode })
    : new Promise<Exit>((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
  exits.set(child, exit);
  return exit;
}

/** Asks a child to stop, and insists with SIGKILL when it has not within `graceMs`. */
export async function stopChild(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
  graceMs = 15_000,
): Promise<void> {
  if (hasExited(child) || child.pid === undefined) return;
  const exited = exitOf(child);
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

/** The same for a process that is not our child. Never touches another process that was given the same number. */
export async function stopProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals = 'SIGTERM',
  graceMs = 15_000,
): Promise<void> {
  const signalIfSame = (name: NodeJS.Signals): void => {
    if (!isRunning(identity)) return;
    try {
      process.kill(identity.pid, name);
    } catch {
      // It has ended in this very moment.
    }
  };
  signalIfSame(signal);
  const insistAt = Date.now() + graceMs;
  while (isRunning(identity)) {
    if (Date.now() > insistAt) signalIfSame('SIGKILL');
    await sleep(50);
  }
}
