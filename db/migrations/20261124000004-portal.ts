import type { Knex } from 'knex';
import { applicationRole } from '../application-role';

/**
 * How customers sign in to the portal, and what they want to be sent. Codes and tokens are stored as hashes, addresses that
 * asked for a code as keyed digests: nothing here tells who tried to sign in, or lets anybody in.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table portal_login_codes (
      id         uuid primary key,
      -- Keyed digest of the address that was asked for, whether or not anybody has it.
      address    text not null,
      -- Null when nobody may sign in with the address: no code fits then.
      contact    text references contacts (id),
      code_hash  text not null,
      tries      integer not null default 0 check (tries between 0 and 5),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at    timestamptz
    );
    create index portal_login_codes_address on portal_login_codes (address, created_at);

    create table portal_sessions (
      id         uuid primary key default uuidv7(),
      token_hash text not null unique,
      contact    text not null references contacts (id),
      customer   text not null references customers (id),
      created_at timestamptz not null,
      expires_at timestamptz not null,
      revoked_at timestamptz
    );
    create index portal_sessions_contact on portal_sessions (contact);

    -- How often something was done in an hour, by keyed digest of who did it.
    create table portal_uses (
      what text not null,
      who  text not null,
      hour timestamptz not null,
      uses integer not null,
      primary key (what, who, hour)
    );

    -- What a contact wants to be sent; without a row everything that the customer and the policy allow.
    create table mail_preferences (
      contact       text primary key references contacts (id),
      open_tracking boolean not null,
      courtesy      boolean not null,
      changed_at    timestamptz not null
    );

    create index files_uploads on files (customer, stored_at) where kind = 'upload' and owner is null;

    grant select, insert, delete on portal_login_codes, portal_sessions, portal_uses to ${applicationRole};
    grant update (tries, used_at) on portal_login_codes to ${applicationRole};
    grant update (revoked_at) on portal_sessions to ${applicationRole};
    grant update (uses) on portal_uses to ${applicationRole};
    grant select, insert, update on mail_preferences to ${applicationRole};
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index files_uploads;
    drop table mail_preferences, portal_uses, portal_sessions, portal_login_codes;
  `);
}
