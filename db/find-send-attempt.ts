import type { Knex } from 'knex';
import type { MessageId } from '../contracts/ids';
import type { SendAttemptRow } from './rows';
import { fromStore } from './transaction';

/** The attempt to send this message to this recipient, if there was one. Throws `StoreUnavailable`. */
export async function findSendAttempt(
  knex: Knex,
  message: MessageId,
  recipient: string,
): Promise<SendAttemptRow | null> {
  return (await fromStore(knex<SendAttemptRow>('send_attempts').where({ message, recipient }).first())) ?? null;
}
