import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Files are to bytes what `texts` are to words: mails as they came, attachments, uploads. The journal names a file by id and
 * salted hash; content, salt and name can be erased and nothing else of a file can be changed once it belongs to somebody.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table files (
      id            uuid primary key default uuidv7(),
      kind          text not null check (kind in ('raw_mail', 'attachment', 'upload')),
      -- Case or follow-up, and the message on it; null until it is known, and for raw mail that opened none.
      owner         text,
      message       text,
      name          text,
      -- As the sender called it, and as its first bytes tell.
      declared_type text,
      media_type    text not null,
      size          integer not null check (size >= 0),
      inline        boolean not null default false,
      content_id    text,
      -- Why nobody may open it; null when it may be opened.
      quarantined   text,
      content       bytea,
      salt          text,
      hash          text not null,
      customer      text,
      uploaded_by   jsonb,
      stored_at     timestamptz not null,
      erased_at     timestamptz,
      constraint file_erased_or_present check ((content is null) = (erased_at is not null)),
      constraint file_as_hashed check (
        content is null or salt is not null and hash = encode(sha256(convert_to(salt, 'UTF8') || content), 'hex')
      )
    );
    create index files_owner on files (owner) where owner is not null;
    create index files_message on files (message) where message is not null;
    alter table files alter column content set storage external;

    grant select, insert, delete on files to ${applicationRole};
    grant update (owner, message, customer, quarantined, name, content_id, content, salt, erased_at) on files to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table files;');
}
