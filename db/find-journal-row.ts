import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { JournalRow } from './rows';
import { fromStore } from './transaction';

/** One row of a journal; fails when there is none. Throws `StoreUnavailable`. */
export async function findJournalRow(knex: Knex, owner: Owner, sequence: number): Promise<JournalRow> {
  const row = await fromStore(knex<JournalRow>('journal').where({ owner, sequence }).first());
  if (!row) throw new Error(`the journal of ${owner} has no row ${sequence}`);
  return row;
}
