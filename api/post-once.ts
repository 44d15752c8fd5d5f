import { LedgerRefusal } from '../adapters/ledger/port';
import { Problem } from './problem';

/** The posting's key is made of the record's id: used for other content, it says that the id is taken. */
export async function postOnce<T>(post: () => Promise<T>): Promise<T> {
  try {
    return await post();
  } catch (error) {
    if (error instanceof LedgerRefusal && error.code === 'idempotency_key_reused') throw new Problem('already_exists');
    throw error;
  }
}
