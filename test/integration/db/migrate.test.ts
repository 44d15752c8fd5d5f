import type { Knex } from 'knex';
import { connect } from '../../../db/connect';
import { migrate, pendingMigrations, rollback } from '../../../db/migrate';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { createBlankDatabase, type TestDatabase } from '../../support/database';

const all = [
  '20261122000001-journal',
  '20261122000002-people-and-books',
  '20261122000003-projections',
  '20261123000000-decision-guards',
  '20261123000001-people',
  '20261123000002-policies',
  '20261123000003-audit',
  '20261123000004-erasure',
  '20261123000005-merge-and-split',
  '20261123000006-approvals',
  '20261123000007-segregation',
  '20261123000008-presences',
  '20261123000009-simulations',
  '20261123000010-service-levels',
  '20261123000011-texts',
  '20261123000012-policy-content',
  '20261124000000-files',
  '20261124000001-mail-in',
  '20261124000002-mail-out',
  '20261124000003-tracking-and-reminders',
  '20261124000004-portal',
  '20261124000005-webhooks',
  '20261124000006-mailbox-positions',
];
const now = '2026-11-22T09:00:00.000Z';

let database: TestDatabase;
let owner: Knex;

beforeEach(async () => {
  database = await createBlankDatabase();
  owner = connect(database.ownerUrl, { asOwner: true });
});
afterEach(async () => {
  await owner.destroy();
  await database.drop();
});

/** Everything that a migration can make, in words that compare: the names of what PostgreSQL numbers are left out. */
async function describeSchema(): Promise<string[]> {
  const { rows } = await owner.raw(`
    select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
             || coalesce(column_default, '') || ' ' || coalesce(identity_generation, '') as line
      from information_schema.columns where table_schema = 'public'
    union all
    select 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 0
    union all
    select 'index ' || indexdef from pg_indexes where schemaname = 'public'
    union all
    select 'trigger ' || pg_get_triggerdef(t.oid) from pg_trigger t
      join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace and not tgisinternal
    union all
    select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
    union all
    select 'sequence ' || sequencename from pg_sequences where schemaname = 'public'
    union all
    select 'grant ' || table_name || ' ' || grantee || ' ' || privilege_type
      from information_schema.role_table_grants where table_schema = 'public'
    union all
    select 'grant ' || table_name || '.' || column_name || ' ' || grantee || ' ' || privilege_type
      from information_schema.column_privileges where table_schema = 'public'
    order by 1`);
  return (rows as { line: string }[]).map(({ line }) => line).filter((line) => !/\bmigrations/.test(line));
}

test('up, down and up again on a database in use: nothing is left over, nothing is missing', async () => {
  expect(await pendingMigrations(database.ownerUrl)).toEqual(all);
  expect(await migrate(database.ownerUrl)).toEqual(all);
  const first = await describeSchema();
  expect(first.length).toBeGreaterThan(300);
  const desk = connect(database.url);
  await loadDemoCompany(desk, now);
  await desk.destroy();

  expect(await rollback(database.ownerUrl)).toEqual([...all].reverse());
  expect(await describeSchema()).toEqual([]);

  expect(await migrate(database.ownerUrl)).toEqual(all);
  expect(await describeSchema()).toEqual(first);
  const again = connect(database.url);
  expect(await loadDemoCompany(again, now)).toMatchObject({ loaded: true });
  await again.destroy();
});

test('two programs that migrate at once: one does it, the other finds it done', async () => {
  const done = await Promise.all([migrate(database.ownerUrl), migrate(database.ownerUrl), migrate(database.ownerUrl)]);
  expect(done.flat()).toEqual(all);
  expect(await pendingMigrations(database.ownerUrl)).toEqual([]);
});

test('a killed migration leaves no lock behind', async () => {
  await migrate(database.ownerUrl);
  await owner('migrations_lock').update({ is_locked: 1 });
  expect(await migrate(database.ownerUrl)).toEqual([]);
});

test('an owner who may not create the role is told what to do', async () => {
  const login = `poor_${database.name}`;
  await owner.raw(`create role ${login} login password 'poor'`);
  await owner.raw(`grant create on schema public to ${login}`);
  const url = new URL(database.ownerUrl);
  url.username = login;
  url.password = 'poor';
  try {
    await expect(migrate(url.href)).rejects.toThrow('Let an administrator of the server run');
  } finally {
    await owner.raw(`revoke create on schema public from ${login}`);
    await owner.raw(`drop role ${login}`);
  }
});
