import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * People over the API: every change of the directory on record, absences, delegations with a scope and an end before its
 * time, and what the core refuses refused here as well: conflicting duties and roles, delegations that close a circle,
 * decisions in an impersonated session.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The ETag of a person record.
    alter table people add column version integer not null default 1;
    create function count_person_version() returns trigger language plpgsql as $$
    begin
      new.version := old.version + 1;
      return new;
    end $$;
    create trigger people_version before update on people for each row execute function count_person_version();

    alter table delegations
      -- Kinds of proposals; null for all.
      add column kinds text[] check (cardinality(kinds) > 0),
      -- Minor units of the policy's currency; null for the delegator's own limit.
      add column maximum bigint check (maximum >= 0),
      add column revoked_at timestamptz,
      drop constraint delegation_has_length,
      -- What is revoked ends at that instant, or never begins.
      add constraint delegation_has_length check (starts_at < ends_at or (revoked_at is not null and starts_at = ends_at));
    -- Nobody turns one delegation into another: it is given, and it ends.
    revoke update on delegations from ${applicationRole};
    grant update (ends_at, revoked_at) on delegations to ${applicationRole};

    create table absences (
      id           text primary key default uuidv7()::text,
      person       text not null references people (id),
      starts_at    timestamptz not null,
      ends_at      timestamptz not null,
      reason       text not null,
      -- 'keep', 'reroute', or the person who takes over
      hand_over    text not null,
      cancelled_at timestamptz,
      constraint absence_has_length check (starts_at < ends_at or (cancelled_at is not null and starts_at = ends_at))
    );
    create index absences_person on absences (person, ends_at desc);
    create trigger absences_counted after insert or update or delete on absences
      for each statement execute function count_directory_change();

    create table directory_changes (
      id          text primary key default uuidv7()::text,
      person      text not null references people (id),
      kind        text not null check (kind in ('added', 'revised', 'merged', 'unmerged', 'delegation_given',
                    'delegation_revoked', 'absence_recorded', 'absence_cancelled')),
      before      jsonb,
      after       jsonb,
      reason      text references texts (id),
      reason_hash text,
      actor       jsonb not null,
      -- Records that were merged at once are unmerged at once.
      merge       text,
      occurred_at timestamptz not null,
      constraint reason_with_hash check ((reason is null) = (reason_hash is null)),
      constraint merge_is_named check ((kind in ('merged', 'unmerged')) = (merge is not null))
    );
    create index directory_changes_person on directory_changes (person, occurred_at desc, id desc);
    create index directory_changes_merge on directory_changes (merge) where merge is not null;
    create trigger directory_changes_append_only before update or delete on directory_changes
      for each row execute function refuse_change();
    create trigger directory_changes_no_truncate before truncate on directory_changes
      for each statement execute function refuse_change();

    -- Pairs of the newest policy. The application cannot write here: it can only ask for what the newest policy says.
    create table conflicting_duties (
      one   text not null,
      other text not null,
      primary key (one, other),
      check (one <> other)
    );
    create function replace_conflicting_duties(pairs jsonb) returns void
      language plpgsql security definer set search_path = public as $$
    begin
      if pairs is distinct from (select content -> 'conflicts' from policies order by number desc limit 1) then
        raise exception 'conflicting duties are those of the newest policy' using errcode = 'check_violation';
      end if;
      delete from conflicting_duties;
      insert into conflicting_duties (one, other)
        select pair ->> 0, pair ->> 1 from jsonb_array_elements(pairs) pair on conflict do nothing;
    end $$;
    revoke execute on function replace_conflicting_duties from public;
    grant execute on function replace_conflicting_duties to ${applicationRole};
    insert into conflicting_duties (one, other)
      select pair ->> 0, pair ->> 1
        from (select content from policies order by number desc limit 1) newest,
             jsonb_array_elements(newest.content -> 'conflicts') pair
      on conflict do nothing;

    -- The same pairs as in domain/duties.ts; a test holds one against the other.
    create table conflicting_roles (
      one   text not null,
      other text not null,
      primary key (one, other)
    );
    insert into conflicting_roles values
      ('admin', 'agent'), ('admin', 'team_lead'), ('admin', 'approver'), ('admin', 'compliance'),
      ('auditor', 'agent'), ('auditor', 'team_lead'), ('auditor', 'approver'), ('auditor', 'compliance'),
      ('auditor', 'admin'), ('auditor', 'policy_author'), ('auditor', 'policy_publisher'),
      ('policy_author', 'agent'), ('policy_author', 'team_lead'), ('policy_author', 'approver'),
      ('policy_publisher', 'agent'), ('policy_publisher', 'team_lead'), ('policy_publisher', 'approver');

    create function duties_of(roles text[], duties text[]) returns setof text language sql immutable as $$
      select unnest(duties) union select 'administer_users' where 'admin' = any (roles)
    $$;

    -- What a human being holds by any of their records, and what those who delegate to them hold, with the time of that.
    -- The wall clock only leaves out delegations that are over; where business time is ahead of it, more is refused.
    create function held_duties(human text) returns table (duty text, starts_at timestamptz, ends_at timestamptz)
      language sql stable as $$
      select duties_of(p.roles, p.duties), '-infinity'::timestamptz, 'infinity'::timestamptz
        from people p where p.person = human
      union all
      select duties_of(p.roles, p.duties), d.starts_at, d.ends_at
        from delegations d
        join people delegate on delegate.id = d.delegate
        join people delegator on delegator.id = d.delegator
        join people p on p.person = delegator.person
       where delegate.person = human and d.ends_at > now()
    $$;

    create function refuse_conflicts(human text) returns void language plpgsql as $$
    declare
      pair record;
    begin
      select c.one, c.other into pair
        from conflicting_duties c
        join held_duties(human) l on l.duty = c.one
        join held_duties(human) r on r.duty = c.other
       where l.starts_at < r.ends_at and r.starts_at < l.ends_at limit 1;
      if pair is not null then
        raise exception 'static segregation: % and % are held by one person', pair.one, pair.other
          using errcode = 'check_violation', constraint = 'people_duties_conflict';
      end if;
      select c.one, c.other into pair
        from conflicting_roles c
        join people l on l.person = human and c.one = any (l.roles)
        join people r on r.person = human and c.other = any (r.roles) limit 1;
      if pair is not null then
        raise exception 'static segregation: % and % are held by one person', pair.one, pair.other
          using errcode = 'check_violation', constraint = 'people_duties_conflict';
      end if;
    end $$;

    -- Whether a delegation in this time leads back to its delegator, at one instant over any number of others. People
    -- only: by which of their records they delegate does not matter.
    create function closes_circle(delegator_id text, delegate_id text, from_instant timestamptz, until_instant timestamptz)
      returns boolean language sql stable as $$
      with recursive instants as (
        select from_instant as at
        union
        select starts_at from delegations where starts_at > from_instant and starts_at < until_instant
      ), reached (at, human) as (
        select at, (select person from people where id = delegate_id) from instants
        union
        select r.at, b.person
          from reached r
          join people a on a.person = r.human
          join delegations d on d.delegator = a.id and d.starts_at <= r.at and r.at < d.ends_at
          join people b on b.id = d.delegate
      )
      select exists (select from reached where human = (select person from people where id = delegator_id))
    $$;

    -- Checked at commit, when the row of directory_version is held: of two changes at once the second sees the first.
    create function check_person() returns trigger language plpgsql as $$
    begin
      if not exists (select from people root where root.id = new.person and root.person = root.id)
         or (new.person <> new.id and exists (select from people alias where alias.person = new.id)) then
        raise exception 'person % does not lead to a human being', new.id
          using errcode = 'check_violation', constraint = 'people_lead_to_a_human_being';
      end if;
      -- Taking away is never refused, so that what a newer policy forbids can be mended step by step.
      if tg_op = 'UPDATE' then
        if new.person = old.person and new.duties <@ old.duties and new.roles <@ old.roles then
          return null;
        end if;
      end if;
      perform refuse_conflicts(new.person);
      perform refuse_conflicts(delegate)
        from (select distinct delegate.person as delegate
                from delegations d
                join people delegator on delegator.id = d.delegator
                join people delegate on delegate.id = d.delegate
               where delegator.person = new.person and delegate.person <> new.person and d.ends_at > now()) lent;
      if tg_op = 'UPDATE' then
        if new.person <> old.person and exists (
          select from delegations d
            join people delegator on delegator.id = d.delegator
            join people delegate on delegate.id = d.delegate
           where d.ends_at > now() and new.person in (delegator.person, delegate.person)
             and closes_circle(d.delegator, d.delegate, greatest(d.starts_at, now()), d.ends_at)
        ) then
          raise exception 'delegations would lead back to who gave them'
            using errcode = 'check_violation', constraint = 'delegation_leads_on';
        end if;
      end if;
      return null;
    end $$;
    create constraint trigger people_segregation after insert or update of person, roles, duties on people
      deferrable initially deferred for each row execute function check_person();

    create function check_delegation() returns trigger language plpgsql as $$
    declare
      delegate_person text;
    begin
      if tg_op = 'UPDATE' then
        if new.starts_at >= old.starts_at and new.ends_at <= old.ends_at
           and new.delegator = old.delegator and new.delegate = old.delegate then
          return null;
        end if;
      end if;
      if exists (select from people where id in (new.delegator, new.delegate) and not active) then
        raise exception 'delegation of or to somebody who is not active'
          using errcode = 'check_violation', constraint = 'delegation_of_active_people';
      end if;
      if closes_circle(new.delegator, new.delegate, new.starts_at, new.ends_at) then
        raise exception 'delegation leads back to who gave it'
          using errcode = 'check_violation', constraint = 'delegation_leads_on';
      end if;
      select person into delegate_person from people where id = new.delegate;
      perform refuse_conflicts(delegate_person);
      return null;
    end $$;
    create constraint trigger delegations_segregation after insert or update on delegations
      deferrable initially deferred for each row execute function check_delegation();

    -- Who worked in somebody else's name has asked as well.
    alter table intakes add column impersonated_by text;

    -- The journal says who acted: at commit its row is there, whatever order they were written in.
    create function check_own_decision() returns trigger language plpgsql as $$
    begin
      if exists (select from journal where owner = new.owner and sequence = new.sequence
                        and actor -> 'impersonatedBy' is not null) then
        raise exception 'segregation: nobody decides in an impersonated session' using errcode = 'check_violation';
      end if;
      return null;
    end $$;
    create constraint trigger proposal_decisions_own after insert on proposal_decisions
      deferrable initially deferred for each row execute function check_own_decision();

    grant select, insert on directory_changes to ${applicationRole};
    grant select, insert on absences to ${applicationRole};
    grant update (ends_at, cancelled_at) on absences to ${applicationRole};
    grant select on conflicting_duties, conflicting_roles to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger proposal_decisions_own on proposal_decisions;
    drop trigger delegations_segregation on delegations;
    drop trigger people_segregation on people;
    drop trigger people_version on people;
    alter table intakes drop column impersonated_by;
    drop table conflicting_roles, conflicting_duties, directory_changes, absences;
    drop function check_own_decision, check_delegation, check_person, closes_circle, refuse_conflicts, held_duties,
      duties_of, replace_conflicting_duties, count_person_version;
    -- What never began has no length that the older version could read.
    delete from delegations where starts_at = ends_at;
    revoke update (ends_at, revoked_at) on delegations from ${applicationRole};
    grant update on delegations to ${applicationRole};
    alter table delegations drop constraint delegation_has_length, drop column kinds, drop column maximum,
      drop column revoked_at, add constraint delegation_has_length check (starts_at < ends_at);
    alter table people drop column version;
  `);
}
