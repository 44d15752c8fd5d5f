import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { JournalRow } from './rows';
import { fromStore } from './transaction';

/** A row of one of several journals. */
export interface Position {
  owner: Owner;
  sequence: number;
}

/** Rows of several journals as one story, in the order in which they happened, after one of them; of some types only. */
export async function readMergedTimeline(
  knex: Knex,
  owners: readonly Owner[],
  { after, limit, types }: { after: Position | null; limit: number; types?: readonly string[] },
): Promise<JournalRow[]> {
  const query = knex<JournalRow>('journal').whereIn('owner', owners);
  if (after) {
    void query.whereRaw(
      `(occurred_at, owner, sequence) > (select occurred_at, owner, sequence from journal where owner = ? and sequence = ?)`,
      [after.owner, after.sequence],
    );
  }
  if (types) void query.whereIn('type', types);
  return fromStore(query.orderBy(['occurred_at', 'owner', 'sequence']).limit(limit).select('*'));
}
