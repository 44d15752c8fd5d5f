import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import type { DelegationRow } from './rows';
import { fromStore } from './transaction';

/** The delegation from one person to another that is in force at an instant. */
export async function findDelegationInForce(
  knex: Knex,
  delegator: PersonId,
  delegate: PersonId,
  at: Instant,
): Promise<DelegationRow | null> {
  return (
    (await fromStore(
      knex<DelegationRow>('delegations')
        .where({ delegator, delegate })
        .where('starts_at', '<=', at)
        .where('ends_at', '>', at)
        .first(),
    )) ?? null
  );
}
