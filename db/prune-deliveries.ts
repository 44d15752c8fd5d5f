import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Forgets what was accepted before an instant, and all of endpoints that were removed, some thousand at a time. */
export async function pruneDeliveries(knex: Knex, before: Instant): Promise<number> {
  const { rowCount } = await fromStore(
    knex.raw<{ rowCount: number }>(
      `delete from webhook_deliveries where id in (
         select id from webhook_deliveries
          where status = 'delivered' and settled_at < ?
             or endpoint in (select id from webhook_endpoints where status = 'removed')
          limit 5000)`,
      [before],
    ),
  );
  return rowCount;
}
