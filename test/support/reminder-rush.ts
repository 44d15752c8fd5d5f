import { setTimeout as pause } from 'node:timers/promises';
import { createEmbeddedLedger } from '../../adapters/ledger/embedded';
import { followUpOwner, type CustomerId, type Instant, type LocalDate } from '../../contracts/ids';
import { insertContact } from '../../db/insert-contact';
import { insertCustomer } from '../../db/insert-customer';
import { listParkedSends, type ParkedSend } from '../../db/list-parked-sends';
import { publishPolicy } from '../../db/policies';
import { StoreUnavailable } from '../../db/transaction';
import { startTestDesk, type TestDesk } from './desk';
import { startDroppingProxy } from './dropping-proxy';
import { startOwnPostgres } from './own-servers';
import { uniqueName } from './servers';
import { startWorkerProcess, type WorkerProcess } from './worker-process';

/** The segment of all its customers. */
const segment = 'rush';

/** Many reminders that are due at one instant, with workers in processes of their own that are killed meanwhile. */
export interface ReminderRush {
  desk: TestDesk;
  customers: CustomerId[];
  dueAt: Instant;
  /** Message-ID headers that reached the mail server, each as often as it did. */
  delivered(): string[];
  /** Message-ID headers of mails whose sender was cut off after the server had taken them. */
  dropped(): string[];
  /** Messages whose send was under way when a worker was killed or the database went away. */
  underWay(): string[];
  /** Ends the worker as a crash does. */
  killWorker(): Promise<void>;
  startWorker(): Promise<void>;
  restartDatabase(): Promise<void>;
  /** Waits until so many mails have reached the server. */
  untilDelivered(count: number): Promise<void>;
  /** Waits until every reminder has been sent or parked. */
  untilSettled(): Promise<void>;
  parked(): Promise<ParkedSend[]>;
  stop(): Promise<void>;
}

/**
 * Sets up so many customers with one overdue invoice each, and tells their follow-ups; all of them have their one reminder
 * at `dueAt`.
 *
 * @param dropEvery every so many mails, the connection is cut after the server has taken the mail; 0: never
 * @param lead milliseconds until they are due
 */
export async function startReminderRush(given: {
  reminders: number;
  dropEvery: number;
  lead: number;
}): Promise<ReminderRush> {
  const postgres = await startOwnPostgres();
  const desk = await startTestDesk({ database: postgres.database });
  const proxy = await startDroppingProxy(desk.mail.smtpUrl, given.dropEvery);
  const dueOn = (await desk.now()).slice(0, 10);
  const name = uniqueName('rush').replaceAll('_', '-');
  const customers = Array.from({ length: given.reminders }, (_, index) => `${name}-${index}`);
  for (const customer of customers) await addDebtor(desk, customer, dueOn);

  let worker: WorkerProcess | null = null;
  const askDatabase = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        // It is being restarted.
        if (
          error instanceof StoreUnavailable ||
          /ECONNREFUSED|terminat|shutting down|starting up/.test(String(error))
        ) {
          await pause(100);
        } else throw error;
      }
    }
  };
  const underWay = new Set<string>();
  const noteUnderWay = async (): Promise<void> => {
    const open = await askDatabase(() => desk.db('send_attempts').whereNull('result').pluck<string[]>('message'));
    for (const message of open) underWay.add(message);
  };

  const rush: ReminderRush = {
    desk,
    customers,
    dueAt: '',
    delivered: () => desk.mail.mails().map(({ messageId }) => messageId),
    dropped: proxy.dropped,
    underWay: () => [...underWay],
    async killWorker() {
      await worker?.kill();
      // What it had told the database in its last moment is still being written.
      await pause(300);
      await noteUnderWay();
    },
    async startWorker() {
      worker = await startWorkerProcess({ ...desk, mail: { ...desk.mail, smtpUrl: proxy.smtpUrl } });
    },
    async restartDatabase() {
      await postgres.stop();
      await pause(1_000);
      await postgres.start();
      await noteUnderWay();
    },
    async untilDelivered(count) {
      await desk.eventually(async () => desk.mail.mails().length >= count, 240);
    },
    async untilSettled() {
      await desk.eventually(
        () =>
          askDatabase(async () => {
            const reminders = await desk.db('messages').where({ purpose: 'reminder' }).pluck<string[]>('status');
            const settled = reminders.filter((status) => status !== 'pending').length;
            return (
              settled === customers.length && !(await desk.db('effects').where({ status: 'waiting' }).first('key'))
            );
          }),
        300,
      );
    },
    parked: async () => listParkedSends(desk.db, await desk.now()),
    async stop() {
      await worker?.kill();
      await proxy.stop();
      await desk.stop();
      await postgres.remove();
    },
  };
  await rush.startWorker();
  // As late as can be: on a busy machine everything before takes its time.
  rush.dueAt = new Date(Date.now() + given.lead).toISOString();
  await publishLadder(desk, dueOn, rush.dueAt);
  await tellFollowUps(desk, customers);
  return rush;
}

/** A ladder whose first step is at the very instant, and the next one long after. */
async function publishLadder({ db, now }: TestDesk, dueOn: LocalDate, dueAt: Instant): Promise<void> {
  const { content } = await db('policies').orderBy('number', 'desc').first('content');
  const { quiet: _quiet, ...reminders } = content.reminders;
  const seconds = (Date.parse(dueAt) - Date.parse(`${dueOn}T09:00:00.000Z`)) / 1000;
  const after = `${seconds < 0 ? '-' : ''}PT${Math.abs(Math.round(seconds))}S`;
  const steps = [
    { name: 'reminder-1', purpose: 'reminder', from: 'due', after },
    { name: 'reminder-2', purpose: 'reminder', from: 'previous', after: 'P30D' },
  ];
  await publishPolicy(db, {
    version: uniqueName('rush'),
    content: {
      ...content,
      reminders: {
        ...reminders,
        sendAtHour: 9,
        ladders: { ...reminders.ladders, [segment]: steps },
      },
    },
    author: 'elin.hart',
    publishedBy: 'marcus.bell',
    reason: 'Many reminders at one instant.',
    publishedAt: await now(),
  });
}

async function addDebtor({ db, now }: TestDesk, id: CustomerId, dueOn: LocalDate): Promise<void> {
  const at = await now();
  await insertCustomer(db, { id, name: `Customer ${id}`, legal_entity: 'halden-us', zone: 'Etc/UTC', segment });
  await insertContact(db, { id: `c-${id}`, customer: id, email: `ap@${id}.example`, verified: true, created_at: at });
  const posting = { key: `invoice/${id}`, at, legalEntity: 'halden-us', customer: id };
  const amount = { minor: 10_000, currency: 'USD' };
  await createEmbeddedLedger(db).issueInvoice({
    ...posting,
    invoice: `I-${id}`,
    issuedOn: '2026-01-01',
    dueOn,
    amount,
  });
}

async function tellFollowUps({ engine, eventually, db }: TestDesk, customers: CustomerId[]): Promise<void> {
  const waiting = [...customers];
  const tell = async (): Promise<void> => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const command = { id: `track-${id}`, type: 'track', actor: { kind: 'integration' as const, id: 'erp' } };
      await engine.signal(followUpOwner(id), 'track', { ...command, data: { invoice: `I-${id}` } });
    }
  };
  await Promise.all(Array.from({ length: 10 }, tell));
  await eventually(async () => {
    const [row] = await db('follow_ups')
      .where('customer', 'like', `${customers[0]?.split('-0')[0]}-%`)
      .count();
    return Number(row?.['count']) >= customers.length;
  }, 600);
}
