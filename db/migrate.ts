import type { Knex } from 'knex';
import { applicationRole } from './application-role';
import { connect } from './connect';
import * as journal from './migrations/20261122000001-journal';
import * as peopleAndBooks from './migrations/20261122000002-people-and-books';
import * as projections from './migrations/20261122000003-projections';
import * as decisionGuards from './migrations/20261123000000-decision-guards';
import * as people from './migrations/20261123000001-people';
import * as policies from './migrations/20261123000002-policies';
import * as audit from './migrations/20261123000003-audit';
import * as erasure from './migrations/20261123000004-erasure';
import * as mergeAndSplit from './migrations/20261123000005-merge-and-split';
import * as approvals from './migrations/20261123000006-approvals';
import * as segregation from './migrations/20261123000007-segregation';
import * as presences from './migrations/20261123000008-presences';
import * as simulations from './migrations/20261123000009-simulations';
import * as serviceLevels from './migrations/20261123000010-service-levels';
import * as texts from './migrations/20261123000011-texts';
import * as policyContent from './migrations/20261123000012-policy-content';
import * as files from './migrations/20261124000000-files';
import * as mailIn from './migrations/20261124000001-mail-in';
import * as mailOut from './migrations/20261124000002-mail-out';
import * as trackingAndReminders from './migrations/20261124000003-tracking-and-reminders';
import * as portal from './migrations/20261124000004-portal';
import * as webhooks from './migrations/20261124000005-webhooks';
import * as mailboxPositions from './migrations/20261124000006-mailbox-positions';
import { errorCode, fromStore } from './transaction';

/** In order. Listed by name, so that sources, compiled output and tests all see the same list. */
const migrations: Record<string, Knex.Migration> = {
  '20261122000001-journal': journal,
  '20261122000002-people-and-books': peopleAndBooks,
  '20261122000003-projections': projections,
  '20261123000000-decision-guards': decisionGuards,
  '20261123000001-people': people,
  '20261123000002-policies': policies,
  '20261123000003-audit': audit,
  '20261123000004-erasure': erasure,
  '20261123000005-merge-and-split': mergeAndSplit,
  '20261123000006-approvals': approvals,
  '20261123000007-segregation': segregation,
  '20261123000008-presences': presences,
  '20261123000009-simulations': simulations,
  '20261123000010-service-levels': serviceLevels,
  '20261123000011-texts': texts,
  '20261123000012-policy-content': policyContent,
  '20261124000000-files': files,
  '20261124000001-mail-in': mailIn,
  '20261124000002-mail-out': mailOut,
  '20261124000003-tracking-and-reminders': trackingAndReminders,
  '20261124000004-portal': portal,
  '20261124000005-webhooks': webhooks,
  '20261124000006-mailbox-positions': mailboxPositions,
};

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name) => name,
  getMigration: async (name) => {
    const migration = migrations[name];
    if (migration === undefined) throw new Error(`This version of the desk does not know the migration ${name}.`);
    return migration;
  },
};

const migrator: Knex.MigratorConfig = { migrationSource: source, tableName: 'migrations' };

/** All programs that migrate one database wait for each other under this key ("desk" in ASCII). */
const lockKey = 0x6465736b;

/**
 * Brings the database up to this version of the desk and returns the names of what was done, none when it was already.
 * `ownerUrl` logs in as the role that owns the tables; it must be able to create the application role, or find it.
 * Two programs at once: the second waits, and finds nothing to do.
 */
export async function migrate(ownerUrl: string): Promise<string[]> {
  return withLock(ownerUrl, async (knex) => {
    await ensureApplicationRole(knex);
    const [, done] = (await knex.migrate.latest(migrator)) as [number, string[]];
    return done;
  });
}

/** Takes everything back, newest first, and returns the names. All data is lost: for development and tests. */
export async function rollback(ownerUrl: string): Promise<string[]> {
  return withLock(ownerUrl, async (knex) => {
    const [, undone] = (await knex.migrate.rollback(migrator, true)) as [number, string[]];
    return undone;
  });
}

/** Names of the migrations that `migrate` would run. */
export async function pendingMigrations(ownerUrl: string): Promise<string[]> {
  const knex = ownerConnection(ownerUrl);
  try {
    const { found } = await fromStore(knex.raw(`select to_regclass('migrations') is not null as found`).then(firstRow));
    const done = found ? await fromStore(knex('migrations').pluck('name')) : [];
    return Object.keys(migrations).filter((name) => !done.includes(name));
  } finally {
    await knex.destroy();
  }
}

async function withLock<T>(ownerUrl: string, work: (knex: Knex) => Promise<T>): Promise<T> {
  const knex = ownerConnection(ownerUrl);
  // A session of its own: a lock held by a transaction of the pool would end with the first migration.
  const lock = connect(ownerUrl, {
    name: 'inquiry-desk-migration-lock',
    poolSize: 1,
    statementTimeout: 0,
    asOwner: true,
  });
  try {
    await fromStore(lock.raw('select pg_advisory_lock(?)', [lockKey]));
    // Whoever held knex's own lock is gone, or we would still be waiting.
    await fromStore(knex.migrate.forceFreeMigrationsLock(migrator));
    return await fromStore(work(knex));
  } finally {
    await lock.destroy();
    await knex.destroy();
  }
}

function ownerConnection(ownerUrl: string): Knex {
  return connect(ownerUrl, { name: 'inquiry-desk-migrate', poolSize: 2, statementTimeout: 0, asOwner: true });
}

/**
 * Roles belong to the whole server, so another database may have made it already, or be making it this moment. The owner
 * becomes a member, so that its own login can work as the application role.
 */
async function ensureApplicationRole(knex: Knex): Promise<void> {
  try {
    await knex.raw(`
      do $$ begin
        if not exists (select from pg_roles where rolname = '${applicationRole}') then
          create role ${applicationRole} nologin;
        end if;
      exception when duplicate_object or unique_violation then null;
      end $$`);
    const { member } = await knex
      .raw(`select pg_has_role(current_user, '${applicationRole}', 'SET') as member`)
      .then(firstRow);
    if (!member) await knex.raw(`grant ${applicationRole} to current_user with inherit false, set true`);
  } catch (error) {
    if (errorCode(error) !== '42501') throw error;
    throw new Error(
      `The owner may not create or use the role ${applicationRole}. Let an administrator of the server run ` +
        `"create role ${applicationRole} nologin" and "grant ${applicationRole} to <owner>", then migrate again.`,
      { cause: error },
    );
  }
}

const firstRow = (result: { rows: Record<string, unknown>[] }): Record<string, unknown> => result.rows[0] ?? {};
