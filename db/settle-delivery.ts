import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { WebhookAttempt } from './webhook-rows';
import { fromStore } from './transaction';

/** What became of one attempt. */
export interface DeliverySettlement {
  id: string;
  endpoint: string;
  attempt: WebhookAttempt;
  /** When to try again; null when this was the last word. */
  nextAt: Instant | null;
  now: Instant;
}

/** Attempts that are shown with a delivery; earlier ones are forgotten. */
const mostAttempts = 50;

/**
 * Writes an attempt down with the delivery, and with the endpoint whether it takes anything. Returns since when it has taken
 * nothing.
 */
export async function settleDelivery(knex: Knex, settlement: DeliverySettlement): Promise<Instant | null> {
  const { id, endpoint, attempt, nextAt, now } = settlement;
  const accepted = attempt.problem === null;
  const { rows } = await fromStore(
    knex.raw<{ rows: { failing_since: Instant | null }[] }>(
      `with settled as (
         update webhook_deliveries
            set status = :status, next_at = :nextAt, tries = tries + 1,
                attempts = (case when jsonb_array_length(attempts) >= ${mostAttempts} then attempts - 0 else attempts end)
                           || :attempt::jsonb,
                settled_at = case when :nextAt::timestamptz is null then :now::timestamptz end
          where id = :id and status = 'waiting')
       update webhook_endpoints
          set failing_since = case when :accepted then null else coalesce(failing_since, :now::timestamptz) end,
              failures = case when :accepted then 0 else failures + 1 end,
              paused_until = case when :accepted then null else paused_until end
        where id = :endpoint
       returning failing_since`,
      {
        id,
        endpoint,
        status: accepted ? 'delivered' : nextAt === null ? 'failed' : 'waiting',
        nextAt,
        attempt: JSON.stringify([attempt]),
        now,
        accepted,
      },
    ),
  );
  return rows[0]?.failing_since ?? null;
}
