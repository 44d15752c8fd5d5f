import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import type { DispatchRow } from './rows';
import { fromStore } from './transaction';

/** What waits since before an instant, the oldest first; starts before signals of the same moment. */
export async function findWaitingDispatches(knex: Knex, olderThan: Instant, limit: number): Promise<DispatchRow[]> {
  return fromStore(
    knex<DispatchRow>('dispatches')
      .whereNull('delivered_at')
      .where('created_at', '<=', olderThan)
      .orderBy(['created_at', { column: 'kind', order: 'desc' }, 'id'])
      .limit(limit)
      .select('*'),
  );
}

/** The start of an owner that the engine has not been told of yet. */
export async function findWaitingStart(knex: Knex, owner: Owner): Promise<DispatchRow | null> {
  return (
    (await fromStore(
      knex<DispatchRow>('dispatches').where({ owner, kind: 'start' }).whereNull('delivered_at').first(),
    )) ?? null
  );
}

/** When it was delivered is for operators: the database's own clock, never business time. */
export async function markDelivered(knex: Knex, id: string): Promise<void> {
  await fromStore(
    knex('dispatches')
      .where({ id })
      .whereNull('delivered_at')
      .update({ delivered_at: knex.raw('clock_timestamp()') }),
  );
}
