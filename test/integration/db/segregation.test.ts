import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { insertDelegation } from '../../../db/insert-delegation';
import { insertPerson } from '../../../db/insert-person';
import { publishPolicy, readDefaultPolicy } from '../../../db/policies';
import type { PersonRow } from '../../../db/rows';
import { resolveHolidays } from '../../../domain/holidays';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { RawCase } from '../../support/raw-case';

const owner = 'inquiry:INQ-2026-000001';
const now = '2026-11-22T09:00:00.000Z';
const limits = { credit_note: 10_000_00 };

let database: TestDatabase;
let desk: Knex;
let rawCase: RawCase;

const decide = (decision: Record<string, unknown>): Promise<void> => rawCase.decide(decision);

const lend = (delegator: string, delegate: string, part: Record<string, unknown> = {}): Promise<unknown> =>
  insertDelegation(desk, {
    delegator,
    delegate,
    starts_at: '2026-11-20T00:00:00.000Z',
    ends_at: '2026-11-25T00:00:00.000Z',
    ...part,
  });

beforeEach(async () => {
  database = await createTestDatabase();
  desk = connect(database.url);
  await publishPolicy(desk, {
    version: '1',
    content: resolveHolidays(await readDefaultPolicy(), now),
    author: 'author',
    publishedBy: 'publisher',
    reason: 'first',
    publishedAt: now,
  });
  for (const id of ['preparer', 'approver', 'director', 'assistant']) {
    await insertPerson(desk, {
      id,
      name: id,
      email: `${id}@halden.example`,
      roles: id === 'preparer' ? ['agent', 'approver'] : ['approver'],
      titles: ['billing_manager', 'finance_director'],
      duties: ['approve_credit_note'],
      limits,
    });
  }
  const aliases: Partial<PersonRow> = {
    roles: ['approver'],
    titles: ['billing_manager', 'finance_director'],
    duties: ['approve_credit_note'],
    limits,
  };
  await insertPerson(desk, { id: 'preparer.erp', name: 'preparer', email: 'erp@halden.example', person: 'preparer' });
  await insertPerson(desk, {
    id: 'approver.erp',
    name: 'approver',
    email: 'a@halden.example',
    person: 'approver',
    ...aliases,
  });
  rawCase = new RawCase(desk, owner, '1', now);
  await rawCase.propose(
    'P-1',
    { kind: 'credit_note', invoice: 'I-1', amount: { minor: 7800_00, currency: 'USD' }, reason: 'price' },
    {
      stages: [
        { name: 'billing-manager', title: 'billing_manager', quorum: 1 },
        { name: 'director', title: 'finance_director', quorum: 1 },
      ],
    },
  );
  await desk('involvements').insert({ owner, person: 'preparer', duty: 'preparer', sequence: 1 });
});
afterEach(async () => {
  await desk.destroy();
  await database.drop();
});

test('an approver who took no part decides', async () => {
  await decide({ decider: 'approver' });
  expect(await desk('proposal_decisions').pluck('decider')).toEqual(['approver']);
});

test.each([
  ['the preparer', { decider: 'preparer' }],
  ['the preparer under another login', { decider: 'preparer.erp' }],
  ['the preparer for somebody else', { decider: 'preparer', on_behalf_of: 'approver' }],
  ['somebody else for the preparer', { decider: 'assistant', on_behalf_of: 'preparer' }],
  ['somebody else for the other login of the preparer', { decider: 'assistant', on_behalf_of: 'preparer.erp' }],
])('%s is refused', async (_name, decision) => {
  await expect(decide(decision)).rejects.toThrow('segregation: decider took part');
});

test('who holds a delegation of the preparer is refused while it runs, and only then', async () => {
  await lend('preparer', 'assistant');
  await expect(decide({ decider: 'assistant' })).rejects.toThrow('segregation: decider took part');
  await decide({ decider: 'assistant', decided_at: '2026-11-25T00:00:00.000Z' });
});

