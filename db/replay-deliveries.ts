import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { FedRow } from './take-journal-feed';
import { fromStore } from './transaction';

/** Sends again what was delivered, given up, or waits for its next attempt; with the same `webhook-id`. Returns how many. */
export async function replayDeliveries(
  knex: Knex,
  endpoint: string,
  which: { id: string } | { failed: true } | { events: readonly string[] } | { waiting: true },
  at: Instant,
): Promise<number> {
  const query = knex('webhook_deliveries').where({ endpoint });
  if ('id' in which) void query.where({ id: which.id });
  else if ('failed' in which) void query.where({ status: 'failed' });
  else if ('waiting' in which) void query.where({ status: 'waiting' });
  else void query.whereIn('event', which.events);
  return fromStore(query.update({ status: 'waiting', tries: 0, next_at: at, settled_at: null }));
}

/** Rows of the journal from a position on. */
export async function readJournalFrom(knex: Knex, position: number, limit: number): Promise<FedRow[]> {
  return fromStore(
    knex('journal')
      .where('position', '>=', position)
      .orderBy('position')
      .limit(limit)
      .select<FedRow[]>('position', 'owner', 'sequence'),
  );
}
