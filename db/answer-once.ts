import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { RequestRow } from './rows';
import { inTransaction } from './transaction';

/** What a request made, without anything personal: enough to find it again when the request is repeated. */
export interface Made {
  id: string;
}

export interface OnceRequest {
  scope: string;
  key: string | null;
  digest: string;
  at: Instant;
}

/** The key was used for another request. */
export class RequestKeyReused extends Error {
  override readonly name = 'RequestKeyReused';
  readonly code = 'idempotency_key_reused';
}

/**
 * Does a piece of work at most once per scope and key, in one transaction with the note that it was done. A repetition
 * gets what the first one made. Without a key the work is simply done. Throws `RequestKeyReused`, and what `work` throws.
 */
export async function answerOnce<Answer extends object = Made>(
  knex: Knex,
  request: OnceRequest,
  work: (transaction: Knex.Transaction) => Promise<Answer>,
): Promise<{ made: Answer; repeated: boolean }> {
  const { scope, key, digest, at } = request;
  return inTransaction(knex, async (transaction) => {
    if (key === null) return { made: await work(transaction), repeated: false };
    // Rivals with the same key wait here for the first and then find its note.
    await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`request:${scope}:${key}`]);
    const earlier = await transaction<RequestRow>('requests').where({ scope, key }).first('digest', 'response');
    if (earlier) {
      if (earlier.digest !== digest) throw new RequestKeyReused('the key was used for another request');
      return { made: earlier.response as Answer, repeated: true };
    }
    const made = await work(transaction);
    await transaction('requests').insert({
      scope,
      key,
      digest,
      status: 201,
      response: JSON.stringify(made),
      created_at: at,
    });
    return { made, repeated: false };
  });
}
