import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { connect } from '../../db/connect';
import { composeActivities } from '../../worker/compose-activities';
import { createDeskWorker } from '../../worker/create-worker';
import type { WorkerProcessOptions } from './worker-process';

/**
 * A worker that ends itself without a word at a named point: right after the commit of a command of that type, before
 * `handle` returns. Its options come as JSON in the last argument.
 */
async function main({
  database,
  temporal,
  taskQueue,
  codePath,
  mail,
  secretKey,
  killAfterCommitOf,
}: WorkerProcessOptions) {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
  const connection = await Connection.connect({ address: temporal.address });
  const worker = await createDeskWorker({
    connection: await NativeConnection.connect({ address: temporal.address }),
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle: { codePath },
    activities: composeActivities({
      db: connect(database, { poolSize: 20 }),
      client: new Client({ connection, namespace: temporal.namespace }),
      taskQueue,
      mail: { url: mail, from: 'Halden Supply <desk@halden.example>' },
      publicUrl: 'http://localhost:3000',
      secretKey,
      auditDirectory: join(tmpdir(), 'inquiry-desk-killed', taskQueue),
      faults: {
        afterCommit: ({ type }) => {
          if (type === killAfterCommitOf) process.kill(process.pid, 'SIGKILL');
        },
      },
    }),
  });
  process.stdout.write('ready\n');
  await worker.run();
}

// It never outlives the test that started it.
process.stdin.resume().once('close', () => process.exit());

void main(JSON.parse(process.argv.at(-1) ?? '') as WorkerProcessOptions);
