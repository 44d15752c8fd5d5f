import { Connection, Client as TemporalClient } from '@temporalio/client';
import type { Knex } from 'knex';
import { Client } from 'pg';
import { createTemporalEngine } from '../../adapters/engine/temporal-engine';
import type { Engine } from '../../adapters/engine/engine';
import { followUpOwner, type Owner } from '../../contracts/ids';
import { connect } from '../../db/connect';
import { DeskClient, type Mail } from '../../scripts/demo/desk-client';
import { Telling, type Story } from '../../scripts/demo/telling';
import type { Told } from '../../scripts/demo/told';
import { readTrialBalance } from '../../scripts/demo/trial-balance';
import { developmentIdentity } from '../../scripts/development-identity';
import { expectAtRest } from './at-rest';
import type { TestDesk } from './desk';
import type { RunningDesk } from './running-desk';

export interface ToldStory {
  /** In every id of this telling. */
  tag: string;
  told: Told[];
}

/** Tells a story of the demo to a test, which may do something as a step begins: `at`, by the step's name. */
export async function tellStory(
  { addresses }: RunningDesk,
  story: Story,
  at: Record<string, () => unknown> = {},
): Promise<ToldStory> {
  const told: Told[] = [];
  const unused = new Set(Object.keys(at));
  const teller = async (something: Told): Promise<void> => {
    told.push(something);
    if (something.told !== 'step' || !unused.delete(something.step)) return;
    await at[something.step]?.();
  };
  const identity = await developmentIdentity(addresses.data_directory);
  const desk = new DeskClient({ addresses, identity, teller, patience: 60_000 });
  const trialBalance = async () => {
    const database = new Client({ connectionString: addresses.database.url });
    await database.connect();
    return readTrialBalance(database).finally(() => database.end());
  };
  const { tag } = await Telling.tell(story, { desk, teller, trialBalance, watchToTheEnd: false, patience: 60_000 });
  expect([...unused]).toEqual([]);
  return { tag, told };
}

/** Looks behind the API: journals, postings, mails. */
export interface Inspection {
  db: Knex;
  engine: Engine;
  mails(recipient?: string): Promise<Mail[]>;
  close(): Promise<void>;
}

export async function inspect({ addresses }: RunningDesk): Promise<Inspection> {
  const db = connect(addresses.database.url, { poolSize: 4 });
  const { address, namespace } = addresses.temporal;
  const connection = await Connection.connect({ address });
  return {
    db,
    engine: createTemporalEngine(new TemporalClient({ connection, namespace })),
    async mails(recipient) {
      const query = recipient === undefined ? '' : `?recipient=${encodeURIComponent(recipient)}`;
      return ((await (await fetch(`${addresses.mailbox}/mails${query}`)).json()) as Mail[]).reverse();
    },
    async close() {
      await connection.close();
      await db.destroy();
    },
  };
}

/** Every case and follow-up: journal = its fold = what is stored = the live workflow, and each mail was sent once. */
export async function expectAllAtRest({ db, engine, mails }: Inspection): Promise<void> {
  await untilNothingWaits(db);
  let received: Mail[] = [];
  const desk = {
    db,
    engine,
    mail: { mails: () => received },
    async eventually<T>(ask: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
      const deadline = Date.now() + seconds * 1000;
      for (;;) {
        const answer = await ask();
        if (answer !== undefined && answer !== false) return answer;
        if (Date.now() > deadline) throw new Error(`not at rest within ${seconds} s`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  } as unknown as TestDesk;
  for (const owner of await db('owners').orderBy('owner').pluck<Owner[]>('owner')) {
    // Other customers are followed up meanwhile: a mail of theirs may come after the look into the mailbox.
    for (let attempt = 1; ; attempt += 1) {
      received = await mails();
      try {
        await expectAtRest(desk, owner);
        break;
      } catch (error) {
        if (attempt === 3) throw error;
      }
    }
  }
}

export interface StoryOutcome {
  cases: number;
  /** Events in the journal of the case, and of the follow-up, by type. */
  case: Record<string, number>;
  followUp: Record<string, number>;
  postings: string[];
  /** Subjects, sorted. */
  mails: string[];
}

/** What a story left behind, without ids and instants: the same however often something was killed on the way. */
export async function outcomeOf({ db, mails }: Inspection, tag: string): Promise<StoryOutcome> {
  const customer = `C-${tag}`;
  const cases = await db('inquiries').where({ customer }).pluck<Owner[]>('reference');
  const owners: Owner[] = [followUpOwner(customer), ...cases.map((reference): Owner => `inquiry:${reference}`)];
  const journal = await db('journal').whereIn('owner', owners).orderBy(['owner', 'sequence']).select('owner', 'type');
  const typesOf = (kind: string) =>
    journal.filter(({ owner }) => owner.startsWith(kind)).map(({ type }: { type: string }) => type);
  const postings: { kind: string; amount: number }[] = await db('postings as p')
    .whereIn(
      'p.key',
      db('posting_lines').where('invoice', `INV-${tag}`).orWhere('payment', `PMT-${tag}`).select('posting'),
    )
    .orderBy('position')
    .select('p.kind', 'p.amount');
  const received = (await mails()).filter(({ recipients }) => recipients.some((address) => address.includes(tag)));
  return {
    cases: cases.length,
    // Whether the case had to be reassigned depends on the workload of that moment.
    case: counted(typesOf('inquiry:').filter((type) => type !== 'assigned')),
    followUp: counted(typesOf('follow-up:')),
    postings: postings.map(({ kind, amount }) => `${kind} ${amount}`),
    mails: received.map(({ subject }) => subject.replace(/INQ-\d+-\d+/, 'INQ')).sort(),
  };
}

/** How many of each. */
function counted(types: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const type of [...types].sort()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** Waits until nothing is under way outside. */
export async function untilEffectsAreDone({ addresses }: RunningDesk): Promise<void> {
  const db = connect(addresses.database.url, { poolSize: 1 });
  await untilNothingWaits(db).finally(() => db.destroy());
}

/** No mail, posting or word to another owner that is still to be done. */
async function untilNothingWaits(db: Knex): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (
    (await db('dispatches').whereNull('delivered_at').first('id')) ??
    (await db('effects').where({ status: 'waiting' }).first('key'))
  ) {
    if (Date.now() > deadline) throw new Error('something still waits to be done');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
