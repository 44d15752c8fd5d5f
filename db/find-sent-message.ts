import type { Knex } from 'knex';
import type { Instant, MessageId, Owner } from '../contracts/ids';
import type { MessageStatus } from '../contracts/vocabulary';
import { fromStore } from './transaction';

export interface SentMessage {
  id: MessageId;
  owner: Owner;
  status: MessageStatus;
  /** When the mail server took it; null when that is not known. */
  sentAt: Instant | null;
  openedByPerson: boolean;
}

export async function findSentMessage(knex: Knex, id: MessageId): Promise<SentMessage | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: SentMessage[] }>(
      `select m.id, m.owner, m.status,
              (select max(settled_at) from send_attempts where message = m.id and result = 'sent') as "sentAt",
              exists (select from jsonb_to_recordset(m.history) as r (status text, machine boolean)
                       where r.status = 'opened' and not r.machine) as "openedByPerson"
         from messages m where m.id = ? and m.direction = 'out'`,
      [id],
    ),
  );
  return rows[0] ?? null;
}
