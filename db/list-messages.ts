import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { MessageRow } from './rows';
import { fromStore } from './transaction';

/** Every message in and out of a case or follow-up, in the order of its journal, with those of cases merged into it. */
export async function listMessages(knex: Knex, owner: Owner, merged: readonly Owner[] = []): Promise<MessageRow[]> {
  const query = knex<MessageRow>('messages').whereIn('owner', [owner, ...merged]);
  // Journals have no sequence in common: what was said on several cases stands in the order of time.
  if (merged.length > 0) void query.orderBy(['created_at', 'owner']);
  return fromStore(query.orderBy(['sequence', 'id']).select('*'));
}
