import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { taskQueue as defaultTaskQueue } from '../contracts/messages';
import type { Activities } from '../activities';

export interface DeskWorkerOptions {
  connection: NativeConnection;
  namespace: string;
  taskQueue?: string;
  activities: Activities;
  /** Built ahead by `npm run build`; workflow code never comes from anywhere else in production. */
  workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
  identity?: string;
  /** The same as the client's: a codec that encrypts payloads, say. */
  dataConverter?: WorkerOptions['dataConverter'];
}

/**
 * A worker for all of the desk: cases, follow-ups, sweeps and their effects on one queue. Concurrency is sized for two
 * cores; more workers are added by starting the process again, anywhere.
 */
export const createDeskWorker = ({
  connection,
  namespace,
  taskQueue = defaultTaskQueue,
  activities,
  workflowBundle,
  identity,
  dataConverter,
}: DeskWorkerOptions): Promise<Worker> =>
  Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    workflowBundle,
    ...(identity && { identity }),
    ...(dataConverter && { dataConverter }),
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 40,
    maxConcurrentActivityTaskExecutions: 50,
    // About 0.2 MB each.
    maxCachedWorkflows: 600,
    stickyQueueScheduleToStartTimeout: '5 seconds',
    // Long enough for a send under way to end; what is not finished by then is found again.
    shutdownGraceTime: '20 seconds',
    shutdownForceTime: '40 seconds',
  });
