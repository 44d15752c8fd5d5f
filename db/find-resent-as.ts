import type { Knex } from 'knex';
import type { MessageId, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** The message that went out in the place of one that was not sent, if there is one. Throws `StoreUnavailable`. */
export async function findResentAs(knex: Knex, owner: Owner, message: MessageId): Promise<MessageId | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { message: MessageId }[] }>(
      `select event->>'message' as message from journal
        where owner = ? and type = 'message_queued' and event->>'resends' = ?`,
      [owner, message],
    ),
  );
  return rows[0]?.message ?? null;
}
