import type { Knex } from 'knex';
import type { MessageId, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** A message of ours by its id, or by the reference that it was handed over under: its Message-ID without the brackets. */
export async function findMessageByReference(
  knex: Knex,
  reference: string,
): Promise<{ id: MessageId; owner: Owner } | null> {
  const found = await fromStore(
    knex('messages')
      .where({ direction: 'out' })
      .andWhere((either) => {
        void either.where({ id: reference }).orWhereIn(
          'id',
          knex('send_attempts')
            .where({ message_id: `<${reference}>` })
            .select('message'),
        );
      })
      .first<{ id: MessageId; owner: Owner } | undefined>('id', 'owner'),
  );
  return found ?? null;
}
