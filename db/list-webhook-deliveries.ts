import type { Knex } from 'knex';
import { readPage, type Page, type PageRequest } from './page';
import type { WebhookDeliveryRow } from './webhook-rows';
import { fromStore } from './transaction';

/** Deliveries to an endpoint, the newest first. */
export function listWebhookDeliveries(
  knex: Knex,
  filter: { endpoint: string; status?: string; type?: string },
  page: PageRequest,
): Promise<Page<WebhookDeliveryRow>> {
  return readPage(
    knex<WebhookDeliveryRow>('webhook_deliveries').where(filter).select('*'),
    {
      list: 'webhook-deliveries',
      columns: [
        { name: 'created_at', kind: 'instant' },
        { name: 'id', kind: 'text' },
      ],
      direction: 'desc',
    },
    page,
  );
}

export async function findWebhookDelivery(
  knex: Knex,
  endpoint: string,
  id: string,
): Promise<WebhookDeliveryRow | null> {
  const found = await fromStore(knex<WebhookDeliveryRow>('webhook_deliveries').where({ endpoint, id }).first());
  return found ?? null;
}

/** How many wait for each endpoint, and how many were given up. */
export async function countDeliveries(
  knex: Knex,
  endpoints: readonly string[],
): Promise<Record<string, { waiting: number; failed: number }>> {
  const rows = await fromStore(
    knex('webhook_deliveries')
      .whereIn('endpoint', endpoints)
      .whereIn('status', ['waiting', 'failed'])
      .groupBy('endpoint')
      .select<{ endpoint: string; waiting: number; failed: number }[]>(
        'endpoint',
        knex.raw(`count(*) filter (where status = 'waiting') as waiting`),
        knex.raw(`count(*) filter (where status = 'failed') as failed`),
      ),
  );
  return Object.fromEntries(rows.map(({ endpoint, waiting, failed }) => [endpoint, { waiting, failed }]));
}
