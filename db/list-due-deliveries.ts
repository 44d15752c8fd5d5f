import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { WebhookDeliveryRow } from './webhook-rows';
import { fromStore } from './transaction';

/** Due deliveries to an endpoint, of each owner only the first that waits: the ones after it come when it is settled. */
export async function listDueDeliveries(
  knex: Knex,
  endpoint: string,
  now: Instant,
  limit: number,
): Promise<WebhookDeliveryRow[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: WebhookDeliveryRow[] }>(
      `select * from (
         select distinct on (owner) * from webhook_deliveries
          where endpoint = :endpoint and status = 'waiting'
          order by owner, position, id
       ) first where next_at <= :now order by position, id limit :limit`,
      { endpoint, now, limit },
    ),
  );
  return rows;
}