test('one human being decides one stage of a version: not by another login, not for somebody else', async () => {
  await lend('director', 'approver');
  await decide({ decider: 'approver', on_behalf_of: 'director' });
  for (const decision of [
    { decider: 'approver.erp' },
    { decider: 'director' },
    { decider: 'assistant', on_behalf_of: 'approver' },
  ]) {
    await expect(decide({ ...decision, stage: 1 })).rejects.toThrow('segregation: one stage per person');
  }
  await decide({ decider: 'assistant', stage: 1 });
});

test('somebody who is no person is refused', async () => {
  await expect(decide({ decider: 'nobody' })).rejects.toThrow('decider is not a person');
  await expect(decide({ decider: 'approver', on_behalf_of: 'nobody' })).rejects.toThrow('represented is not a person');
});

test('a decision about other content, another version or another case is refused', async () => {
  for (const other of [{ content_hash: 'content-2' }, { version: 2 }]) {
    await expect(decide({ decider: 'approver', ...other })).rejects.toThrow('not bound to the present content');
  }
});

test('involvement and decisions are not taken back by the desk', async () => {
  await decide({ decider: 'approver' });
  await expect(desk('involvements').delete()).rejects.toThrow('permission denied');
  await expect(desk('proposal_decisions').update({ decider: 'director' })).rejects.toThrow('permission denied');
});

