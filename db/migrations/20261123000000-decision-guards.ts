import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * What decisions on different cases have in common: each counts up the row of its customer and kind, so that two of them
 * at once cannot miss each other's amounts.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table approval_counters (
      customer text not null,
      kind     text not null,
      sequence integer not null default 0,
      primary key (customer, kind)
    );
    grant select, insert on approval_counters to ${applicationRole};
    grant update (sequence) on approval_counters to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table approval_counters');
}
