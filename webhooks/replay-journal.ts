import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import { insertWebhookDeliveries } from '../db/insert-webhook-deliveries';
import { readJournalFrom, replayDeliveries } from '../db/replay-deliveries';
import { inTransaction } from '../db/transaction';
import type { WebhookEndpointRow } from '../db/webhook-rows';
import { readJournalEvents } from './journal-events';
import { deliveryTo } from './spread-journal';

/** Rows of the journal in one request. */
const batch = 2_000;

/**
 * Sends an endpoint everything from a position of the journal on that it asks for, whether it had it before or not. What
 * follows the rows of one request is left to the next: `next_position` says from where.
 */
export async function replayJournal(
  db: Knex,
  endpoint: WebhookEndpointRow,
  position: number,
  at: Instant,
  onBroken: (owner: Owner) => void,
): Promise<{ replayed: number; nextPosition: number | null }> {
  const rows = await readJournalFrom(db, position, batch);
  const deliveries = (await readJournalEvents(db, rows, onBroken)).flatMap((event) => deliveryTo(endpoint, event));
  const replayed = await inTransaction(db, async (transaction) => {
    const events = deliveries.map(({ event }) => event);
    const again = await replayDeliveries(transaction, endpoint.id, { events }, at);
    return again + (await insertWebhookDeliveries(transaction, deliveries, at));
  });
  const last = rows.at(-1);
  return { replayed, nextPosition: rows.length === batch && last ? last.position + 1 : null };
}
