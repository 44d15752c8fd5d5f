import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

type Read = Pick<
  ReceivedMailRow,
  | 'kind'
  | 'disposition'
  | 'intake'
  | 'owner'
  | 'message'
  | 'message_id'
  | 'sender'
  | 'thread'
  | 'contact'
  | 'sender_verified'
  | 'acknowledged'
  | 'content'
>;

/** What became of it: read, and what followed; put off until an instant; or not to be read, with the stable code of why. */
export type MailSettlement =
  | ({ status: 'processed' } & Read)
  | { status: 'waiting'; problem: string; attempt_after: Instant }
  | { status: 'failed'; problem: string };

/** Writes down what became of a mail, in the caller's transaction if it has one. Throws `StoreUnavailable`. */
export async function settleReceivedMail(
  knex: Knex,
  id: string,
  settlement: MailSettlement,
  at: Instant,
): Promise<void> {
  const ended = settlement.status !== 'waiting';
  await fromStore(
    knex('received_mails')
      .where({ id, status: 'waiting' })
      .update({
        ...(settlement.status === 'processed' && { problem: null }),
        ...settlement,
        ...(ended && { attempt_after: null, processed_at: at }),
      }),
  );
}
