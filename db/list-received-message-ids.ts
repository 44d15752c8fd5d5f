import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

/** As many as a thread names at most. */
const longestThread = 20;

/** Message-ID headers of what people wrote on this owner by mail, oldest first, so that our answers go to their thread. */
export async function listReceivedMessageIds(knex: Knex, owner: Owner): Promise<string[]> {
  const newestFirst = await fromStore(
    knex<ReceivedMailRow>('received_mails')
      .where({ owner })
      .whereNotNull('message_id')
      .whereIn('disposition', ['new_inquiry', 'message_on_case'])
      .orderBy([
        { column: 'received_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(longestThread)
      .pluck('message_id'),
  );
  return newestFirst.filter((id) => id !== null).reverse();
}
