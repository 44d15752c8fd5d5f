import { randomInt, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { NativeConnection, type Worker } from '@temporalio/worker';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { createTemporalEngine } from '../../adapters/engine/temporal-engine';
import { deliverDispatch } from '../../adapters/engine/deliver-dispatches';
import type { Engine } from '../../adapters/engine/engine';
import { startMailSink, type MailSink } from '../../adapters/mail/sink';
import type { ActivityPorts } from '../../activities';
import { followUpOwner, inquiryOwner, type Instant, type Owner, type Reference } from '../../contracts/ids';
import type { Actor, JournalEntry, Outcome } from '../../contracts/messages';
import { connect } from '../../db/connect';
import { fileIntake, type NewIntake } from '../../db/file-intake';
import { readEntries } from '../../db/journal';
import { createPolicyStore } from '../../db/policies';
import { storeTexts } from '../../db/store-texts';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { ProcessMailPorts } from '../../intake/ports';
import type { InquiryState } from '../../domain/inquiry/state';
import { demoPolicyVersion, loadDemoCompany } from '../../scripts/demo-company';
import { searchAttributes } from '../../contracts/search-attributes';
import { indexedValueTypes, registerSearchAttributes } from '../../temporal-config/register';
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
  /** With which mail is taken in. */
  intake: ProcessMailPorts;
  /** Where its checkpoints lie. */
  auditDirectory: string;
  /** Business time: the clock of the test server where time is skipped. */
  now(): Promise<Instant>;
  startWorker(faults?: ActivityPorts['faults']): Promise<Worker>;
  stopWorker(): Promise<void>;
  /** Files an inquiry the way a channel does, and starts its workflow, in the test's own way if it has one. */
  file(intake?: Partial<NewIntake>, start?: (reference: Reference) => Promise<unknown>): Promise<Reference>;
  command(reference: Reference, type: string, data: unknown, actor?: Actor, id?: string): Promise<Outcome>;
  /** Stores a text, as the API does before the command that names it. */
  text(content?: string): Promise<{ id: string; hash: string }>;
  state(reference: Reference): Promise<InquiryState>;
  journal(reference: Reference): Promise<JournalEntry<InquiryEvent>[]>;
  /** Polls until the answer is defined; fails after `seconds`. */
  eventually<T>(ask: () => Promise<T | undefined | false>, seconds?: number): Promise<T>;
  stop(): Promise<void>;
}

export interface TestDeskOptions {
  /** A server of the test's own, instead of the one of the run. */
  temporal?: { address: string; namespace: string };
  /** A server that skips time; its clock is then that of everything in the desk. */
  environment?: TestWorkflowEnvironment;
  /** A database of the test's own, migrated and empty. */
  database?: TestDatabase;
  /** For the worker: a codec, say, that lets a test do something while a workflow task completes. */
  dataConverter?: DataConverter;
  /** What goes out by SMS goes here. */
  smsGateway?: { url: string };
}

