import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { PersonRow } from './rows';
import { fromStore } from './transaction';

/** Those that exist, by id, with names and addresses. */
export async function findPeople(knex: Knex, ids: readonly PersonId[]): Promise<Record<PersonId, PersonRow>> {
  if (ids.length === 0) return {};
  const rows = await fromStore(knex<PersonRow>('people').whereIn('id', ids).select('*'));
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}
