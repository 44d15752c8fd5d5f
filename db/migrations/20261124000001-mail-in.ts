import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * Mail that came in: each row is one delivery to one mailbox, stored before anything else is done with it, and says what
 * became of it. Several rows may belong to one intake: the same mail in several mailboxes. Files are covered by erasure and
 * legal hold as texts are.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table received_mails (
      id           uuid primary key default uuidv7(),
      source       text not null check (source in ('imap', 'smtp', 'lmtp', 'webhook', 'upload')),
      mailbox      text not null,
      -- What the mailbox is configured with at that moment.
      team         text,
      legal_entity text,
      -- Keyed digest of the bytes: the same bytes in the same mailbox are one delivery.
      digest       text not null,
      uid_validity bigint,
      uid          bigint,
      -- Addresses of the transport; erased with the mail.
      envelope     jsonb,
      file         uuid not null references files (id),
      size         integer not null,
      status       text not null default 'waiting' check (status in ('waiting', 'processed', 'failed')),
      attempts     integer not null default 0,
      -- Not before this instant is it tried again; while somebody works on it, until when others keep away.
      attempt_after timestamptz,
      -- Stable code of why it could not be read; null once it was.
      problem      text,
      kind         text,
      disposition  text check (disposition in ('new_inquiry', 'message_on_case', 'automatic', 'duplicate')),
      intake       uuid references intakes (id),
      -- Case or follow-up that it reached, and the message on it.
      owner        text,
      message      text,
      -- What the sender says it is called (RFC 5322, section 3.6.4), so that our answers go to its thread; erased with the mail.
      message_id   text,
      -- Keyed digests of the sender's address, and of it with the subject.
      sender       text,
      thread       text,
      -- Whose address it is, when it is somebody's.
      contact      text references contacts (id),
      sender_verified boolean,
      -- Whether it was answered by a machine of ours: at most one a thread and day is.
      acknowledged boolean not null default false,
      -- Id in texts of what was read from it.
      content      text references texts (id),
      received_at  timestamptz not null,
      processed_at timestamptz,
      constraint one_delivery unique (mailbox, digest),
      constraint processed_mail_has_ended check ((status = 'processed') = (disposition is not null)),
      constraint failed_mail_says_why check (status <> 'failed' or problem is not null)
    );
    create index received_mails_waiting on received_mails (received_at) where status = 'waiting';
    create index received_mails_list on received_mails (received_at desc, id desc);
    create index received_mails_intake on received_mails (intake);
    create index received_mails_owner on received_mails (owner, received_at) where owner is not null;
    create index received_mails_message_id on received_mails (message_id) where message_id is not null;
    create index received_mails_thread on received_mails (thread, received_at) where thread is not null;
    create index received_mails_contact on received_mails (contact) where contact is not null;
    create index received_mails_file on received_mails (file);
    create index send_attempts_message_id on send_attempts (message_id);

    -- attachments: what came with it. acknowledge: false where no answer by a machine may go out. fingerprint: keyed digest
    -- of what was said, to know the copy that comes on another channel. suggested: the case that its subject names. answers:
    -- the message of ours that it answers, whose invoices it is about.
    alter table intakes add column attachments jsonb, add column acknowledge boolean, add column fingerprint text,
      add column suggested text, add column answers text;
    create index intakes_fingerprint on intakes (fingerprint, received_at) where fingerprint is not null;

    -- Channel, sender and the like of a message that came in.
    alter table messages add column received jsonb;

    alter table erasures add column files text[] not null default '{}',
      drop constraint erasures_subject_kind_check,
      add constraint erasures_subject_kind_check check (subject_kind in ('contact', 'customer', 'inquiry', 'requests', 'mails'));

    create view held_files as
      select h.hold, f.id::text from held_owners h join files f on f.owner = h.owner
      union
      select h.id, f.id::text from legal_holds h join files f on f.customer = h.subject
       where h.released_at is null and h.subject_kind = 'customer' and (f.owner is null or f.owner not like 'inquiry:%');

    -- A file goes to its case once; it is never moved, and never other than its hash says.
    create function check_file_change() returns trigger language plpgsql set search_path = public, pg_temp as $$
    begin
      if old.erased_at is not null and new.erased_at is distinct from old.erased_at
         or old.owner is not null and new.owner is distinct from old.owner
         or old.message is not null and new.message is distinct from old.message
         or old.customer is not null and old.owner is not null and new.customer is distinct from old.customer
         or new.content is not null and (new.content, new.salt) is distinct from (old.content, old.salt)
         or new.content is not null and (new.name, new.content_id) is distinct from (old.name, old.content_id) then
        raise exception 'a file stays as it came, until it is erased' using errcode = 'insufficient_privilege';
      end if;
      return new;
    end $$;
    create trigger files_stay before update on files for each row execute function check_file_change();

    create function refuse_held_file() returns trigger language plpgsql set search_path = public, pg_temp as $$
    declare
      found record;
    begin
      if tg_op = 'DELETE' then
        select b.id into found from before b where b.id::text in (select texts_named_by(b.owner)) limit 1;
        if found.id is not null then
          raise exception 'the journal names the file %', found.id using errcode = 'restrict_violation', constraint = 'files_named_stay';
        end if;
        select h.hold, h.id into found from before b join held_files h on h.id = b.id::text where b.content is not null limit 1;
      else
        select h.hold, h.id into found from before b join held_files h on h.id = b.id::text
         where b.content is not null and exists (select from after a where a.id = b.id and a.content is null) limit 1;
      end if;
      if found.id is not null then
        raise exception 'legal hold % keeps the file %', found.hold, found.id
          using errcode = 'restrict_violation', constraint = 'legal_hold';
      end if;
      return null;
    end $$;
    create trigger files_held after update on files referencing old table as before new table as after
      for each statement execute function refuse_held_file();
    create trigger files_held_delete after delete on files referencing old table as before
      for each statement execute function refuse_held_file();

    grant select, insert on received_mails to ${applicationRole};
    grant update (status, attempts, attempt_after, problem, kind, disposition, intake, owner, message, message_id, sender, thread,
                  contact, sender_verified, acknowledged, content, processed_at, envelope) on received_mails to ${applicationRole};
    grant select on held_files to ${applicationRole};
  `);
}

/** What came in by mail and became no case is lost. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop trigger files_held on files;
    drop trigger files_held_delete on files;
    drop trigger files_stay on files;
    drop function refuse_held_file();
    drop function check_file_change();
    drop view held_files;
    alter table erasures drop column files, drop constraint erasures_subject_kind_check,
      add constraint erasures_subject_kind_check check (subject_kind in ('contact', 'customer', 'inquiry', 'requests')) not valid;
    alter table messages drop column received;
    alter table intakes drop column attachments, drop column acknowledge, drop column fingerprint, drop column suggested,
      drop column answers;
    drop index send_attempts_message_id;
    drop table received_mails;
  `);
}
