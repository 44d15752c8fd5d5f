import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { WebhookEndpointRow } from './webhook-rows';
import { fromStore } from './transaction';

/**
 * Takes endpoints to which something is due, each for one process until `until`: who dies holds them no longer. Endpoints in
 * `except` are at work here already.
 */
export async function claimWebhookEndpoints(
  knex: Knex,
  { now, until, limit, except }: { now: Instant; until: Instant; limit: number; except: readonly string[] },
): Promise<WebhookEndpointRow[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: WebhookEndpointRow[] }>(
      `update webhook_endpoints set claimed_until = :until
        where id in (
          select e.id from webhook_endpoints e
           where e.status = 'active' and e.id <> all(:except)
             and (e.claimed_until is null or e.claimed_until <= :now)
             and (e.paused_until is null or e.paused_until <= :now)
             and exists (
               select from webhook_deliveries d where d.endpoint = e.id and d.status = 'waiting' and d.next_at <= :now
             )
           order by e.claimed_until nulls first limit :limit
           for update skip locked)
       returning *`,
      { now, until, limit, except: [...except] },
    ),
  );
  return rows;
}

/** Gives an endpoint back. */
export async function releaseWebhookEndpoint(knex: Knex, id: string): Promise<void> {
  await fromStore(knex('webhook_endpoints').where({ id }).update({ claimed_until: null }));
}
