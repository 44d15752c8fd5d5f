import type { Knex } from 'knex';
import type { MessageId } from '../contracts/ids';
import { fromStore } from './transaction';

/** The contact that one of our messages went to; null when it was none, or is not known. */
export async function findRecipientContact(knex: Knex, message: MessageId): Promise<string | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { contact: string | null }[] }>(
      `select coalesce(
                (select a.contact from send_attempts a
                  where a.message = m.id and a.contact is not null order by a.started_at desc limit 1),
                m.recipient ->> 'contact') as contact
         from messages m where m.id = ? and m.direction = 'out'`,
      [message],
    ),
  );
  return rows[0]?.contact ?? null;
}
