import type { Knex } from 'knex';

/**
 * What was found by attacking the database as the application role, and is refused from now on:
 *
 * - a temporary table that takes the name of one of ours is never what a check reads;
 * - what approves a posting is asked of everybody who does not own the tables, by whatever role they write;
 * - one approval posts once, and a proposal is approved once in a version;
 * - who took part on a case that was merged or split counts by the journal alone;
 * - one human being decides once on a version, also where other rows than the desk's were left out or changed, and nobody
 *   approves beside an approval of somebody who has taken part since;
 * - the last stage of an approval is within the limit of who gave it;
 * - that a record belongs to another human being is on record, by an administrator who is neither.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create or replace function took_part(case_owner text) returns setof text language sql stable as $$
      select p.person
        from journal j
        cross join lateral (
          select unnest(array[j.event ->> 'preparer', j.event ->> 'filedBy', j.event ->> 'by', j.event ->> 'onBehalfOf',
                              j.event ->> 'impersonatedBy', j.actor ->> 'onBehalfOf', j.actor ->> 'impersonatedBy'])
           where j.type in ('inquiry_received', 'proposal_made', 'proposal_revised', 'dispute_opened')
          union all
          select told ->> 'person' from jsonb_array_elements(j.event -> 'involvements') told
           where j.type in ('inquiry_absorbed', 'unmerged', 'split_received')) involved (id)
        join people p on p.id = involved.id
       where j.owner = case_owner
         and j.type in ('inquiry_received', 'proposal_made', 'proposal_revised', 'dispute_opened',
                        'inquiry_absorbed', 'unmerged', 'split_received')
    $$;

    -- More than somebody may release: by their limit in the policy's currency and by that in the amount's own, as
    -- domain/approvals.ts counts it; who has none may release nothing.
    create function exceeds_limit(limits jsonb, content jsonb, threshold jsonb) returns boolean language sql immutable as $$
      select coalesce(
        (limits ->> (content ->> 'kind'))::numeric < (threshold #>> '{counted,minor}')::numeric
        or (limits ->> ((content ->> 'kind') || ':' || (content #>> '{amount,currency}')))::numeric
             < div((content #>> '{amount,minor}')::numeric * (threshold #>> '{counted,minor}')::numeric - 1,
                   greatest(1, (threshold #>> '{amount,minor}')::numeric)) + 1, false)
        or not jsonb_exists_any(limits, array[content ->> 'kind', (content ->> 'kind') || ':' || (content #>> '{amount,currency}')])
    $$;

    -- Asked at commit, of decisions and journal: nothing beside them can make it say yes.
    create function check_one_decision() returns trigger language plpgsql as $$
    declare
      made journal;
      last integer;
      released people;
    begin
      if exists (
        select from proposal_decisions d
          join people theirs on theirs.id in (d.decider, d.on_behalf_of)
          join people mine on mine.id in (new.decider, new.on_behalf_of)
         where d.proposal = new.proposal and d.version = new.version and d.sequence <> new.sequence
           and theirs.person = mine.person
      ) then
        raise exception 'segregation: one stage per person and version' using errcode = 'check_violation';
      end if;
      -- Who approved before may have taken part since, or be known by now to be one with somebody else.
      if new.decision = 'approve' and exists (
        select from proposal_decisions d
          join proposal_decisions other on other.proposal = d.proposal and other.version = d.version and other.sequence > d.sequence
          join people one on one.id in (d.decider, d.on_behalf_of)
          join people two on two.id in (other.decider, other.on_behalf_of)
         where d.proposal = new.proposal and d.version = new.version and one.person = two.person
      ) then
        raise exception 'segregation: one person approved two stages before' using errcode = 'check_violation';
      end if;
      if new.decision = 'approve' and exists (
        select from proposal_decisions d
          join people p on p.id in (d.decider, d.on_behalf_of)
          join took_part(new.owner) involved on involved = p.person
         where d.proposal = new.proposal and d.version = new.version
      ) then
        raise exception 'segregation: who approved before took part' using errcode = 'check_violation';
      end if;
      made := version_before(new.owner, new.proposal, new.sequence);
      last := jsonb_array_length(made.event -> 'stages') - 1;
      if new.decision = 'approve' and new.stage = last
         and approvals_of(made, last, new.sequence + 1) >= (made.event #>> array['stages', last::text, 'quorum'])::integer then
        select * into released from people where id = coalesce(new.on_behalf_of, new.decider);
        if exceeds_limit(released.limits, made.event -> 'content', made.event -> 'threshold') then
          raise exception 'approval: more than the limit of who releases it' using errcode = 'check_violation';
        end if;
      end if;
      return null;
    end $$;
    create constraint trigger proposal_decisions_once after insert on proposal_decisions
      deferrable initially deferred for each row execute function check_one_decision();

    -- Of one approval comes one posting, and with it at most the credit of the invoice that is replaced.
    create unique index postings_once_per_approval on postings
      (owner, ((regexp_match(key, '^inquiry:[^/]+/([0-9]{1,9})/[0-9]{1,9}(/replaced){0,1}$'))[1]::integer), (key like '%/replaced'))
      where owner is not null;

    create function check_posted_once() returns trigger language plpgsql as $$
    declare
      found text[] := regexp_match(new.key, '^(inquiry:[^/]+)/([0-9]{1,9})/');
      approval journal;
      made journal;
    begin
      if new.owner is null or found is null then
        return null;
      end if;
      select * into approval from journal where owner = found[1] and sequence = found[2]::integer;
      made := version_before(approval.owner, approval.event ->> 'proposal', approval.sequence);
      if exists (select from journal where owner = approval.owner and sequence > made.sequence
                    and sequence <> approval.sequence and event ->> 'proposal' = approval.event ->> 'proposal'
                    and type in ('proposal_approved', 'proposal_closed')) then
        raise exception 'approval: posting % is not of the present version', new.key using errcode = 'check_violation';
      end if;
      return null;
    end $$;

    -- Whether somebody may do by hand what the desk may not: the owner of the tables, who answers for it.
    create function owns_tables() returns boolean language sql stable as $$
      select pg_has_role(current_user, relowner, 'USAGE') from pg_class where oid = 'postings'::regclass
    $$;
    drop trigger postings_stand_on_approval on postings;
    create constraint trigger postings_stand_on_approval after insert on postings
      deferrable initially deferred for each row when (not owns_tables()) execute function check_posting_approved();
    create constraint trigger postings_once after insert on postings
      deferrable initially deferred for each row when (not owns_tables()) execute function check_posted_once();

    -- The transaction that noted a change of the directory, and nobody says which.
    alter table directory_changes add column transaction xid8;
    create trigger directory_changes_transaction before insert on directory_changes
      for each row execute function stamp_posting();

    create function check_person_moved() returns trigger language plpgsql as $$
    begin
      if not exists (
        select from directory_changes c
          join people actor on actor.id = c.actor ->> 'id'
         where c.person = new.id and c.transaction = pg_current_xact_id() and c.kind in ('merged', 'unmerged')
           and c.before ->> 'person' = old.person and c.after ->> 'person' = new.person
           and c.actor ->> 'kind' = 'person' and c.actor -> 'impersonatedBy' is null
           and actor.active and 'admin' = any (actor.roles) and actor.person not in (old.person, new.person)
      ) then
        raise exception 'segregation: who is behind % changes on record only, by an administrator who is neither', new.id
          using errcode = 'check_violation', constraint = 'person_moved_on_record';
      end if;
      return null;
    end $$;
    create constraint trigger people_moved_on_record after update of person on people
      deferrable initially deferred for each row when (old.person <> new.person and not owns_tables())
      execute function check_person_moved();

    -- Whoever may make temporary tables could give one the name of ours, and a search path finds those first unless it
    -- says otherwise.
    do $$ declare checked regprocedure; begin
      for checked in select oid::regprocedure from pg_proc
        where pronamespace = 'public'::regnamespace and (prorettype = 'trigger'::regtype or prosecdef or proname = 'owns_tables')
      loop
        execute format('alter function %s set search_path = public, pg_temp', checked);
      end loop;
    end $$;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    do $$ declare checked record; begin
      for checked in select oid::regprocedure as name, prosecdef from pg_proc
        where pronamespace = 'public'::regnamespace and (prorettype = 'trigger'::regtype or prosecdef)
      loop
        if checked.prosecdef then
          execute format('alter function %s set search_path = public', checked.name);
        else
          execute format('alter function %s reset search_path', checked.name);
        end if;
      end loop;
    end $$;
    drop trigger people_moved_on_record on people;
    drop trigger directory_changes_transaction on directory_changes;
    alter table directory_changes drop column transaction;
    drop trigger postings_once on postings;
    drop trigger postings_stand_on_approval on postings;
    create constraint trigger postings_stand_on_approval after insert on postings
      deferrable initially deferred for each row when (current_user = 'inquiry_desk_application')
      execute function check_posting_approved();
    drop index postings_once_per_approval;
    drop trigger proposal_decisions_once on proposal_decisions;
    drop function check_person_moved, owns_tables, check_posted_once, check_one_decision, exceeds_limit;
    create or replace function took_part(case_owner text) returns setof text language sql stable as $$
      select p.person
        from journal j
        cross join lateral (values
          (j.event ->> 'preparer'), (j.event ->> 'filedBy'), (j.event ->> 'by'), (j.event ->> 'onBehalfOf'),
          (j.event ->> 'impersonatedBy'), (j.actor ->> 'onBehalfOf'), (j.actor ->> 'impersonatedBy')) involved (id)
        join people p on p.id = involved.id
       where j.owner = case_owner
         and j.type in ('inquiry_received', 'proposal_made', 'proposal_revised', 'dispute_opened')
    $$;
  `);
}
