import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * How far each mailbox has been fetched. It moves only after the mails before it are stored and marked at the server, so
 * that a kill in between fetches them again, which changes nothing, and never leaves one out.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table mailbox_positions (
      mailbox  text primary key,
      -- Account and folder, and the server's UIDVALIDITY: when one of them is another, UIDs mean other mails.
      place    text not null,
      validity bigint not null check (validity >= 0),
      uid      bigint not null check (uid >= 0),
      moved_at timestamptz not null
    );
    grant select, insert, update on mailbox_positions to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table mailbox_positions;');
}
