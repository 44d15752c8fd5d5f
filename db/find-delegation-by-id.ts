import type { Knex } from 'knex';
import type { DelegationRow } from './rows';
import { fromStore } from './transaction';

/** `id` must be a UUID. */
export async function findDelegationById(knex: Knex, id: string): Promise<DelegationRow | null> {
  return (await fromStore(knex<DelegationRow>('delegations').where({ id }).first())) ?? null;
}
