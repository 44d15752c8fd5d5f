import type { Knex } from 'knex';
import type { Instant, MessageId } from '../contracts/ids';
import type { Language } from '../contracts/vocabulary';
import type { SendAttemptRow } from './rows';
import { inTransaction } from './transaction';

/** Begins the detail of a failure after which the same mail may be sent again, because nothing was handed over. */
export const deferredMark = 'deferred: ';

export const isDeferred = (attempt: Pick<SendAttemptRow, 'result' | 'detail'>): boolean =>
  attempt.result === 'failed' && (attempt.detail ?? '').startsWith(deferredMark);

export interface ClaimRequest {
  message: MessageId;
  /** Key of the recipient, such as `contact:C-7`; never an address. */
  recipient: string;
  /** The Message-ID header, with angle brackets. */
  messageId: string;
  /** What the envelope sender holds, so that a bounce finds back here (`bounceToken`). */
  bounceToken: string;
  /** Id of the contact that it goes to; null for colleagues. */
  contact: string | null;
  language: Language;
  startedAt: Instant;
  /** So many messages of this purpose at most may go to the recipient in the hour before; others may have been claimed. */
  limit?: { purpose: string; perHour: number };
}

/**
 * Writes the row that must stand before a mail is sent (invariant I2), and says whether this caller may send:
 *
 * - `claimed`: it may, and nobody else; it must settle the attempt.
 * - `taken`: there is an attempt already, sent, failed for good, unknown, or without a result.
 * - `limited`: the recipient has had enough of them; no row was written.
 *
 * Of callers at the same time exactly one gets `claimed`. Throws `StoreUnavailable`; then whether the row stands is open,
 * and a repetition finds it without a result, which parks the message.
 */
export async function claimSendAttempt(knex: Knex, request: ClaimRequest): Promise<'claimed' | 'taken' | 'limited'> {
  const { message, recipient, messageId, bounceToken, contact, language, startedAt, limit } = request;
  return inTransaction(knex, async (transaction) => {
    if (limit) {
      // Claims for one recipient queue up here, so that two at a time cannot both be the third.
      await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`${limit.purpose} ${recipient}`]);
      const { rows } = await transaction.raw<{ rows: { count: number }[] }>(
        `select count(*)::integer as count
           from send_attempts a join messages m on m.id = a.message
          where a.recipient = :recipient and m.purpose = :purpose and a.message <> :message
            and a.started_at > :startedAt::timestamptz - interval '1 hour'
            and a.result is distinct from 'failed'`,
        { recipient, purpose: limit.purpose, message, startedAt },
      );
      if ((rows[0]?.count ?? 0) >= limit.perHour) return 'limited';
    }
    const { rows } = await transaction.raw<{ rows: unknown[] }>(
      `insert into send_attempts as a (message, recipient, message_id, bounce_token, contact, language, started_at)
       values (:message, :recipient, :messageId, :bounceToken, :contact, :language, :startedAt)
       on conflict (message, recipient) do update
          set started_at = excluded.started_at, bounce_token = excluded.bounce_token, contact = excluded.contact,
              language = excluded.language, result = null, detail = null, settled_at = null
        where a.result = 'failed' and starts_with(a.detail, :deferredMark)
       returning 1`,
      { message, recipient, messageId, bounceToken, contact, language, startedAt, deferredMark },
    );
    return rows.length > 0 ? 'claimed' : 'taken';
  });
}
