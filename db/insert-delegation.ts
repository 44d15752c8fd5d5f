import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { DelegationRow } from './rows';

/** Throws `RecordConflict`: `record_unknown` (a person), `invalid_request` (to oneself, or no length). */
export async function insertDelegation(knex: Knex, delegation: Omit<DelegationRow, 'id'>): Promise<DelegationRow> {
  return insertRecord<DelegationRow>(knex, 'delegations', { ...delegation });
}
