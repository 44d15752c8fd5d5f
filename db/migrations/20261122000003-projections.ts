import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/** What is read: lists, messages, proposals, alerts. All of it can be rebuilt from the journal by one command. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table inquiries (
      reference        text primary key,
      status           text not null,
      category         text not null,
      urgency          text not null,
      team             text,
      assignee         text,
      customer         text,
      legal_entity     text not null,
      channel          text not null,
      escalation_level integer not null,
      due_at           timestamptz,
      breached         boolean not null,
      needs_review     boolean not null,
      sequence         integer not null,
      policy_version   text not null,
      received_at      timestamptz not null,
      updated_at       timestamptz not null,
      resolved_at      timestamptz,
      closed_at        timestamptz,
      follows          text
    );
    create index inquiries_received on inquiries (received_at desc, reference desc);
    create index inquiries_assignee on inquiries (assignee, status);
    create index inquiries_workload on inquiries (assignee) where assignee is not null and status not in ('resolved', 'closed');
    create index inquiries_team on inquiries (team, status);
    create index inquiries_customer on inquiries (customer, received_at desc);
    create index inquiries_status on inquiries (status, due_at);

    create table links (
      owner text not null,
      kind  text not null,
      id    text not null,
      primary key (owner, kind, id)
    );
    create index links_target on links (kind, id);

    create table messages (
      id         text primary key,
      owner      text not null,
      direction  text not null check (direction in ('in', 'out')),
      purpose    text not null,
      step       text not null,
      recipient  jsonb,
      text       text,
      items      jsonb,
      status     text not null,
      history    jsonb not null default '[]',
      sequence   integer not null,
      created_at timestamptz not null
    );
    create index messages_owner on messages (owner, sequence);

    create table proposals (
      id           text primary key,
      owner        text not null,
      version      integer not null,
      kind         text not null,
      currency     char(3) not null,
      amount       bigint not null,
      customer     text,
      content      jsonb not null,
      content_hash text not null,
      status       text not null,
      stages       jsonb not null,
      expires_at   timestamptz not null,
      made_at      timestamptz not null
    );
    create index proposals_owner on proposals (owner);
    create index proposals_customer on proposals (customer, made_at);

    -- Everyone who requested, prepared or edited, or on whose behalf that was done: excluded from deciding (invariant I3).
    create table involvements (
      owner    text not null,
      person   text not null,
      duty     text not null,
      sequence integer not null,
      primary key (owner, person, duty)
    );
    create table proposal_decisions (
      proposal     text not null,
      version      integer not null,
      stage        integer not null,
      decider      text not null,
      on_behalf_of text,
      decision     text not null,
      content_hash text not null,
      decided_at   timestamptz not null,
      owner        text not null,
      sequence     integer not null,
      primary key (proposal, version, decider),
      foreign key (owner, sequence) references journal (owner, sequence)
    );

    -- The database refuses what the core refuses: by person, through aliases and delegation, whoever writes the row.
    create function check_segregation() returns trigger language plpgsql as $$
    declare
      decider_person text;
      represented_person text;
    begin
      select person into decider_person from people where id = new.decider;
      select person into represented_person from people where id = new.on_behalf_of;
      if decider_person is null then
        raise exception 'segregation: decider is not a person' using errcode = 'check_violation';
      end if;
      if exists (
        select from involvements i join people p on p.id = i.person
         where i.owner = new.owner
           and (p.person in (decider_person, represented_person)
             -- whoever holds a delegation of someone involved stands in their shoes
             or exists (select from delegations d join people a on a.id = d.delegator join people b on b.id = d.delegate
                         where a.person = p.person and b.person in (decider_person, represented_person)
                           and new.decided_at >= d.starts_at and new.decided_at < d.ends_at))
      ) then
        raise exception 'segregation: decider took part in what is decided' using errcode = 'check_violation';
      end if;
      if new.on_behalf_of is not null and represented_person is null then
        raise exception 'segregation: represented is not a person' using errcode = 'check_violation';
      end if;
      -- One human being decides at most one stage of a version, in their own name or in somebody else's.
      perform from proposals where id = new.proposal for update;
      if exists (
        select from proposal_decisions d
          join people p on p.id in (d.decider, d.on_behalf_of)
         where d.proposal = new.proposal and d.version = new.version
           and p.person in (decider_person, represented_person)
      ) then
        raise exception 'segregation: one stage per person and version' using errcode = 'check_violation';
      end if;
      if not exists (
        select from proposals where id = new.proposal and owner = new.owner and version = new.version and content_hash = new.content_hash
      ) then
        raise exception 'approval: decision is not bound to the present content' using errcode = 'check_violation';
      end if;
      return new;
    end $$;
    create trigger proposal_decisions_segregation before insert on proposal_decisions
      for each row execute function check_segregation();

    -- Alerts to a team or person, shown in the desk; urgent ones go out by mail as well.
    create table alerts (
      owner      text not null,
      sequence   integer not null,
      position   integer not null,
      team       text,
      person     text,
      kind       text not null,
      created_at timestamptz not null,
      read_at    timestamptz,
      primary key (owner, sequence, position)
    );
    create index alerts_team on alerts (team, created_at desc);
    create index alerts_person on alerts (person, created_at desc);

    -- One row before each send (invariant I2): an attempt without a result is ambiguous, parked, and never repeated blindly.
    create table send_attempts (
      message    text not null,
      recipient  text not null,
      message_id text not null,
      started_at timestamptz not null,
      result     text check (result in ('sent', 'failed', 'unknown')),
      detail     text,
      settled_at timestamptz,
      primary key (message, recipient)
    );

    create index send_attempts_recipient on send_attempts (recipient, started_at);

    create table follow_ups (
      customer   text primary key,
      sequence   integer not null,
      stopped    text,
      next_at    timestamptz,
      updated_at timestamptz not null
    );
    create table promises (
      id        text primary key,
      customer  text not null,
      invoice   text not null,
      currency  char(3) not null,
      amount    bigint not null,
      promised_for date not null,
      status    text not null,
      made_at   timestamptz not null
    );
    create index promises_customer on promises (customer);
    create table holds (
      id        text not null,
      customer  text not null,
      invoice   text not null,
      currency  char(3),
      amount    bigint,
      inquiry   text not null,
      released_at timestamptz,
      primary key (id, invoice)
    );
    create index holds_customer on holds (customer) where released_at is null;

    grant select, insert, update, delete on inquiries, links, messages, proposals, alerts, follow_ups, promises, holds to ${applicationRole};
    grant select, insert on involvements, proposal_decisions to ${applicationRole};
    grant select, insert, update on send_attempts to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table holds, promises, follow_ups, send_attempts, alerts, proposal_decisions, involvements, proposals, messages, links, inquiries;
    drop function check_segregation;
  `);
}
