import type { Knex } from 'knex';
import type { Instant, MessageId } from '../contracts/ids';
import { deferredMark } from './claim-send-attempt';
import { fromStore } from './transaction';

export interface SendSettlement {
  message: MessageId;
  recipient: string;
  result: 'sent' | 'failed' | 'unknown';
  /** Stable code without personal data. */
  detail: string | null;
  /** The failure is not the last word: the same mail may be sent again. */
  deferred?: boolean;
  settledAt: Instant;
}

/**
 * Writes down what became of an attempt. The sender who learns it late still knows better than whoever parked the attempt
 * in the meantime, so `unknown` gives way; a known result never changes. Throws `StoreUnavailable`.
 */
export async function settleSendAttempt(knex: Knex, settlement: SendSettlement): Promise<void> {
  const { message, recipient, result, detail, deferred, settledAt } = settlement;
  await fromStore(
    knex('send_attempts')
      .where({ message, recipient })
      .where((attempt) => {
        void attempt.whereNull('result');
        if (result !== 'unknown') void attempt.orWhere('result', 'unknown');
      })
      .update({
        result,
        detail: deferred ? `${deferredMark}${detail ?? ''}` : detail,
        settled_at: settledAt,
      }),
  );
}
