import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { WebhookDeliveryRow } from './webhook-rows';
import { fromStore } from './transaction';

export type NewWebhookDelivery = Pick<
  WebhookDeliveryRow,
  'endpoint' | 'event' | 'type' | 'owner' | 'position' | 'payload'
>;

/** Events to be delivered, in this order. What an endpoint has been told of before is left as it is. Returns how many are new. */
export async function insertWebhookDeliveries(
  knex: Knex,
  deliveries: readonly NewWebhookDelivery[],
  at: Instant,
): Promise<number> {
  if (deliveries.length === 0) return 0;
  const rows = deliveries.map((delivery) => ({ ...delivery, next_at: at, created_at: at }));
  const stored = await fromStore(
    knex('webhook_deliveries').insert(rows).onConflict(['endpoint', 'event']).ignore().returning('id'),
  );
  return stored.length;
}
