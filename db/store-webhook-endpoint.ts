import type { Knex } from 'knex';
import type { WebhookEndpointRow } from './webhook-rows';
import { insertRecord } from './insert-record';
import { fromStore } from './transaction';

export type NewWebhookEndpoint = Pick<
  WebhookEndpointRow,
  'id' | 'url' | 'description' | 'event_types' | 'secret' | 'created_by' | 'created_at'
>;

/** A new endpoint. It hears of what the journal gains from now on. */
export async function insertWebhookEndpoint(knex: Knex, endpoint: NewWebhookEndpoint): Promise<WebhookEndpointRow> {
  const [newest] = await fromStore(knex('journal').max<{ max: number | null }[]>('position'));
  return insertRecord<WebhookEndpointRow>(knex, 'webhook_endpoints', {
    ...endpoint,
    status: 'active',
    seen_position: newest?.max ?? 0,
    changed_by: endpoint.created_by,
    changed_at: endpoint.created_at,
  });
}

/** What can be changed of an endpoint; the state it is in begins anew. */
export type WebhookEndpointChange = Partial<
  Pick<
    WebhookEndpointRow,
    | 'url'
    | 'description'
    | 'event_types'
    | 'status'
    | 'disabled_because'
    | 'secret'
    | 'previous_secret'
    | 'previous_until'
    | 'failing_since'
    | 'failures'
    | 'paused_until'
  >
> &
  Pick<WebhookEndpointRow, 'changed_by' | 'changed_at'>;

/** Null when there is no such endpoint any more. */
export async function changeWebhookEndpoint(
  knex: Knex,
  id: string,
  change: WebhookEndpointChange,
): Promise<WebhookEndpointRow | null> {
  const [row] = await fromStore(
    knex<WebhookEndpointRow>('webhook_endpoints')
      .where({ id })
      .whereNot({ status: 'removed' })
      .update(change)
      .returning('*'),
  );
  return row ?? null;
}
