import type { Knex } from 'knex';
import type { CustomerId, Instant } from '../contracts/ids';
import { inTransaction } from './transaction';

export interface LoginAttempt {
  /** Keyed digest of the address. */
  address: string;
  /** Whether a code that was stored so is the one that was typed. */
  fits: (code: { id: string; hash: string }) => boolean;
  at: Instant;
  tries: number;
}

/**
 * Uses up the code of an address that fits, and says who signs in with it; null when none does. Every attempt counts on
 * each code that the address has in force, before they are looked at: five attempts at once are five.
 */
export async function takeLoginCode(
  knex: Knex,
  { address, fits, at, tries }: LoginAttempt,
): Promise<{ contact: string; customer: CustomerId } | null> {
  const { rows } = await knex.raw<{ rows: { id: string; hash: string }[] }>(
    `update portal_login_codes set tries = tries + 1
      where address = :address and used_at is null and expires_at > :at and tries < :tries
     returning id, code_hash as hash`,
    { address, at, tries },
  );
  const found = rows.filter(fits)[0];
  return inTransaction(knex, async (transaction) => {
    const { rows: taken } = await transaction.raw<{ rows: { contact: string; customer: CustomerId }[] }>(
      `with used as (
         update portal_login_codes set used_at = :at where id = :id and used_at is null returning contact
       )
       select c.id as contact, c.customer from used join contacts c on c.id = used.contact
        where c.verified and c.customer is not null and c.erased_at is null`,
      // Asked also when none fits, so that both take as long.
      { at, id: found?.id ?? '00000000-0000-0000-0000-000000000000' },
    );
    return taken[0] ?? null;
  });
}
