import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

export interface NewLoginCode {
  id: string;
  email: string;
  /** Keyed digest of the address. */
  address: string;
  codeHash: string;
  createdAt: Instant;
  expiresAt: Instant;
  /** Codes of one address since an instant: with so many there is no further one. */
  limit: { since: Instant; codes: number };
}

/**
 * Stores a code for an address and returns the contact that it is to be sent to; null when nobody may sign in with this
 * address, or it had its codes. One statement that does the same in each case, so that nobody learns from the time it takes
 * who our customers are. Only an address that was proved, of a customer, lets in.
 */
export async function insertLoginCode(knex: Knex, code: NewLoginCode): Promise<string | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { contact: string | null }[] }>(
      `with known as (
         select id from contacts
          where lower(email) = lower(:email) and verified and customer is not null and erased_at is null
       ), earlier as (
         select count(*) as codes from portal_login_codes where address = :address and created_at > :since
       )
       insert into portal_login_codes (id, address, contact, code_hash, created_at, expires_at)
       select :id, :address, (select id from known), :codeHash, :createdAt, :expiresAt from earlier where codes < :codes
       returning contact`,
      { ...code, ...code.limit, limit: null },
    ),
  );
  return rows[0]?.contact ?? null;
}
