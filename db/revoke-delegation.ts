import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { DelegationRow } from './rows';
import { fromStore } from './transaction';

/**
 * Ends a delegation now; what was decided under it stays so. One that has not begun never does. Null when it was revoked
 * or over before.
 */
export async function revokeDelegation(knex: Knex, id: string, at: Instant): Promise<DelegationRow | null> {
  const [row] = await fromStore(
    knex<DelegationRow>('delegations')
      .where({ id })
      .whereNull('revoked_at')
      .where('ends_at', '>', at)
      .update({ revoked_at: at, ends_at: knex.raw('greatest(starts_at, ?::timestamptz)', [at]) })
      .returning('*'),
  );
  return row ?? null;
}
