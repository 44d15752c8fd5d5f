import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Drafts of the policy: every revision stays, with who wrote it, so that whoever publishes can be held against all of them.
 * The database refuses what the desk refuses: publishing what one wrote, in whatever name, and other content than the
 * last revision says.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table policies add column note text;

    create table policy_revisions (
      version    text not null,
      revision   integer not null check (revision > 0),
      hash       text not null,
      content    jsonb not null,
      -- As it was written in YAML; null when it came as JSON.
      source     text,
      person     text not null references people (id),
      reason     text not null,
      created_at timestamptz not null,
      primary key (version, revision)
    );

    create table policy_rejections (
      version     text not null,
      revision    integer not null,
      person      text not null references people (id),
      reason      text not null,
      rejected_at timestamptz not null,
      primary key (version, revision),
      foreign key (version, revision) references policy_revisions (version, revision)
    );

    -- The human being behind a record of people; an unknown id stands for itself.
    create function human_behind(record text) returns text language sql stable as $$
      select coalesce((select person from people where id = record), record)
    $$;

    create function check_policy_revision() returns trigger language plpgsql as $$
    begin
      -- Who writes and who publishes a version wait for each other.
      perform pg_advisory_xact_lock(hashtextextended('policy:' || new.version, 0));
      if exists (select from policies where version = new.version) then
        raise exception 'policy % is published', new.version
          using errcode = 'integrity_constraint_violation', constraint = 'policy_is_published';
      end if;
      if new.revision <> 1 + (select count(*) from policy_revisions where version = new.version) then
        raise exception 'revision % of policy % does not follow the one before', new.revision, new.version
          using errcode = 'unique_violation', constraint = 'policy_revisions_in_order';
      end if;
      return new;
    end $$;
    create trigger policy_revisions_checked before insert on policy_revisions
      for each row execute function check_policy_revision();

    create function check_policy_rejection() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock(hashtextextended('policy:' || new.version, 0));
      if exists (select from policies where version = new.version) then
        raise exception 'policy % is published', new.version
          using errcode = 'integrity_constraint_violation', constraint = 'policy_is_published';
      end if;
      return new;
    end $$;
    create trigger policy_rejections_checked before insert on policy_rejections
      for each row execute function check_policy_rejection();

    create function check_policy_publication() returns trigger language plpgsql as $$
    declare
      newest policy_revisions;
    begin
      perform pg_advisory_xact_lock(hashtextextended('policy:' || new.version, 0));
      -- That they are not the very same record is a constraint of the table.
      if (new.author <> new.published_by and human_behind(new.author) = human_behind(new.published_by)) or exists (
        select from policy_revisions r
         where r.version = new.version and human_behind(r.person) = human_behind(new.published_by)
      ) then
        raise exception 'policy % is published by somebody who wrote it', new.version
          using errcode = 'check_violation', constraint = 'policy_published_by_another';
      end if;
      select * into newest from policy_revisions where version = new.version order by revision desc limit 1;
      if found then
        if newest.hash <> new.hash or newest.content <> new.content then
          raise exception 'policy % is not what its last revision says', new.version
            using errcode = 'check_violation', constraint = 'policy_as_revised';
        end if;
        if exists (select from policy_rejections where version = new.version and revision = newest.revision) then
          raise exception 'policy % was rejected', new.version
            using errcode = 'check_violation', constraint = 'policy_not_rejected';
        end if;
      end if;
      return new;
    end $$;
    create trigger policies_checked before insert on policies for each row execute function check_policy_publication();

    do $$ declare name text; begin
      foreach name in array array['policy_revisions', 'policy_rejections'] loop
        execute format('create trigger %I before update or delete on %I for each row execute function refuse_change()', name || '_append_only', name);
        execute format('create trigger %I before truncate on %I for each statement execute function refuse_change()', name || '_no_truncate', name);
      end loop;
    end $$;
    grant select, insert on policy_revisions, policy_rejections to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger policies_checked on policies;
    drop table policy_rejections, policy_revisions;
    drop function check_policy_publication, check_policy_rejection, check_policy_revision, human_behind;
    alter table policies drop column note;
  `);
}
