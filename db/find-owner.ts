import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { OwnerRow } from './rows';
import { fromStore } from './transaction';

/** The head of an owner's journal; null while nothing is journalled. */
export async function findOwner(
  knex: Knex,
  owner: Owner,
): Promise<Pick<OwnerRow, 'sequence' | 'state' | 'ended'> | null> {
  return (await fromStore(knex<OwnerRow>('owners').where({ owner }).first('sequence', 'state', 'ended'))) ?? null;
}
