import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * The database's own copy of the signed checkpoints. The file outside is what counts (docs/adr/0007-audit-checkpoints.md); the copy lets
 * the API show them, and shows when a file lost its tail. `audit_desk` names this database, so that a file is not continued
 * for another one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table audit_desk (
      one boolean primary key default true check (one),
      id  uuid not null default uuidv7()
    );
    insert into audit_desk default values;

    create table audit_checkpoints (
      file     text not null,
      number   integer not null check (number > 0),
      taken_at timestamptz not null,
      hash     text not null unique,
      line     text not null,
      primary key (file, number)
    );
    create index audit_checkpoints_newest on audit_checkpoints (taken_at desc, hash desc);

    create trigger audit_checkpoints_append_only before update or delete on audit_checkpoints
      for each row execute function refuse_change();
    create trigger audit_checkpoints_no_truncate before truncate on audit_checkpoints
      for each statement execute function refuse_change();

    grant select on audit_desk to ${applicationRole};
    grant select, insert on audit_checkpoints to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table audit_checkpoints, audit_desk');
}
