import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import type { JournalRow } from './rows';
import { fromStore } from './transaction';

/** The rows of a journal, oldest first: all of them, or those before the first one that came after an instant. */
export async function readJournalUntil(knex: Knex, owner: Owner, at?: Instant): Promise<JournalRow[]> {
  const query = knex<JournalRow>('journal').where({ owner });
  if (at !== undefined) {
    void query.whereRaw(
      `sequence < coalesce((select min(later.sequence) from journal later where later.owner = ? and later.occurred_at > ?), 2147483647)`,
      [owner, at],
    );
  }
  return fromStore(query.orderBy('sequence').select('*'));
}
