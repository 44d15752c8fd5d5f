import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Tracking: whom a mail went to and in which language, what came back from whom, and the questions that a reminder names.
 * Who has come back for good is worked out from `contact_bounces`, which follows from the journal, and from the day on which
 * somebody said that the address works again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table messages add column questions jsonb;
    create index messages_tracked on messages (created_at, id) where direction = 'out';

    alter table send_attempts add column contact text, add column language text;

    alter table contacts add column deliverable_since timestamptz;

    create table contact_bounces (
      owner      text not null,
      sequence   integer not null,
      contact    text not null,
      message    text not null,
      kind       text not null check (kind in ('hard', 'soft')),
      reason     text not null,
      bounced_at timestamptz not null,
      primary key (owner, sequence)
    );
    create index contact_bounces_contact on contact_bounces (contact, bounced_at);

    -- When mail to a contact came back for good, and nobody has said since then that the address works.
    create function undeliverable_since(asked text) returns timestamptz language sql stable as $$
      select min(b.bounced_at)
        from public.contact_bounces b join public.contacts c on c.id = b.contact
       where b.contact = asked and b.kind = 'hard' and b.bounced_at > coalesce(c.deliverable_since, '-infinity')
    $$;

    grant select, insert, update, delete on contact_bounces to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop function undeliverable_since(text);
    drop table contact_bounces;
    alter table contacts drop column deliverable_since;
    alter table send_attempts drop column contact, drop column language;
    drop index messages_tracked;
    alter table messages drop column questions;
  `);
}
