import type { Knex } from 'knex';
import type { RequestRow } from './rows';
import { fromStore } from './transaction';

/** Whether a request that is done once (`answerOnce`) has been done. Throws `StoreUnavailable`. */
export async function wasRequested(knex: Knex, { scope, key }: { scope: string; key: string }): Promise<boolean> {
  return (await fromStore(knex<RequestRow>('requests').where({ scope, key }).first('key'))) !== undefined;
}
