import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { journalHash, type HashedRow } from '../../../contracts/journal-hash';
import { connect } from '../../../db/connect';
import { findWaitingDispatches } from '../../../db/find-dispatches';
import { listOwnersBehind } from '../../../db/list-owners-behind';
import type { JournalRow } from '../../../db/rows';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { rebuildProjections } from '../../../scripts/rebuild-projections';
import { latestEnd, seedHistory } from '../../../scripts/seed-history/seed-history';
import { createTestDatabase, type TestDatabase } from '../../support/database';

const databases: TestDatabase[] = [];
const connections: Knex[] = [];
const until = '2026-08-01T00:00:00.000Z';
const options = { until, months: 2, perMonth: 30, seed: 11 };

async function company(): Promise<{ database: TestDatabase; knex: Knex }> {
  const database = await createTestDatabase();
  const knex = connect(database.url);
  databases.push(database);
  connections.push(knex);
  // A day that the policy and the books of all these companies are made on.
  await loadDemoCompany(knex, '2026-11-20T09:00:00.000Z');
  return { database, knex };
}

afterAll(async () => {
  for (const knex of connections) await knex.destroy();
  for (const database of databases) await database.drop();
});

const fingerprint = async (knex: Knex): Promise<string> => {
  const rows = await knex<JournalRow>('journal').orderBy(['owner', 'sequence']).pluck('hash');
  return createHash('sha256').update(rows.join()).digest('hex');
};

test('a history of the company: true chains, projections that follow from them, and nothing left to do', async () => {
  const { database, knex } = await company();
  const { ownerUrl } = database;
  const waitingBefore = await findWaitingDispatches(knex, '2099-01-01T00:00:00.000Z', 500);
  expect(await seedHistory({ ...options, ownerUrl })).toEqual({
    seeded: true,
    cases: 60,
    from: '2026-06-01T00:00:00.000Z',
    to: until,
  });
  expect(await seedHistory({ ...options, ownerUrl })).toMatchObject({ seeded: false, cases: 60 });

  const rows = await knex<JournalRow>('journal').orderBy(['owner', 'sequence']);
  const wrong: string[] = [];
  let previous: JournalRow | undefined;
  for (const row of rows) {
    const { owner, sequence, event, actor, automatic } = row;
    const previousHash = previous?.owner === owner ? previous.hash : owner;
    const hashed = { owner, sequence, event, actor, automatic, commandId: row.command_id, previousHash };
    const whole = { ...hashed, policyVersion: row.policy_version, occurredAt: row.occurred_at } as HashedRow;
    if (row.hash !== journalHash(whole)) wrong.push(`${owner}/${sequence}`);
    previous = row;
  }
  expect(rows.length).toBeGreaterThan(600);
  expect(wrong).toEqual([]);
  expect((await rebuildProjections(ownerUrl)).differences).toEqual({});

  const open = await knex('owners').where({ kind: 'inquiry', ended: false });
  expect(open).toEqual([]);
  const later = '2026-11-22T00:00:00.000Z';
  expect(await listOwnersBehind(knex, { now: later, effectsBefore: later, dueBefore: later }, 500)).toEqual([]);
  expect(await knex('effects').whereNot({ status: 'done' })).toEqual([]);
  expect(await findWaitingDispatches(knex, '2099-01-01T00:00:00.000Z', 500)).toEqual(waitingBefore);
  // The allocator writes six digits, or more without a leading zero.
  const references = await knex('inquiries').pluck<string[]>('reference');
  expect(references.filter((reference) => !/^INQ-20\d\d-0\d{7}$/.test(reference))).toEqual([]);
  expect(await knex('journal').where('occurred_at', '>', latestEnd('2027-06-01T00:00:00.000Z'))).toEqual([]);
});

test('the same seed tells the same year, another one another', async () => {
  const [one, other, third] = [await company(), await company(), await company()];
  const small = { ...options, months: 1, perMonth: 10 };
  await seedHistory({ ...small, ownerUrl: one.database.ownerUrl });
  await seedHistory({ ...small, ownerUrl: other.database.ownerUrl });
  await seedHistory({ ...small, seed: 12, ownerUrl: third.database.ownerUrl });
  expect(await fingerprint(other.knex)).toBe(await fingerprint(one.knex));
  expect(await fingerprint(third.knex)).not.toBe(await fingerprint(one.knex));
});

test('a history ends early enough for every case to have ended by now', () => {
  expect(latestEnd('2026-11-22T12:00:00.000Z')).toBe('2026-08-01T00:00:00.000Z');
  expect(latestEnd('2026-11-18T12:00:00.000Z')).toBe('2026-07-01T00:00:00.000Z');
});
