import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/** Who has a case open at the moment. Worth nothing after two minutes, so it may go with a crash. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create unlogged table presences (
      reference text not null,
      person    text not null,
      activity  text not null check (activity in ('viewing', 'writing')),
      seen_at   timestamptz not null,
      primary key (reference, person)
    );
    grant select, insert, update, delete on presences to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table presences');
}
