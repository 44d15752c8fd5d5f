import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isRunning, type ProcessIdentity, sleep } from './process';

/**
 * Runs something while no other process does, on this machine. Whoever comes second waits; a lock whose holder has died
 * is taken over.
 *
 * @param path the lock file; its folder is created
 * @param waiting called once with the holder's pid when there is somebody to wait for
 */
export async function withLock<T>(
  path: string,
  run: () => Promise<T>,
  waiting: (pid: number) => void = () => {},
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const own = identify(process.pid) ?? { pid: process.pid, startedAt: '' };
  let told = false;
  for (;;) {
    try {
      writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(path);
    if (holder === undefined) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) waiting(holder.pid);
    told = true;
    await sleep(500);
  }
  try {
    return await run();
  } finally {
    rmSync(path, { force: true });
  }
}

/** The living holder; a lock file that was created this second but not yet filled counts as held. */
function holderOf(path: string): ProcessIdentity | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
    return isRunning(holder) ? holder : undefined;
  } catch {
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return age < 1000 ? { pid: 0, startedAt: '' } : undefined;
  }
}
