import type { Knex } from 'knex';

/** What an earlier version said may be said again: going back is a new version, with its own author and reason. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table policies drop constraint policies_hash_key');
}

/** Refused by PostgreSQL where two versions say the same: policies are never removed. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table policies add constraint policies_hash_key unique (hash)');
}
