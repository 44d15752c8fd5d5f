import type { Knex } from 'knex';
import type { MessageId, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** Enough for every mail program to find the thread, short enough for every server on the way. */
const longestThread = 10;

/** Message-ID headers of what this owner has sent to this recipient before, oldest first. Throws `StoreUnavailable`. */
export async function listSentMessageIds(
  knex: Knex,
  owner: Owner,
  recipient: string,
  except: MessageId,
): Promise<string[]> {
  const newestFirst = await fromStore(
    knex('send_attempts as a')
      .join('messages as m', 'm.id', 'a.message')
      .where({ 'm.owner': owner, 'a.recipient': recipient, 'a.result': 'sent' })
      .whereNot('a.message', except)
      .orderBy('m.sequence', 'desc')
      .limit(longestThread)
      .pluck('a.message_id'),
  );
  return (newestFirst as string[]).reverse();
}
