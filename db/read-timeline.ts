import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { JournalRow } from './rows';
import { fromStore } from './transaction';

/** Rows of one journal in order, after a sequence; of some types only, when they are named, and up to a sequence. */
export async function readTimeline(
  knex: Knex,
  owner: Owner,
  { after, limit, types, upTo }: { after: number; limit: number; types?: readonly string[]; upTo?: number },
): Promise<JournalRow[]> {
  const query = knex<JournalRow>('journal').where({ owner }).andWhere('sequence', '>', after);
  if (upTo !== undefined) void query.andWhere('sequence', '<=', upTo);
  if (types) void query.whereIn('type', types);
  return fromStore(query.orderBy('sequence').limit(limit).select('*'));
}
