import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exitOf, hasExited } from '../../scripts/services/process';
import { secretKey, type TestDesk } from './desk';
import { testServers } from './servers';

export interface WorkerProcessOptions {
  database: string;
  temporal: { address: string; namespace: string };
  taskQueue: string;
  codePath: string;
  mail: string;
  secretKey: string;
  /** Type of the command whose commit is the last thing the process does. */
  killAfterCommitOf?: string;
}

export interface WorkerProcess {
  child: ChildProcess;
  /** Resolves when the process has ended, by itself or not. */
  ended: Promise<unknown>;
  kill(): Promise<void>;
}

/** A worker of the desk in a process of its own, which can die as processes do. Resolves when it polls. */
export async function startWorkerProcess(
  desk: TestDesk,
  options: { temporal?: WorkerProcessOptions['temporal']; killAfterCommitOf?: string } = {},
): Promise<WorkerProcess> {
  const { temporal, workflowBundle } = testServers();
  const given: WorkerProcessOptions = {
    database: desk.database.url,
    temporal,
    taskQueue: desk.taskQueue,
    codePath: workflowBundle?.codePath ?? '',
    mail: desk.mail.smtpUrl,
    secretKey,
    ...options,
  };
  const script = [join(__dirname, 'run-typescript.mjs'), join(__dirname, 'worker-main.ts'), JSON.stringify(given)];
  const child = spawn(process.execPath, script, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = exitOf(child);
  await Promise.race([
    once(child.stdout, 'data'),
    ended.then(() => {
      throw new Error('the worker process ended while starting');
    }),
  ]);
  return {
    child,
    ended,
    async kill() {
      if (!hasExited(child)) child.kill('SIGKILL');
      await ended;
    },
  };
}
