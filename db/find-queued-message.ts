import type { Knex } from 'knex';
import type { MessageId, Owner } from '../contracts/ids';
import type { TextReference } from '../contracts/inquiry';
import type { MessageRow } from './rows';
import { fromStore } from './transaction';

/** A message of ours as it was queued, and the newest effect that was to send it. */
export interface QueuedMessage extends Pick<
  MessageRow,
  'purpose' | 'recipient' | 'items' | 'questions' | 'attachments' | 'template'
> {
  text: TextReference | null;
  effect: string | null;
}

/** Throws `StoreUnavailable`. */
export async function findQueuedMessage(knex: Knex, owner: Owner, id: MessageId): Promise<QueuedMessage | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: QueuedMessage[] }>(
      `select m.purpose, m.recipient, m.items, m.questions, m.attachments, m.template,
              case when t.id is null then null else jsonb_build_object('id', t.id, 'hash', t.hash) end as text,
              (select key from effects e where e.owner = m.owner and e.kind = 'sendMessage' and e.subject = m.id
                order by e.sequence desc limit 1) as effect
         from messages m left join texts t on t.id = m.text
        where m.owner = ? and m.id = ? and m.direction = 'out'`,
      [owner, id],
    ),
  );
  return rows[0] ?? null;
}
