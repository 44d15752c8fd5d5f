import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { OwnerRow } from './rows';
import { fromStore } from './transaction';

/** The newest projected state of a case or follow-up; null when its journal has not begun. */
export async function findOwnerState<State>(knex: Knex, owner: Owner): Promise<State | null> {
  const row = await fromStore(knex<OwnerRow>('owners').where({ owner }).first('state', 'sequence'));
  return row && row.sequence > 0 ? (row.state as State) : null;
}
