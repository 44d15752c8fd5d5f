import type { Knex } from 'knex';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

/** A file without its bytes. */
export type FileFacts = Pick<FileRow, 'id' | 'name' | 'media_type' | 'size' | 'quarantined'> & { erased: boolean };

export async function findFiles(knex: Knex, ids: readonly string[]): Promise<Record<string, FileFacts>> {
  if (ids.length === 0) return {};
  const rows = await fromStore(
    knex<FileRow>('files')
      .whereIn('id', [...ids])
      .select('id', 'name', 'media_type', 'size', 'quarantined', 'erased_at'),
  );
  return Object.fromEntries(
    rows.map(({ erased_at: erasedAt, ...file }) => [file.id, { ...file, erased: erasedAt !== null }]),
  );
}
