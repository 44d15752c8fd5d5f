import type { Knex } from 'knex';
import type { MessageId, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** A message of ours, found by a header that only who has received it can know. */
export interface KnownMail {
  messageId: string;
  message: MessageId;
  owner: Owner;
  /** Key of the recipient, such as `contact:C-7`. */
  recipient: string;
}

/** Messages of ours that went out under these Message-IDs, whose keyed part nobody can guess. Throws `StoreUnavailable`. */
export async function findSentMails(knex: Knex, messageIds: readonly string[]): Promise<KnownMail[]> {
  if (messageIds.length === 0) return [];
  const { rows } = await fromStore(
    knex.raw<{ rows: KnownMail[] }>(
      `select a.message_id as "messageId", a.message, m.owner, a.recipient
         from send_attempts a join messages m on m.id = a.message
        where a.message_id = any(?::text[])`,
      [[...messageIds]],
    ),
  );
  return rows;
}

/** The case that the same sender has written to by one of these mails, the newest of them. Throws `StoreUnavailable`. */
export async function findOwnerOfReceived(
  knex: Knex,
  messageIds: readonly string[],
  sender: string,
): Promise<Owner | null> {
  if (messageIds.length === 0) return null;
  const row = await fromStore(
    knex('received_mails')
      .whereIn('message_id', [...messageIds])
      .where({ sender })
      .whereLike('owner', 'inquiry:%')
      .orderBy([
        { column: 'received_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first<{ owner: Owner } | undefined>('owner'),
  );
  return row?.owner ?? null;
}
