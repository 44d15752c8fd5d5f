import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { FileReference } from '../contracts/inquiry';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

export interface SendableFile extends FileReference {
  /** Bytes. */
  size: number;
}

/**
 * Files that somebody may send along on a case, in the order given: of that case, or uploaded by that person and given to
 * nobody yet. Null when one is anything else, is quarantined or erased. Throws `StoreUnavailable`.
 */
export async function findSendableFiles(
  knex: Knex,
  ids: readonly string[],
  { owner, by }: { owner: Owner; by: { kind: string; id: string } },
): Promise<SendableFile[] | null> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const rows = await fromStore(
    knex<FileRow>('files')
      .whereIn('id', wanted)
      .whereIn('kind', ['upload', 'attachment'])
      .whereNull('quarantined')
      .whereNull('erased_at')
      .whereRaw(`(owner = ? or owner is null and uploaded_by ->> 'kind' = ? and uploaded_by ->> 'id' = ?)`, [
        owner,
        by.kind,
        by.id,
      ])
      .select('id', 'hash', 'size'),
  );
  if (rows.length < wanted.length) return null;
  return wanted.flatMap((id) => rows.filter((row) => row.id === id).map(({ hash, size }) => ({ id, hash, size })));
}
