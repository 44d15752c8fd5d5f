import type { Knex } from 'knex';
import type { WebhookSourceRow } from './webhook-rows';
import { insertRecord } from './insert-record';
import { fromStore } from './transaction';

export async function findWebhookSource(knex: Knex, id: string): Promise<WebhookSourceRow | null> {
  return (await fromStore(knex<WebhookSourceRow>('webhook_sources').where({ id }).first())) ?? null;
}

export async function listWebhookSources(knex: Knex): Promise<WebhookSourceRow[]> {
  return fromStore(knex<WebhookSourceRow>('webhook_sources').orderBy('id'));
}

export type NewWebhookSource = Pick<
  WebhookSourceRow,
  'id' | 'name' | 'channel' | 'mapping' | 'secret' | 'created_by' | 'created_at'
>;

/** Throws `RecordConflict` (`already_exists`). */
export async function insertWebhookSource(knex: Knex, source: NewWebhookSource): Promise<WebhookSourceRow> {
  return insertRecord<WebhookSourceRow>(knex, 'webhook_sources', {
    ...source,
    mapping: JSON.stringify(source.mapping),
    changed_by: source.created_by,
    changed_at: source.created_at,
  });
}

/** Null when there is no such source. */
export async function changeWebhookSource(
  knex: Knex,
  id: string,
  change: Partial<
    Pick<WebhookSourceRow, 'name' | 'mapping' | 'active' | 'secret' | 'previous_secret' | 'previous_until'>
  > &
    Pick<WebhookSourceRow, 'changed_by' | 'changed_at'>,
): Promise<WebhookSourceRow | null> {
  const { mapping, ...rest } = change;
  const [row] = await fromStore(
    knex<WebhookSourceRow>('webhook_sources')
      .where({ id })
      .update({ ...rest, ...(mapping && { mapping: JSON.stringify(mapping) as never }) })
      .returning('*'),
  );
  return row ?? null;
}
