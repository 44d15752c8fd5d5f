import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { exitOf, hasExited } from '../../scripts/services/process';

/** The mail intake in a process of its own, as it runs in production, which can die as processes do. */
export interface IntakeProcess {
  /** Dies without a word. */
  kill(): Promise<void>;
  /** Is asked to end, and says with which exit code it did. */
  stop(): Promise<number | null>;
  /** Everything it wrote. */
  said(): string;
}

export function startIntakeProcess(environment: Readonly<Record<string, string>>): IntakeProcess {
  const script = [join(__dirname, 'run-typescript.mjs'), join(__dirname, '../../intake/main.ts')];
  const child: ChildProcess = spawn(process.execPath, script, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (said += data.toString()));
  const ended = exitOf(child);
  return {
    async kill() {
      if (!hasExited(child)) child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      if (!hasExited(child)) child.kill('SIGTERM');
      return (await ended).code;
    },
    said: () => said,
  };
}
