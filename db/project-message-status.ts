import type { Knex } from 'knex';
import type { Instant, MessageId } from '../contracts/ids';
import type { MessageStatus } from '../contracts/vocabulary';

/** How far a message got, with the time and the kind of evidence of every step on the way. */
export async function appendMessageStatus(
  trx: Knex.Transaction,
  id: MessageId,
  status: MessageStatus,
  machine: boolean,
  at: Instant,
): Promise<void> {
  const step = JSON.stringify([{ status, at, machine }]);
  await trx('messages')
    .where({ id })
    .update({ status, history: trx.raw('history || ?::jsonb', [step]) });
}
