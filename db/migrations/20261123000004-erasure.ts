import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Erasure of personal text, how long it is kept, and legal holds. Erasures and periods only grow; a hold is released once
 * and then stays as it is. While one stands, the database refuses to erase what it covers, whoever asks.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table erasures (
      id           text primary key default uuidv7()::text,
      subject_kind text not null check (subject_kind in ('contact', 'customer', 'inquiry', 'requests')),
      subject      text not null,
      -- Somebody asked for it, or a period was over.
      basis        text not null check (basis in ('request', 'retention')),
      reason       text not null,
      actor        jsonb not null,
      texts        text[] not null,
      contacts     text[] not null,
      customers    text[] not null,
      requests     integer not null default 0,
      held_back    jsonb not null,
      erased_at    timestamptz not null
    );
    create index erasures_texts on erasures using gin (texts);

    create table legal_holds (
      id             text primary key default uuidv7()::text,
      subject_kind   text not null check (subject_kind in ('customer', 'inquiry')),
      subject        text not null,
      reason         text not null,
      placed_by      text not null,
      placed_at      timestamptz not null,
      released_by    text,
      released_at    timestamptz,
      release_reason text,
      constraint release_is_complete check (num_nulls(released_by, released_at, release_reason) in (0, 3))
    );
    create index legal_holds_standing on legal_holds (subject_kind, subject) where released_at is null;

    -- The newest row of a category counts; null days: kept without end.
    create table retention_periods (
      number   bigint primary key generated always as identity,
      category text not null check (category in ('inquiry_texts', 'contacts_without_customer', 'request_answers')),
      days     integer check (days between 30 and 36500),
      reason   text not null,
      set_by   text not null,
      set_at   timestamptz not null
    );

    alter table contacts add column erased_at timestamptz,
      add constraint erased_contact_says_nothing check (erased_at is null or (name is null and email like 'erased-%@erased.invalid' and not verified));
    alter table customers add column erased_at timestamptz;

    create index texts_by_owner on texts (id text_pattern_ops);
    create index texts_customer on texts (customer) where content is not null;
    create index intakes_content on intakes (content);
    create index intakes_contact on intakes (contact);
    create index intakes_customer on intakes (customer_claimed);
    create index owners_contact on owners ((state ->> 'contact'));
    create index requests_created on requests (created_at);

    -- Texts that the rows of a journal name, wherever in the event.
    create function texts_named_by(of text) returns setof text language sql stable as $$
      select named ->> 'id'
        from journal j, jsonb_path_query(j.event, 'strict $.** \\? (@.id.type() == "string" && @.hash.type() == "string")') named
       where j.owner = of
    $$;

    -- Everything written on a case or follow-up: what its commands brought, what it received, what its journal names.
    create function texts_of(of text) returns setof text language sql stable as $$
      select id from texts where id ~>=~ (of || '/') and id ~<~ (of || '0')
      union
      select content from intakes where of like 'inquiry:%' and reference = substring(of from 9)
      union
      select texts_named_by(of)
    $$;

    -- Whom each case and follow-up is about, as far as known.
    create view owners_about as
      select 'inquiry:' || i.reference as owner,
             case when c.reference is null then i.customer_claimed else c.customer end as customer,
             coalesce(o.state ->> 'contact', i.contact) as contact,
             coalesce(o.ended, false) as ended
        from intakes i
        left join inquiries c on c.reference = i.reference
        left join owners o on o.owner = 'inquiry:' || i.reference
       where i.reference is not null
      union all
      select owner, substring(owner from 11), null, false from owners where owner like 'follow-up:%';

    create view held_owners as
      select h.id as hold, a.owner, a.customer, a.contact
        from legal_holds h
        join owners_about a on case h.subject_kind when 'inquiry' then a.owner = 'inquiry:' || h.subject else a.customer = h.subject end
       where h.released_at is null;

    -- A text of a case belongs to the customer of the case; any other one to the customer it was stored for.
    create view held_texts as
      select h.hold, t.id from held_owners h, texts_of(h.owner) as t (id)
      union
      select h.id, t.id from legal_holds h join texts t on t.customer = h.subject
       where h.released_at is null and h.subject_kind = 'customer' and t.id not like 'inquiry:%' and t.id not like 'intake/%';

    create view held_contacts as
      select hold, contact as id from held_owners where contact is not null
      union
      select h.id, c.id from legal_holds h join contacts c on c.customer = h.subject
       where h.released_at is null and h.subject_kind = 'customer';

    create view held_customers as
      select hold, customer as id from held_owners where customer is not null
      union
      select id, subject from legal_holds where released_at is null and subject_kind = 'customer';

    create function refuse_held() returns trigger language plpgsql as $$
    declare
      found record;
    begin
      if not exists (select from legal_holds where released_at is null) then
        return null;
      end if;
      if tg_table_name = 'texts' and tg_op = 'UPDATE' then
        select h.hold, h.id into found from before b join held_texts h on h.id = b.id
         where b.content is not null
           and not exists (select from after a where a.id = b.id and a.content = b.content and a.salt = b.salt);
      elsif tg_table_name = 'texts' then
        -- Words of a command that was refused are in no journal, and may go.
        select h.hold, h.id into found from before b join held_texts h on h.id = b.id
         where b.content is not null and b.id in (select texts_named_by(split_part(b.id, '/', 1)));
      elsif tg_table_name = 'contacts' then
        select h.hold, h.id into found from before b join held_contacts h on h.id = b.id
         where not exists (select from after a where a.id = b.id and a.email = b.email and a.name is not distinct from b.name);
      else
        select h.hold, h.id into found from before b join held_customers h on h.id = b.id
         where not exists (select from after a where a.id = b.id and a.name = b.name);
      end if;
      if found.hold is not null then
        raise exception 'legal hold % keeps % of %', found.hold, found.id, tg_table_name
          using errcode = 'restrict_violation', constraint = 'legal_hold';
      end if;
      return null;
    end $$;
    create trigger texts_held after update on texts referencing old table as before new table as after
      for each statement execute function refuse_held();
    create trigger texts_held_delete after delete on texts referencing old table as before
      for each statement execute function refuse_held();
    create trigger contacts_held after update on contacts referencing old table as before new table as after
      for each statement execute function refuse_held();
    create trigger customers_held after update on customers referencing old table as before new table as after
      for each statement execute function refuse_held();

    create function check_release() returns trigger language plpgsql as $$
    begin
      if old.released_at is not null
         or (new.id, new.subject_kind, new.subject, new.reason, new.placed_by, new.placed_at)
            is distinct from (old.id, old.subject_kind, old.subject, old.reason, old.placed_by, old.placed_at) then
        raise exception 'a legal hold is released once and otherwise stays as it is' using errcode = 'insufficient_privilege';
      end if;
      return new;
    end $$;
    create trigger legal_holds_released_once before update on legal_holds for each row execute function check_release();
    create trigger legal_holds_no_delete before delete on legal_holds for each row execute function refuse_change();
    create trigger legal_holds_no_truncate before truncate on legal_holds for each statement execute function refuse_change();

    do $$ declare name text; begin
      foreach name in array array['erasures', 'retention_periods'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()', name || '_append_only', name);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', name || '_no_truncate', name);
      end loop;
    end $$;

    grant select, insert on erasures, retention_periods, legal_holds to ${applicationRole};
    grant update (released_by, released_at, release_reason) on legal_holds to ${applicationRole};
    grant select on owners_about, held_owners, held_texts, held_contacts, held_customers to ${applicationRole};
    -- Notes of answered requests are kept for a time only.
    grant delete on requests to ${applicationRole};
  `);
}

/** What was erased stays erased. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    revoke delete on requests from ${applicationRole};
    drop trigger texts_held on texts;
    drop trigger texts_held_delete on texts;
    drop trigger contacts_held on contacts;
    drop trigger customers_held on customers;
    drop function refuse_held;
    drop view held_customers, held_contacts, held_texts, held_owners, owners_about;
    drop function texts_of, texts_named_by;
    drop index texts_by_owner, texts_customer, intakes_content, intakes_contact, intakes_customer, owners_contact, requests_created;
    alter table customers drop column erased_at;
    alter table contacts drop column erased_at;
    drop table retention_periods, legal_holds, erasures;
    drop function check_release;
  `);
}
