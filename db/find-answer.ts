import type { Knex } from 'knex';
import { RequestKeyReused, type OnceRequest } from './answer-once';
import type { RequestRow } from './rows';
import { fromStore } from './transaction';

/** What a request of this key was answered with (`answerOnce`), or null. Throws `RequestKeyReused`, `StoreUnavailable`. */
export async function findAnswer<Answer extends object>(
  knex: Knex,
  { scope, key, digest }: Pick<OnceRequest, 'scope' | 'digest'> & { key: string },
): Promise<Answer | null> {
  const earlier = await fromStore(knex<RequestRow>('requests').where({ scope, key }).first('digest', 'response'));
  if (!earlier) return null;
  if (earlier.digest !== digest) throw new RequestKeyReused('the key was used for another request');
  return earlier.response as Answer;
}
