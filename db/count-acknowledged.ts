import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/**
 * How many mails of a thread were acknowledged since an instant. Mails of one thread queue up here until the caller's
 * transaction ends, so that two at once cannot both be the first.
 */
export async function countAcknowledged(
  transaction: Knex.Transaction,
  thread: string,
  since: Instant,
): Promise<number> {
  await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`mail thread ${thread}`]);
  const found = await fromStore(
    transaction('received_mails')
      .where({ thread, acknowledged: true })
      .where('received_at', '>', since)
      .count<{ count: string }[]>('* as count'),
  );
  return Number(found[0]?.count ?? 0);
}
