import type { Knex } from 'knex';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

/** What proves the bytes of a file: SHA-256 of salt and bytes is its hash. Salt and name are null once erased. */
export type FileProof = Pick<
  FileRow,
  'id' | 'name' | 'media_type' | 'size' | 'quarantined' | 'hash' | 'salt' | 'stored_at' | 'erased_at'
>;

export async function listFileProofs(knex: Knex, ids: readonly string[]): Promise<FileProof[]> {
  if (ids.length === 0) return [];
  return fromStore(
    knex<FileRow>('files')
      .whereIn('id', [...ids])
      .orderBy('id')
      .select('id', 'name', 'media_type', 'size', 'quarantined', 'hash', 'salt', 'stored_at', 'erased_at'),
  );
}
