import type { Knex } from 'knex';
import { newWebhookSecret, sealSecret } from '../adapters/webhooks/sealed-secret';
import type { Instant } from '../contracts/ids';
import { answerOnce, type OnceRequest } from '../db/answer-once';
import { addElapsed, dayInMilliseconds } from '../domain/instant';
import type { ApiDependencies } from './dependencies';

/** How long the secret before the present one stays valid. */
const secretOverlap = dayInMilliseconds;

/** What becomes of the row that holds the secret, in the transaction that is handed over. */
export interface SecretChange {
  secret: Buffer;
  previous_secret: Buffer;
  previous_until: Instant;
  changed_at: Instant;
}

/**
 * Gives an endpoint or source a new secret, and lets the present one stay valid for a day. The new one is shown once: a
 * repetition under the same key changes nothing and shows none.
 */
export async function rotateWebhookSecret(
  { knex, secretKey }: Pick<ApiDependencies, 'knex' | 'secretKey'>,
  present: Buffer,
  request: OnceRequest,
  change: (transaction: Knex.Transaction, change: SecretChange) => Promise<unknown>,
) {
  const secret = newWebhookSecret();
  const { made, repeated } = await answerOnce(knex, request, async (transaction) => {
    const until = addElapsed(request.at, secretOverlap);
    await change(transaction, {
      secret: sealSecret(secretKey, secret),
      previous_secret: present,
      previous_until: until,
      changed_at: request.at,
    });
    return { until };
  });
  return {
    status: repeated ? 200 : 201,
    headers: { 'Cache-Control': 'no-store' },
    body: { secret: repeated ? null : secret, previous_valid_until: made.until },
  };
}
