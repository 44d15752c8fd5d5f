import type { Knex } from 'knex';
import type { TextRow } from './rows';
import { fromStore } from './transaction';

/** A text with the salt that its hash was made with; both null once erased. */
export type TextProof = Pick<TextRow, 'content' | 'salt'>;

/** By id, so that a reader can check the words against the hash that the journal holds. */
export async function readTextProofs(knex: Knex, ids: readonly string[]): Promise<Record<string, TextProof>> {
  if (ids.length === 0) return {};
  const rows = await fromStore(knex<TextRow>('texts').whereIn('id', ids).select('id', 'content', 'salt'));
  return Object.fromEntries(rows.map(({ id, content, salt }) => [id, { content, salt }]));
}
