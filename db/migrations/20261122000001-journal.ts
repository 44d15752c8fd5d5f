import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * The keystone tables: what was received, the journal with its hash chain, the stored outcomes, the effects to be done,
 * the messages to the engine, and the erasable texts. The application role may only add to journal, outcomes and policies.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
    end $$;

    -- Policies are immutable: a case is pinned to a version for its whole life (invariant I8).
    create table policies (
      version      text primary key,
      hash         text not null unique,
      content      jsonb not null,
      author       text not null,
      published_by text not null,
      reason       text not null,
      published_at timestamptz not null,
      number       bigint generated always as identity,
      constraint policy_published_by_another check (author <> published_by)
    );

    -- Personal text lives here and only here, and can be erased: the journal keeps the salted hash.
    create table texts (
      id         text primary key,
      content    text,
      salt       text,
      hash       text not null,
      customer   text,
      stored_at  timestamptz not null,
      erased_at  timestamptz,
      constraint erased_or_present check ((content is null) = (erased_at is not null))
    );

    create sequence inquiry_reference;

    create table intakes (
      id               uuid primary key default uuidv7(),
      channel          text not null,
      source_key       text not null unique,
      digest           text not null,
      content          text not null references texts (id),
      legal_entity     text not null,
      customer_claimed text,
      contact          text,
      filed_by         text,
      on_behalf_of     text,
      identification   jsonb not null,
      disposition      text not null check (disposition in ('new_inquiry', 'message_on_case', 'automatic', 'duplicate')),
      reference        text unique,
      about            text,
      policy_version   text not null references policies (version),
      received_at      timestamptz not null,
      constraint new_inquiry_has_reference check ((disposition = 'new_inquiry') = (reference is not null))
    );

    -- What the engine has still to be told: starts and signals, written in the transaction that makes them necessary.
    create table dispatches (
      id          uuid primary key default uuidv7(),
      owner       text not null,
      kind        text not null check (kind in ('start', 'signal')),
      message     jsonb not null,
      created_at  timestamptz not null,
      delivered_at timestamptz
    );
    create index dispatches_waiting on dispatches (created_at) where delivered_at is null;
    create index dispatches_owner on dispatches (owner) where delivered_at is null;

    create table journal (
      owner          text not null,
      sequence       integer not null check (sequence > 0),
      type           text not null,
      event          jsonb not null,
      command_id     text not null,
      actor          jsonb not null,
      automatic      boolean not null,
      policy_version text not null references policies (version),
      occurred_at    timestamptz not null,
      previous_hash  text not null,
      hash           text not null,
      recorded_at    timestamptz not null default clock_timestamp(),
      position       bigint generated always as identity,
      primary key (owner, sequence)
    );
    create index journal_command on journal (owner, command_id);
    create unique index journal_position on journal (position);
    create index journal_type on journal (type, occurred_at);
    -- When a case was last given to a person, for turns among equals.
    create index journal_given on journal ((event ->> 'person'), occurred_at desc) where type in ('routed', 'assigned');

    -- The chain is checked where it is written: no gap, no fork, no second head.
    create function check_journal_chain() returns trigger language plpgsql as $$
    declare
      expected text;
    begin
      if new.sequence = 1 then
        expected := new.owner;
      else
        select hash into expected from journal where owner = new.owner and sequence = new.sequence - 1;
      end if;
      if expected is distinct from new.previous_hash then
        raise exception 'journal row % of % does not follow the one before', new.sequence, new.owner
          using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$;
    create trigger journal_chain before insert on journal for each row execute function check_journal_chain();

    create table outcomes (
      owner       text not null,
      command_id  text not null,
      type        text not null,
      digest      text,
      outcome     jsonb not null,
      occurred_at timestamptz not null,
      primary key (owner, command_id)
    );

    create table effects (
      key        text primary key,
      owner      text not null,
      sequence   integer not null,
      kind       text not null,
      subject    text not null,
      summary    text not null,
      data       jsonb not null,
      status     text not null default 'waiting' check (status in ('waiting', 'done', 'failed', 'unknown')),
      created_at timestamptz not null,
      settled_at timestamptz,
      result     jsonb
    );
    create index effects_waiting on effects (created_at) where status = 'waiting';
    create index effects_owner on effects (owner, sequence);

    -- The head of every owner: the row that handle locks, and the newest projection.
    create table owners (
      owner     text primary key,
      kind      text not null,
      sequence  integer not null,
      hash      text not null,
      state     jsonb not null,
      wake_at   timestamptz,
      ended     boolean not null default false
    );
    create index owners_wake on owners (wake_at) where not ended;

    do $$ declare name text; begin
      foreach name in array array['policies', 'journal', 'outcomes'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()', name || '_append_only', name);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', name || '_no_truncate', name);
      end loop;
    end $$;

    grant usage on schema public to ${applicationRole};
    grant usage on sequence inquiry_reference to ${applicationRole};
    grant select, insert on policies, journal, outcomes to ${applicationRole};
    grant select, insert, update, delete on texts, intakes, dispatches, effects, owners to ${applicationRole};
    revoke delete on intakes, effects, owners from ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table owners, effects, outcomes, journal, dispatches, intakes, texts, policies;
    drop sequence inquiry_reference;
    drop function check_journal_chain;
    drop function refuse_change;
  `);
}
