import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { PortalSessionRow } from './rows';
import { fromStore } from './transaction';

/**
 * The session with this token, if it is in force and its contact is still one of the customer's: whoever left, or was
 * erased, is out at once.
 */
export async function findPortalSession(
  knex: Knex,
  tokenHash: string,
  at: Instant,
): Promise<Pick<PortalSessionRow, 'id' | 'contact' | 'customer' | 'expires_at'> | null> {
  const row: PortalSessionRow | undefined = await fromStore(
    knex('portal_sessions as s')
      .join('contacts as c', 'c.id', 's.contact')
      .where({ 's.token_hash': tokenHash, 's.revoked_at': null, 'c.verified': true, 'c.erased_at': null })
      .whereRaw('c.customer = s.customer')
      .where('s.expires_at', '>', at)
      .first('s.id', 's.contact', 's.customer', 's.expires_at'),
  );
  return row ?? null;
}
