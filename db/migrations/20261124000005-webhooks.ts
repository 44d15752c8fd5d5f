import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Webhooks out and in, and the addresses of other channels (ADR 20).
 *
 * While somebody listens, a trigger notes every new row of the journal in `webhook_feed`, in the transaction that writes it:
 * so nothing is lost, whoever writes, and nothing costs anything while nobody listens. Secrets are sealed with the desk's key.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table webhook_endpoints (
      id               text primary key,
      url              text not null,
      description      text not null,
      -- Empty: every type.
      event_types      text[] not null,
      status           text not null check (status in ('active', 'disabled', 'removed')),
      disabled_because text,
      secret           bytea not null,
      -- Valid beside the other one until then.
      previous_secret  bytea,
      previous_until   timestamptz,
      -- Since when nothing has been accepted, and how many attempts that were.
      failing_since    timestamptz,
      failures         integer not null default 0,
      paused_until     timestamptz,
      -- The process that delivers to it at the moment holds it until then.
      claimed_until    timestamptz,
      -- Rows of the journal up to here were looked at for it; where to replay from after a pause.
      seen_position    bigint not null default 0,
      created_by       text not null,
      created_at       timestamptz not null,
      changed_by       text not null,
      changed_at       timestamptz not null,
      constraint webhook_disabled_because check ((status = 'disabled') = (disabled_because is not null))
    );

    create table webhook_feed (
      position bigint primary key,
      owner    text not null,
      sequence integer not null
    );

    create function feed_webhooks() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if exists (select from webhook_endpoints where status = 'active') then
        insert into webhook_feed (position, owner, sequence) select position, owner, sequence from added;
      end if;
      return null;
    end $$;
    create trigger journal_webhooks after insert on journal
      referencing new table as added for each statement execute function feed_webhooks();

    create table webhook_deliveries (
      id         uuid primary key default uuidv7(),
      endpoint   text not null references webhook_endpoints (id),
      -- The webhook-id: the same however often it is delivered.
      event      text not null,
      type       text not null,
      -- Case or follow-up, or a test by itself: what is of one owner is delivered one after the other.
      owner      text not null,
      -- The order of delivery within an owner.
      position   bigint not null,
      -- As it is sent, byte for byte; ids and facts only.
      payload    text not null,
      status     text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
      -- Of this round: a replay begins a new one.
      tries      integer not null default 0,
      attempts   jsonb not null default '[]',
      next_at    timestamptz,
      created_at timestamptz not null,
      settled_at timestamptz,
      unique (endpoint, event),
      constraint webhook_delivery_waits check ((status = 'waiting') = (next_at is not null))
    );
    create index webhook_deliveries_waiting on webhook_deliveries (endpoint, owner, position, id) where status = 'waiting';
    create index webhook_deliveries_due on webhook_deliveries (endpoint, next_at) where status = 'waiting';
    create index webhook_deliveries_listed on webhook_deliveries (endpoint, created_at desc, id desc);
    create index webhook_deliveries_settled on webhook_deliveries (settled_at) where status = 'delivered';

    create table webhook_sources (
      id              text primary key,
      name            text not null,
      channel         text not null check (channel in ('api', 'sms', 'chat')),
      -- Where in their document each of our fields stands.
      mapping         jsonb not null,
      active          boolean not null default true,
      secret          bytea not null,
      previous_secret bytea,
      previous_until  timestamptz,
      created_by      text not null,
      created_at      timestamptz not null,
      changed_by      text not null,
      changed_at      timestamptz not null
    );

    -- The case that a thread of a platform is about; a thread's id is theirs and holds nothing personal.
    create table webhook_threads (
      source    text not null references webhook_sources (id),
      thread    text not null,
      reference text not null,
      primary key (source, thread)
    );

    -- Where a contact is reached by another channel than mail: a telephone number, the name in a chat.
    create table contact_handles (
      channel    text not null check (channel in ('sms', 'chat')),
      handle     text not null,
      contact    text not null references contacts (id),
      created_at timestamptz not null,
      primary key (channel, handle),
      unique (contact, channel)
    );

    -- Whoever erases a contact erases this with it.
    create function erase_contact_handles() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      delete from contact_handles where contact = new.id;
      return null;
    end $$;
    create trigger contacts_erased_with_handles after update of erased_at on contacts
      for each row when (new.erased_at is not null) execute function erase_contact_handles();

    grant select, insert on webhook_endpoints, webhook_sources to ${applicationRole};
    grant update (url, description, event_types, status, disabled_because, secret, previous_secret, previous_until, failing_since,
                  failures, paused_until, claimed_until, seen_position, changed_by, changed_at)
      on webhook_endpoints to ${applicationRole};
    grant update (name, mapping, active, secret, previous_secret, previous_until, changed_by, changed_at)
      on webhook_sources to ${applicationRole};
    grant select, insert, delete on webhook_feed, webhook_threads, contact_handles to ${applicationRole};
    grant select, insert, delete on webhook_deliveries to ${applicationRole};
    grant update (status, tries, attempts, next_at, settled_at) on webhook_deliveries to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger contacts_erased_with_handles on contacts;
    drop function erase_contact_handles;
    drop table contact_handles, webhook_threads, webhook_sources, webhook_deliveries;
    drop trigger journal_webhooks on journal;
    drop function feed_webhooks;
    drop table webhook_feed, webhook_endpoints;
  `);
}
