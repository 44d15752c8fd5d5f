import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

/** Mail that waits since before an instant, that nobody works on and that is to be tried by now; the oldest first. */
export async function listWaitingMails(
  knex: Knex,
  { now, before, limit }: { now: Instant; before: Instant; limit: number },
): Promise<string[]> {
  return fromStore(
    knex<ReceivedMailRow>('received_mails')
      .where({ status: 'waiting' })
      .where('received_at', '<=', before)
      .whereRaw('(attempt_after is null or attempt_after <= ?)', [now])
      .orderBy(['received_at', 'id'])
      .limit(limit)
      .pluck('id'),
  );
}
