import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Service } from '../supervisor';
import { exitOf, hasExited, sleep, stopChild } from './process';

/** Bytes after which a log file is put aside as `<name>.log.1` at the next start. */
const logLimit = 20_000_000;

export interface DeskProcessOptions {
  name: string;
  /** Compiled entry, for example dist/worker/main.js. */
  entry: string;
  environment: Readonly<Record<string, string>>;
  /** Its output goes to `<name>.log` here. */
  logDirectory: string;
  /** Whether it does its work by now; asked again until it says so. Failing counts as no. */
  isReady: (pid: number, startedAt: Date) => Promise<boolean>;
  /** Milliseconds to become ready. */
  readyWithin?: number;
}

/** Starts a process of the desk, in its own process group, and waits until it is ready. */
export async function startDeskProcess(options: DeskProcessOptions): Promise<Service> {
  const { name, entry, environment, logDirectory, isReady, readyWithin = 60_000 } = options;
  mkdirSync(logDirectory, { recursive: true });
  const logFile = join(logDirectory, `${name}.log`);
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > logLimit) renameSync(logFile, `${logFile}.1`);
  const log = createWriteStream(logFile, { flags: 'a' });

  const startedAt = new Date();
  const child = spawn(process.execPath, ['--enable-source-maps', entry], {
    cwd: dirname(logDirectory),
    env: { ...process.env, ...environment },
    // A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops all in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords: string[] = [];
  const listen = (chunk: Buffer): void => {
    log.write(chunk);
    lastWords.push(...chunk.toString().split('\n').filter(Boolean));
    lastWords.splice(0, lastWords.length - 10);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  child.once('error', (error) => lastWords.push(error.message));
  child.once('close', () => log.end());

  const service: Service = {
    pid: child.pid,
    ended: exitOf(child).then(({ code, signal }) => `${signal ?? `exit code ${code}`}; see ${logFile}`),
    stop: () => stopChild(child, 'SIGTERM', 30_000),
  };
  const deadline = Date.now() + readyWithin;
  for (;;) {
    if (hasExited(child) || child.pid === undefined) {
      await sleep(50);
      throw new Error(`${name} ended while starting:\n${lastWords.join('\n')}\nAll of its output: ${logFile}`);
    }
    if (await isReady(child.pid, startedAt).catch(() => false)) return service;
    if (Date.now() > deadline) {
      await service.stop();
      throw new Error(
        `${name} was not ready within ${readyWithin / 1000} s:\n${lastWords.join('\n')}\nAll of its output: ${logFile}`,
      );
    }
    await Promise.race([sleep(200), exitOf(child)]);
  }
}
