import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { DelegationRow } from './rows';

export type NewDelegation = Pick<DelegationRow, 'delegator' | 'delegate' | 'starts_at' | 'ends_at'> &
  Partial<Pick<DelegationRow, 'kinds' | 'maximum'>>;

/**
 * Without kinds and maximum it lends all that the delegator may decide. Throws `RecordConflict`: `record_unknown` (a
 * person), `invalid_request` (to oneself, no length, inactive people, a circle, conflicting duties: see `constraint`).
 */
export async function insertDelegation(knex: Knex, delegation: NewDelegation): Promise<DelegationRow> {
  return insertRecord<DelegationRow>(knex, 'delegations', { ...delegation });
}
