import type { Knex } from 'knex';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

/** Lets a mail that failed be tried anew; false when there is none that has. */
export async function retryReceivedMail(knex: Knex, id: string): Promise<boolean> {
  const changed = await fromStore(
    knex<ReceivedMailRow>('received_mails')
      .where({ id, status: 'failed' })
      .update({ status: 'waiting', attempts: 0, attempt_after: null, processed_at: null }),
  );
  return changed > 0;
}
