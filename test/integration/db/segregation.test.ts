import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { insertDelegation } from '../../../db/insert-delegation';
import { insertPerson } from '../../../db/insert-person';
import { publishPolicy, readDefaultPolicy } from '../../../db/policies';
import { resolveHolidays } from '../../../domain/holidays';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const owner = 'inquiry:INQ-2026-000001';
const now = '2026-11-22T09:00:00.000Z';

let database: TestDatabase;
let desk: Knex;

/** Raw SQL, as someone would write it who goes around the desk. */
const decide = (decision: Record<string, unknown>): Promise<unknown> =>
  desk('proposal_decisions').insert({
    proposal: 'P-1',
    version: 1,
    stage: 0,
    decision: 'approve',
    content_hash: 'content-1',
    decided_at: now,
    owner,
    sequence: 1,
    ...decision,
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
    await insertPerson(desk, { id, name: id, email: `${id}@halden.example` });
  }
  await insertPerson(desk, { id: 'preparer.erp', name: 'preparer', email: 'erp@halden.example', person: 'preparer' });
  await insertPerson(desk, { id: 'approver.erp', name: 'approver', email: 'a@halden.example', person: 'approver' });
  await desk('journal').insert({
    owner,
    sequence: 1,
    type: 'proposal_made',
    event: '{}',
    command_id: 'c-1',
    actor: '{}',
    automatic: false,
    policy_version: '1',
    occurred_at: now,
    previous_hash: owner,
    hash: 'hash-1',
  });
  await desk('proposals').insert({
    id: 'P-1',
    owner,
    version: 1,
    kind: 'credit_note',
    currency: 'USD',
    amount: 780000,
    content: '{}',
    content_hash: 'content-1',
    status: 'open',
    stages: '[]',
    expires_at: '2026-12-06T09:00:00.000Z',
    made_at: now,
  });
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
  await insertDelegation(desk, {
    delegator: 'preparer',
    delegate: 'assistant',
    starts_at: '2026-11-20T00:00:00.000Z',
    ends_at: '2026-11-25T00:00:00.000Z',
  });
  await expect(decide({ decider: 'assistant' })).rejects.toThrow('segregation: decider took part');
  await decide({ decider: 'assistant', decided_at: '2026-11-25T00:00:00.000Z' });
});

test('one human being decides one stage of a version: not by another login, not for somebody else', async () => {
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
