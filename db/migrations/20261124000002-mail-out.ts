import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * - The token in the envelope sender of an attempt, by which a bounce is matched without trusting its content. Attempts of
 *   earlier releases went out under the plain sender and have none.
 * - Files that go along with a message, and the template that it was written by.
 * - Message templates that people have published over the ones that ship. Versions only grow: going back is publishing an
 *   earlier content anew.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table send_attempts add column bounce_token text;
    create unique index send_attempts_bounce_token on send_attempts (bounce_token) where bounce_token is not null;

    alter table messages add column attachments jsonb, add column template jsonb;

    create table message_templates (
      id           text not null,
      version      integer not null check (version > 0),
      content      jsonb not null,
      author       text not null,
      reason       text,
      published_at timestamptz not null,
      primary key (id, version)
    );
    grant select, insert on message_templates to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table message_templates;
    alter table messages drop column attachments, drop column template;
    alter table send_attempts drop column bounce_token;
  `);
}
