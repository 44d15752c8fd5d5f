import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { OwnerRow } from './rows';
import { fromStore } from './transaction';

/** Whether a case is over for good: closed, and its reopen window has passed. */
export async function hasEnded(knex: Knex, owner: Owner): Promise<boolean> {
  return (await fromStore(knex<OwnerRow>('owners').where({ owner }).first('ended')))?.ended ?? false;
}