describe('what a decision takes', () => {
  const approver = { decider: 'approver' };

  test('who prepared is excluded by the journal alone, whatever was left out beside it', async () => {
    await desk('people').insert({ id: 'other', name: 'other', email: 'other@halden.example', person: 'other' });
    await rawCase.record('dispute_opened', { invoice: 'I-1', by: 'approver' });
    await expect(decide(approver)).rejects.toThrow('segregation: decider took part');
    await lend('approver', 'assistant');
    await expect(decide({ decider: 'assistant' })).rejects.toThrow('segregation: decider took part');
  });

  test('the decider has a role that decides, is active, and holds title and duty', async () => {
    const known = await desk('people').where({ id: 'approver' }).first('roles', 'active', 'titles', 'duties');
    for (const [change, refusal] of [
      [{ roles: ['agent'] }, 'no role of the decider'],
      [{ active: false }, 'not active'],
      [{ titles: ['cash_manager'] }, 'the title of the stage'],
      [{ duties: ['approve_cash'] }, 'the duty to approve'],
    ] as const) {
      await desk('people')
        .where({ id: 'approver' })
        .update({ ...known, ...change });
      await expect(decide(approver)).rejects.toThrow(refusal);
    }
  });

  test('the stage is there, waits, and is not decided beyond its quorum', async () => {
    for (const stage of [1, 2, -1]) {
      await expect(decide({ ...approver, stage })).rejects.toThrow('the stage does not wait');
    }
    await decide(approver);
    await expect(decide({ decider: 'director' })).rejects.toThrow('the stage does not wait');
    await decide({ decider: 'director', stage: 1 });
  });

  test('who releases it is within each limit of theirs, and has one', async () => {
    await decide(approver);
    for (const [given, allowed] of [
      [{}, false],
      [{ payment_allocation: 10_000_00 }, false],
      [{ credit_note: 7799_99 }, false],
      [{ credit_note: 10_000_00, 'credit_note:USD': 7799_99 }, false],
      [{ 'credit_note:EUR': 10_000_00 }, false],
      [{ 'credit_note:USD': 7800_00 }, true],
    ] as const) {
      await desk('people').where({ id: 'director' }).update({ limits: given });
      const decided = decide({ decider: 'director', stage: 1 });
      await (allowed ? decided : expect(decided).rejects.toThrow('more than the limit of who releases it'));
    }
  });

  test('who took part on a case that was merged or split is excluded by the journal alone', async () => {
    const elsewhere = { involvements: [{ person: 'approver', duty: 'requester' }] };
    await rawCase.record('inquiry_absorbed', { from: 'INQ-2026-000002', ...elsewhere });
    await expect(decide(approver)).rejects.toThrow('segregation: decider took part');
    await expect(decide({ decider: 'approver.erp' })).rejects.toThrow('segregation: decider took part');
    await decide({ decider: 'director' });
  });

  test('beside an approval by somebody who has taken part since nobody approves, and anybody may return it', async () => {
    await decide(approver);
    await rawCase.record('dispute_opened', { invoice: 'I-1', by: 'approver' });
    const director = { decider: 'director', stage: 1 };
    await expect(decide(director)).rejects.toThrow('segregation: who approved before took part');
    await decide({ ...director, decision: 'return' });
  });

  test('in parallel the last stage may be decided first', async () => {
    const stages = [
      { name: 'billing-manager', title: 'billing_manager', quorum: 1 },
      { name: 'director', title: 'finance_director', quorum: 1 },
    ];
    const content = {
      kind: 'credit_note',
      invoice: 'I-1',
      amount: { minor: 1, currency: 'USD' },
      reason: 'tax',
    } as const;
    await rawCase.propose('P-1', content, { stages, version: 2, order: 'parallel' });
    await decide({ decider: 'director', version: 2, stage: 1 });
    await decide({ decider: 'approver', version: 2, stage: 0 });
  });

  test('the instant is that of the journal, within the time of the proposal', async () => {
    const later = '2026-11-22T09:00:01.000Z';
    await expect(rawCase.decide(approver, { row: { occurred_at: later } })).rejects.toThrow('the journal does not say');
    for (const at of ['2026-11-22T08:59:59.000Z', '2026-12-06T09:00:00.000Z', '2999-01-01T00:00:00.000Z']) {
      await expect(decide({ ...approver, decided_at: at })).rejects.toThrow('outside the time of the proposal');
    }
  });

  test('the journal tells the same', async () => {
    const stranger = JSON.stringify({ kind: 'person', id: 'director' });
    const timer = JSON.stringify({ kind: 'timer', id: 'approver' });
    for (const journal of [
      { event: { decider: 'director' } },
      { event: { decision: 'reject' } },
      { event: { stage: 1 } },
      { event: { contentHash: 'content-2' } },
      { event: { onBehalfOf: 'director' } },
      { row: { actor: stranger } },
      { row: { actor: timer } },
      { row: { type: 'note_added' } },
    ]) {
      await expect(rawCase.decide(approver, journal)).rejects.toThrow('the journal does not say');
    }
  });

  test('the proposal has not been closed since', async () => {
    await rawCase.record('proposal_closed', { proposal: 'P-1', how: 'withdrawn' });
    await expect(decide(approver)).rejects.toThrow('the proposal is not open');
  });

  test('on behalf of somebody: a delegation in force, for the kind, up to its maximum', async () => {
    const lent = { decider: 'assistant', on_behalf_of: 'approver' };
    await expect(decide(lent)).rejects.toThrow('no delegation is in force');
    await lend('approver', 'assistant', { kinds: ['payment_allocation'] });
    await expect(decide(lent)).rejects.toThrow('no delegation is in force');
    await lend('approver', 'assistant', { maximum: 7799_99 });
    await expect(decide(lent)).rejects.toThrow('no delegation is in force');
    await expect(decide({ ...lent, decided_at: '2026-11-25T00:00:00.000Z' })).rejects.toThrow('no delegation');
    await lend('approver', 'assistant', { kinds: ['credit_note'], maximum: 7800_00 });
    await decide(lent);
  });
});

test('no check is led astray by the search path of a session', async () => {
  const { rows } = await desk.raw<{ rows: { name: string }[] }>(`
    select oid::regprocedure::text as name from pg_proc
     where pronamespace = 'public'::regnamespace and (prorettype = 'trigger'::regtype or prosecdef)
       and not coalesce('search_path=public, pg_temp' = any (proconfig), false)`);
  expect(rows).toEqual([]);
});
