import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Clock of the database, for putting exports and checkpoints in one order: never business time. */
export async function readClock(knex: Knex): Promise<Instant> {
  const { rows } = await fromStore(knex.raw<{ rows: { now: Instant }[] }>('select clock_timestamp() as now'));
  const [row] = rows;
  if (!row) throw new Error('the database has no clock');
  return row.now;
}
