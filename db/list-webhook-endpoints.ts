import type { Knex } from 'knex';
import type { WebhookEndpointRow } from './webhook-rows';
import { fromStore } from './transaction';

/** Endpoints that have not been removed, the oldest first. */
export async function listWebhookEndpoints(knex: Knex, status?: 'active' | 'disabled'): Promise<WebhookEndpointRow[]> {
  const query = knex<WebhookEndpointRow>('webhook_endpoints').whereNot({ status: 'removed' });
  if (status) void query.where({ status });
  return fromStore(query.orderBy(['created_at', 'id']));
}

/** One of them, or null. */
export async function findWebhookEndpoint(knex: Knex, id: string): Promise<WebhookEndpointRow | null> {
  const found = await fromStore(
    knex<WebhookEndpointRow>('webhook_endpoints').where({ id }).whereNot({ status: 'removed' }).first(),
  );
  return found ?? null;
}
