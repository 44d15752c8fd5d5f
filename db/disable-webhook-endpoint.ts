import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Sends nothing more to it until somebody activates it. Returns whether it was active until now: who did it says so. */
export async function disableWebhookEndpoint(
  knex: Knex,
  id: string,
  because: 'failing' | 'gone',
  at: Instant,
): Promise<boolean> {
  const changed = await fromStore(
    knex('webhook_endpoints')
      .where({ id, status: 'active' })
      .update({ status: 'disabled', disabled_because: because, changed_by: 'timer:webhooks', changed_at: at }),
  );
  return changed === 1;
}

/** Leaves it alone for a while, because nothing at all was accepted. */
export async function pauseWebhookEndpoint(knex: Knex, id: string, until: Instant): Promise<void> {
  await fromStore(knex('webhook_endpoints').where({ id }).update({ paused_until: until }));
}
