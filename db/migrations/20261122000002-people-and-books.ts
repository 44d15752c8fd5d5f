import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/** Who works here, who we sell to, and the embedded books: a double-entry ledger that refuses to be unbalanced. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table legal_entities (
      id       text primary key,
      name     text not null,
      country  text not null,
      currency text not null,
      zone     text not null
    );

    create table people (
      id         text primary key,
      name       text not null,
      email      text not null unique,
      -- The person this login belongs to after a merge or as an alias; itself for a person of their own.
      person     text not null references people (id) deferrable initially deferred,
      titles     text[] not null default '{}',
      roles      text[] not null default '{}',
      duties     text[] not null default '{}',
      teams      text[] not null default '{}',
      skills     text[] not null default '{}',
      languages  text[] not null default '{en}',
      limits     jsonb not null default '{}',
      capacity   integer not null default 20 check (capacity >= 0),
      active     boolean not null default true,
      absent_until timestamptz
    );

    create table delegations (
      id         uuid primary key default uuidv7(),
      delegator  text not null references people (id),
      delegate   text not null references people (id),
      starts_at  timestamptz not null,
      ends_at    timestamptz not null,
      constraint delegation_to_another check (delegator <> delegate),
      constraint delegation_has_length check (starts_at < ends_at)
    );

    -- Counts changes of people and delegations, so that whoever keeps a copy knows in one look whether it is current.
    create table directory_version (
      version bigint not null,
      only_row boolean primary key default true check (only_row)
    );
    insert into directory_version values (1);
    create function count_directory_change() returns trigger language plpgsql security definer set search_path = public as $$
    begin
      update directory_version set version = version + 1;
      return null;
    end $$;
    create trigger people_counted after insert or update or delete on people
      for each statement execute function count_directory_change();
    create trigger delegations_counted after insert or update or delete on delegations
      for each statement execute function count_directory_change();
    grant select on directory_version to ${applicationRole};

    create table api_keys (
      id         text primary key,
      name       text not null,
      hash       text not null unique,
      roles      text[] not null,
      created_at timestamptz not null,
      revoked_at timestamptz
    );

    create table customers (
      id           text primary key,
      name         text not null,
      parent       text references customers (id),
      legal_entity text not null references legal_entities (id),
      language     text not null default 'en',
      zone         text not null,
      segment      text not null default 'standard',
      status       text not null default 'active',
      open_tracking boolean not null default true
    );

    create table contacts (
      id        text primary key,
      customer  text references customers (id),
      name      text,
      email     text not null,
      verified  boolean not null default false,
      created_at timestamptz not null
    );
    create unique index contacts_address on contacts (lower(email));
    create index contacts_customer on contacts (customer);

    create table agreements (
      id        text primary key,
      customer  text not null references customers (id),
      kind      text not null,
      title     text not null,
      starts_on date not null,
      ends_on   date
    );

    -- Amounts are minor units of their ISO 4217 currency.
    create table invoices (
      id           text primary key,
      legal_entity text not null references legal_entities (id),
      customer     text not null references customers (id),
      issued_on    date not null,
      due_on       date not null,
      currency     char(3) not null,
      original     bigint not null check (original > 0),
      open         bigint not null check (open >= 0 and open <= original),
      purchase_order text,
      lines        jsonb not null default '[]',
      created_at   timestamptz not null
    );
    create index invoices_customer on invoices (customer, due_on);

    create table payments (
      id           text primary key,
      legal_entity text not null references legal_entities (id),
      customer     text references customers (id),
      received_at  timestamptz not null,
      currency     char(3) not null,
      amount       bigint not null check (amount > 0),
      unapplied    bigint not null check (unapplied >= 0 and unapplied <= amount),
      payer_name   text,
      bank_reference text,
      remittance   text,
      created_at   timestamptz not null
    );
    create index payments_customer on payments (customer, received_at desc, id desc);
    create index payments_unapplied on payments (legal_entity, received_at desc) where unapplied > 0;

    create table postings (
      key        text primary key,
      kind       text not null,
      owner      text,
      customer   text,
      currency   char(3) not null,
      amount     bigint not null check (amount > 0),
      -- Of what was asked under this key, so that a key used for something else is noticed, and the answer that was given.
      digest     text not null,
      receipt    jsonb not null,
      posted_at  timestamptz not null,
      position   bigint generated always as identity,
      -- Lines may be added by this transaction only, whatever savepoints it uses.
      transaction xid8 not null
    );
    create table posting_lines (
      posting  text not null references postings (key),
      line     integer not null,
      account  text not null,
      invoice  text references invoices (id),
      payment  text references payments (id),
      debit    bigint not null default 0 check (debit >= 0),
      credit   bigint not null default 0 check (credit >= 0),
      primary key (posting, line),
      constraint receivable_names_invoice check (account <> 'receivable' or invoice is not null),
      constraint unapplied_names_payment check (account <> 'unapplied_cash' or payment is not null),
      constraint one_side check ((debit = 0) <> (credit = 0))
    );
    create index posting_lines_invoice on posting_lines (invoice);
    create index posting_lines_payment on posting_lines (payment);

    create function stamp_posting() returns trigger language plpgsql as $$
    begin
      new.transaction := pg_current_xact_id();
      return new;
    end $$;
    create trigger postings_transaction before insert on postings for each row execute function stamp_posting();

    create function check_posting_is_open() returns trigger language plpgsql as $$
    begin
      if not exists (select from postings where key = new.posting and transaction = pg_current_xact_id()) then
        raise exception 'posting % is closed', new.posting using errcode = 'integrity_constraint_violation';
      end if;
      return new;
    end $$;
    create trigger posting_lines_closed before insert on posting_lines
      for each row execute function check_posting_is_open();

    -- At commit: what is open on an invoice is what its receivable lines say, and so for unapplied cash (invariant I5).
    create function check_invoice_agrees(invoice_id text) returns void language plpgsql as $$
    begin
      if exists (
        select from invoices i where i.id = invoice_id and i.open <> (
          select coalesce(sum(debit) - sum(credit), 0) from posting_lines l where l.invoice = i.id and l.account = 'receivable')
      ) then
        raise exception 'invoice % does not agree with its postings', invoice_id using errcode = 'integrity_constraint_violation';
      end if;
    end $$;
    create function check_payment_agrees(payment_id text) returns void language plpgsql as $$
    begin
      if exists (
        select from payments p where p.id = payment_id and p.unapplied <> (
          select coalesce(sum(credit) - sum(debit), 0) from posting_lines l where l.payment = p.id and l.account = 'unapplied_cash')
      ) then
        raise exception 'payment % does not agree with its postings', payment_id using errcode = 'integrity_constraint_violation';
      end if;
    end $$;
    create function check_invoice() returns trigger language plpgsql as $$
    begin
      perform check_invoice_agrees(new.id);
      return null;
    end $$;
    create function check_payment() returns trigger language plpgsql as $$
    begin
      perform check_payment_agrees(new.id);
      return null;
    end $$;
    create constraint trigger invoices_agree after insert or update of open, original, currency on invoices
      deferrable initially deferred for each row execute function check_invoice();
    create constraint trigger payments_agree after insert or update of unapplied, amount, currency on payments
      deferrable initially deferred for each row execute function check_payment();

    create function check_posting() returns trigger language plpgsql as $$
    begin
      if (select coalesce(sum(debit), 0) <> coalesce(sum(credit), 0) or count(*) = 0
            from posting_lines where posting = new.key) then
        raise exception 'posting % does not balance', new.key using errcode = 'integrity_constraint_violation';
      end if;
      if exists (
        select from posting_lines l left join invoices i on i.id = l.invoice left join payments p on p.id = l.payment
         where l.posting = new.key and (i.currency <> new.currency or p.currency <> new.currency)
      ) then
        raise exception 'posting % mixes currencies', new.key using errcode = 'integrity_constraint_violation';
      end if;
      perform check_invoice_agrees(invoice) from posting_lines where posting = new.key and account = 'receivable';
      perform check_payment_agrees(payment) from posting_lines where posting = new.key and account = 'unapplied_cash';
      return null;
    end $$;
    create constraint trigger postings_balance after insert on postings
      deferrable initially deferred for each row execute function check_posting();

    do $$ declare name text; begin
      foreach name in array array['postings', 'posting_lines'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()', name || '_append_only', name);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', name || '_no_truncate', name);
      end loop;
    end $$;

    -- Requests that make a resource, by the caller's Idempotency-Key.
    create table requests (
      scope      text not null,
      key        text not null,
      digest     text not null,
      status     integer not null,
      response   jsonb not null,
      created_at timestamptz not null,
      primary key (scope, key)
    );

    grant select, insert, update on legal_entities, people, delegations, api_keys, customers, contacts, agreements to ${applicationRole};
    -- What was invoiced and what was received stays as it was; only what is left of it changes.
    grant select, insert on invoices, payments to ${applicationRole};
    grant update (open, due_on) on invoices to ${applicationRole};
    grant update (unapplied, customer) on payments to ${applicationRole};
    grant select, insert on postings, posting_lines, requests to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table requests, posting_lines, postings, payments, invoices, agreements, contacts, customers, api_keys, delegations, people, legal_entities, directory_version;
    drop function check_posting, check_posting_is_open, stamp_posting, check_invoice, check_payment,
      check_invoice_agrees, check_payment_agrees, count_directory_change;
  `);
}
