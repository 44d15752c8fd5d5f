import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import { insertWebhookDeliveries, type NewWebhookDelivery } from '../db/insert-webhook-deliveries';
import { listWebhookEndpoints } from '../db/list-webhook-endpoints';
import { markSeenPosition } from '../db/mark-seen-position';
import { takeJournalFeed } from '../db/take-journal-feed';
import { inTransaction } from '../db/transaction';
import type { WebhookEndpointRow } from '../db/webhook-rows';
import { readJournalEvents, type JournalEvent } from './journal-events';

const batch = 500;

/**
 * Turns what the journal has gained into deliveries, one for each endpoint that asked for it: a row leaves the feed in the
 * transaction that stores them. Returns how many rows were looked at; a full batch means that there is more.
 */
export async function spreadJournal(
  db: Knex,
  now: Instant,
  onBroken: (owner: Owner) => void,
): Promise<{ rows: number; more: boolean }> {
  return inTransaction(db, async (transaction) => {
    const rows = await takeJournalFeed(transaction, batch);
    const last = rows?.at(-1);
    if (!rows || !last) return { rows: 0, more: false };
    const endpoints = await listWebhookEndpoints(transaction, 'active');
    if (endpoints.length > 0) {
      const events = await readJournalEvents(transaction, rows, onBroken);
      const deliveries = events.flatMap((event) => endpoints.flatMap((endpoint) => deliveryTo(endpoint, event)));
      await insertWebhookDeliveries(transaction, deliveries, now);
      await markSeenPosition(transaction, last.position);
    }
    return { rows: rows.length, more: rows.length === batch };
  });
}

/** None when the endpoint has not asked for the type. */
export function deliveryTo(endpoint: WebhookEndpointRow, event: JournalEvent): NewWebhookDelivery[] {
  const asked = endpoint.event_types.length === 0 || endpoint.event_types.includes(event.type);
  return asked ? [{ endpoint: endpoint.id, ...event }] : [];
}
