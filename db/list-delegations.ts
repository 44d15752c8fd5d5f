import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { DelegationRow } from './rows';
import { fromStore } from './transaction';

/** Delegations given or received by a person, or all of them; the latest first. */
export async function listDelegations(knex: Knex, person?: PersonId): Promise<DelegationRow[]> {
  const query = knex<DelegationRow>('delegations').select('*');
  if (person !== undefined) void query.where({ delegator: person }).orWhere({ delegate: person });
  return fromStore(
    query.orderBy([
      { column: 'starts_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ]),
  );
}
