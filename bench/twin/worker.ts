import { NativeConnection, Runtime, DefaultLogger, Worker } from '@temporalio/worker';
import { twinActivities } from './activities';

/** The twin's worker process, sized like the desk's. Arguments: address, namespace, task queue, bundle. */
async function main([address, namespace, taskQueue, codePath]: string[]): Promise<void> {
  if (!address || !namespace || !taskQueue || !codePath) throw new Error('address, namespace, task queue, bundle');
  Runtime.install({ logger: new DefaultLogger('WARN') });
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities: twinActivities,
    workflowBundle: { codePath },
    maxConcurrentWorkflowTaskExecutions: 40,
    maxConcurrentLocalActivityExecutions: 40,
    maxCachedWorkflows: 600,
  });
  process.stdout.write('ready\n');
  await worker.run();
  await connection.close();
}

void main(process.argv.slice(2));
