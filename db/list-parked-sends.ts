import type { Knex } from 'knex';
import type { Instant, MessageId, Owner } from '../contracts/ids';
import type { MessagePurpose } from '../contracts/vocabulary';
import { fromStore } from './transaction';

/** A send of which nobody can say whether it arrived: a person looks into it, nothing repeats it (invariant I2). */
export interface ParkedSend {
  message: MessageId;
  owner: Owner;
  purpose: MessagePurpose;
  step: string;
  /** Key of the recipient, such as `contact:C-7`. */
  recipient: string;
  /** Message-ID header, to look for in the logs of the mail server. */
  messageId: string;
  startedAt: Instant;
  /** `interrupted`: the sender stopped between writing the attempt and its end; else what the connection did. */
  reason: string;
}

/** Attempts without a result count as interrupted after this long; until then they may simply be in progress. */
export const attemptLifetime = '10 minutes';

/** Oldest first; what a later report, answer or person has settled is not among them. `now` is business time. Throws `StoreUnavailable`. */
export async function listParkedSends(knex: Knex, now: Instant): Promise<ParkedSend[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: ParkedSend[] }>(
      `select a.message, m.owner, m.purpose, m.step, a.recipient, a.message_id as "messageId",
              a.started_at as "startedAt", coalesce(a.detail, 'interrupted') as reason
         from send_attempts a join messages m on m.id = a.message
        where m.status in ('pending', 'unknown')
          and (a.result = 'unknown'
               or (a.result is null and a.started_at < :now::timestamptz - :lifetime::interval))
        order by a.started_at, a.message, a.recipient`,
      { now, lifetime: attemptLifetime },
    ),
  );
  return rows;
}
