import type { Knex } from 'knex';
import type { TextRow } from './rows';
import { fromStore } from './transaction';

/** Contents by id; null for one that was erased, missing for one that never was. */
export async function readTexts(knex: Knex, ids: readonly string[]): Promise<Record<string, string | null>> {
  if (ids.length === 0) return {};
  const rows = await fromStore(knex<TextRow>('texts').whereIn('id', ids).select('id', 'content'));
  return Object.fromEntries(rows.map(({ id, content }) => [id, content]));
}
