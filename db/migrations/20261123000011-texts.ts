import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Words are what their hash says, or erased: approvers read exactly what they decide on, and nobody puts other words in
 * people's mouths afterwards. The application role can erase words, and take back those of a command that was refused,
 * and nothing else.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Not valid: words that somebody changed before stay where they are, for the audit to show.
    alter table texts add constraint texts_as_hashed check (
      content is null or salt is not null and hash = encode(sha256(convert_to(salt || content, 'UTF8')), 'hex')
    ) not valid;
    revoke update on texts from ${applicationRole};
    grant update (content, salt, erased_at) on texts to ${applicationRole};

    create function refuse_missing_text() returns trigger language plpgsql set search_path = public, pg_temp as $$
    declare
      named text;
    begin
      select b.id into named from before b where b.id in (select texts_named_by(split_part(b.id, '/', 1))) limit 1;
      if named is not null then
        raise exception 'the journal names the text %', named using errcode = 'restrict_violation', constraint = 'texts_named_stay';
      end if;
      return null;
    end $$;
    create trigger texts_named_stay after delete on texts referencing old table as before
      for each statement execute function refuse_missing_text();
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger texts_named_stay on texts;
    drop function refuse_missing_text;
    grant update on texts to ${applicationRole};
    alter table texts drop constraint texts_as_hashed;
  `);
}
