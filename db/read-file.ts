import type { Knex } from 'knex';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

/** A file with its bytes; null when there is none, or it was erased. */
export async function readFile(
  knex: Knex,
  id: string,
): Promise<(Pick<FileRow, 'id' | 'name' | 'media_type' | 'quarantined'> & { content: Buffer }) | null> {
  const row = await fromStore(
    knex<FileRow>('files').where({ id }).first('id', 'name', 'media_type', 'quarantined', 'content'),
  );
  return row?.content ? { ...row, content: row.content } : null;
}