export async function startTestDesk(options: TestDeskOptions = {}): Promise<TestDesk> {
  const { workflowBundle } = testServers();
  if (!workflowBundle) throw new Error('The test servers were started without a workflow bundle.');
  const { environment, dataConverter, smsGateway } = options;
  const now = async () => new Date(environment ? await environment.currentTimeMs() : Date.now()).toISOString();
  const database = options.database ?? (await createTestDatabase());
  const db = connect(database.url, { poolSize: 20 });
  await loadDemoCompany(db, await now());
  await numberReferences(database);
  const server = await (environment ? connectTo(environment) : connectAt(options.temporal ?? testServers().temporal));
  const { client, native, namespace } = server;
  await (environment ? addSearchAttributes(client) : registerSearchAttributes(client));
  const taskQueue = uniqueName('desk');
  const mail = await startMailSink({ smtpPort: 0, httpPort: 0 });
  const engine = createTemporalEngine(client, taskQueue);
  const auditDirectory = join(testServers().directory, 'audit', database.name);
  let worker: Worker | null = null;
  let running: Promise<void> = Promise.resolve();

  const desk: TestDesk = {
    database,
    db,
    client,
    engine,
    taskQueue,
    mail,
    intake: {
      db,
      engine,
      policies: createPolicyStore(db),
      secret: secretKey,
      ownAddress: 'desk@halden.example',
      clock: { now },
    },
    auditDirectory,
    now,
    async startWorker(faults) {
      worker = await createDeskWorker({
        connection: native,
        namespace,
        taskQueue,
        workflowBundle,
        ...(dataConverter && { dataConverter }),
        activities: composeActivities({
          db,
          client,
          taskQueue,
          mail: { url: mail.smtpUrl, from: 'Halden Supply <desk@halden.example>' },
          publicUrl: 'http://localhost:3000',
          secretKey,
          clock: { now },
          ...(smsGateway && { smsGateway }),
          auditDirectory,
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
    async file(intake = {}, start) {
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
        receivedAt: await now(),
        ...intake,
      });
      if (start) await start(filed.reference);
      if (filed.filed === 'now') await deliverDispatch(db, engine, filed.dispatch);
      return filed.reference;
    },
    command: (reference, type, data, actor = { kind: 'person', id: 'nora.whitfield' }, id = randomUUID()) =>
      engine.update(inquiryOwner(reference), { id, type, actor, data }, Date.now() + 20_000),
    async text(content = 'We have looked into it.') {
      const stored = await storeTexts(db, [{ id: uniqueName('text'), content, customer: null }], await now());
      return stored.references[0] ?? { id: '', hash: '' };
    },
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
      await endFollowUps(desk);
      await server.close();
      await mail.stop();
      await db.destroy();
      await database.drop();
    },
  };
  return desk;
}

/** The next desk in this namespace has the same customers, and begins with them anew. */
async function endFollowUps({ db, client }: TestDesk): Promise<void> {
  for (const customer of await db('follow_ups').pluck('customer')) {
    // One that has ended by itself is as good.
    await client.workflow
      .getHandle(followUpOwner(customer))
      .terminate('the test is over')
      .catch(() => undefined);
  }
}

/** Every desk has its own references, because they are ids on the server that all desks of a run share. */
async function numberReferences({ ownerUrl }: TestDatabase): Promise<void> {
  const owner = connect(ownerUrl, { asOwner: true });
  await owner.raw(`select setval('inquiry_reference', ?)`, [randomInt(1_000_000, 1_000_000_000_000)]);
  await owner.destroy();
}

interface Server {
  client: Client;
  native: NativeConnection;
  namespace: string;
  close(): Promise<void>;
}

async function connectAt({ address, namespace }: { address: string; namespace: string }): Promise<Server> {
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const close = async () => {
    await native.close();
    await connection.close();
  };
  return { client: new Client({ connection, namespace }), native, namespace, close };
}

/** The server that skips time can add them, but not list them. */
async function addSearchAttributes(client: Client): Promise<void> {
  await client.connection.operatorService.addSearchAttributes({
    namespace: client.options.namespace,
    searchAttributes: Object.fromEntries(
      Object.entries(searchAttributes).map(([name, type]) => [name, indexedValueTypes[type]]),
    ),
  });
}

/** Its connections are closed with the environment. */
const connectTo = async (environment: TestWorkflowEnvironment): Promise<Server> => ({
  client: environment.client,
  native: environment.nativeConnection,
  namespace: environment.namespace ?? 'default',
  close: async () => undefined,
});

/** A text that has been stored, as commands carry it. */
export const textReference = (id: string): { id: string; hash: string } => ({ id, hash: 'f'.repeat(64) });

export const person = (id: string, onBehalfOf?: string): Actor => ({
  kind: 'person',
  id,
  ...(onBehalfOf && { onBehalfOf }),
});

export const owners = (references: Reference[]): Owner[] => references.map(inquiryOwner);
