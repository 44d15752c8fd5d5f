import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, type Worker } from '@temporalio/worker';
import type { Knex } from 'knex';
import { createTemporalEngine } from '../../adapters/engine/temporal-engine';
import { deliverDispatch } from '../../adapters/engine/deliver-dispatches';
import type { Engine } from '../../adapters/engine/engine';
import { startMailSink, type MailSink } from '../../adapters/mail/sink';
import type { ActivityPorts } from '../../activities';
import { inquiryOwner, type Owner, type Reference } from '../../contracts/ids';
import type { Actor, Command, JournalEntry, Outcome } from '../../contracts/messages';
import { connect } from '../../db/connect';
import { fileIntake, type NewIntake } from '../../db/file-intake';
import { readEntries } from '../../db/journal';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { InquiryState } from '../../domain/inquiry/state';
import { demoPolicyVersion, loadDemoCompany } from '../../scripts/demo-company';
import { registerSearchAttributes } from '../../temporal-config/register';
import { composeActivities } from '../../worker/compose-activities';
import { createDeskWorker } from '../../worker/create-worker';
import { createTestDatabase, type TestDatabase } from './database';
import { testServers, uniqueName } from './servers';

export const secretKey = 'a-secret-key-for-tests-of-at-least-32-characters';

/** A whole desk without its API: its own database with the demo company, task queue, mail server and worker. */
export interface TestDesk {
  database: TestDatabase;
  db: Knex;
  client: Client;
  engine: Engine;
  taskQueue: string;
  mail: MailSink;
  startWorker(faults?: ActivityPorts['faults']): Promise<Worker>;
  stopWorker(): Promise<void>;
  /** Files an inquiry the way a channel does, and starts its workflow. */
  file(intake?: Partial<NewIntake>): Promise<Reference>;
  command(reference: Reference, type: string, data: unknown, actor?: Actor, id?: string): Promise<Outcome>;
  state(reference: Reference): Promise<InquiryState>;
  journal(reference: Reference): Promise<JournalEntry<InquiryEvent>[]>;
  /** Polls until the answer is defined; fails after `seconds`. */
  eventually<T>(ask: () => Promise<T | undefined | false>, seconds?: number): Promise<T>;
  stop(): Promise<void>;
}

export async function startTestDesk(): Promise<TestDesk> {
  const { temporal, workflowBundle } = testServers();
  if (!workflowBundle) throw new Error('The test servers were started without a workflow bundle.');
  const database = await createTestDatabase();
  const db = connect(database.url, { poolSize: 20 });
  await loadDemoCompany(db, new Date().toISOString());
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  await registerSearchAttributes(client);
  const native = await NativeConnection.connect({ address: temporal.address });
  const taskQueue = uniqueName('desk');
  const mail = await startMailSink({ smtpPort: 0, httpPort: 0 });
  const engine = createTemporalEngine(client, taskQueue);
  let worker: Worker | null = null;
  let running: Promise<void> = Promise.resolve();

  const desk: TestDesk = {
    database,
    db,
    client,
    engine,
    taskQueue,
    mail,
    async startWorker(faults) {
      worker = await createDeskWorker({
        connection: native,
        namespace: temporal.namespace,
        taskQueue,
        workflowBundle,
        activities: composeActivities({
          db,
          client,
          taskQueue,
          mail: { url: mail.smtpUrl, from: 'Halden Supply <desk@halden.example>' },
          publicUrl: 'http://localhost:3000',
          secretKey,
          ...(faults && { faults }),
        }),
      });
      running = worker.run();
      return worker;
    },
    async stopWorker() {
      if (worker?.getState() === 'RUNNING') worker.shutdown();
      await running;
      worker = null;
    },
    async file(intake = {}) {
      const filed = await fileIntake(db, {
        channel: 'api',
        sourceKey: randomUUID(),
        digest: '',
        subject: 'Invoice INV-10421 is wrong',
        body: 'We dispute invoice INV-10421 over USD 7,800.00: the second delivery never came.',
        legalEntity: 'halden-us',
        customer: 'C-1003',
        identification: { level: 'verified', method: 'sender_address' },
        contact: 'contact-1003-1',
        filedBy: null,
        onBehalfOf: null,
        follows: null,
        policyVersion: demoPolicyVersion,
        receivedAt: new Date().toISOString(),
        ...intake,
      });
      if (filed.filed === 'now') await deliverDispatch(db, engine, filed.dispatch);
      return filed.reference;
    },
    command: (reference, type, data, actor = { kind: 'person', id: 'nora.whitfield' }, id = randomUUID()) =>
      engine.update(inquiryOwner(reference), { id, type, actor, data } as Command, Date.now() + 20_000),
    state: (reference) => engine.state(inquiryOwner(reference), Date.now() + 10_000) as Promise<InquiryState>,
    journal: (reference) => readEntries<InquiryEvent>(db, inquiryOwner(reference)),
    async eventually(ask, seconds = 30) {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const answer = await ask();
        if (answer !== undefined && answer !== false) return answer;
        if (Date.now() > deadline) throw new Error(`not within ${seconds} s`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      await desk.stopWorker();
      await native.close();
      await connection.close();
      await mail.stop();
      await db.destroy();
      await database.drop();
    },
  };
  return desk;
}

/** A text that has been stored, as commands carry it. */
export const textReference = (id: string): { id: string; hash: string } => ({ id, hash: 'f'.repeat(64) });

export const person = (id: string, onBehalfOf?: string): Actor => ({
  kind: 'person',
  id,
  ...(onBehalfOf && { onBehalfOf }),
});

export const owners = (references: Reference[]): Owner[] => references.map(inquiryOwner);
