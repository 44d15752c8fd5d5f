import type { Knex } from 'knex';
import type { FileReference } from '../contracts/inquiry';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

export type LoadedAttachment = Pick<FileRow, 'id' | 'name' | 'media_type' | 'content' | 'quarantined'>;

/** The files in the order in which they are named; one that is not what was named, by its hash, is left out. */
export async function loadAttachments(knex: Knex, files: readonly FileReference[]): Promise<LoadedAttachment[]> {
  if (files.length === 0) return [];
  const ids = files.map(({ id }) => id);
  const rows = await fromStore(
    knex<FileRow>('files').whereIn('id', ids).select('id', 'hash', 'name', 'media_type', 'content', 'quarantined'),
  );
  return files.flatMap(({ id, hash }) => rows.filter((row) => row.id === id && row.hash === hash));
}
