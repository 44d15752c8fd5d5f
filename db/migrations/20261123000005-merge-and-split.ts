import type { Knex } from 'knex';

/** Where a merged case went: lists leave it out by this, and what is read of a case finds those merged into it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table inquiries add column merged_into text;
    create index inquiries_merged_into on inquiries (merged_into) where merged_into is not null;
    create index owners_absorbed on owners (owner) where state -> 'absorbed' is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index owners_absorbed; alter table inquiries drop column merged_into');
}
