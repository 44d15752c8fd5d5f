import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { DirectoryChangeRow } from './rows';

/** Who a record belonged to before a merge. */
export interface MergedRecord {
  record: PersonId;
  before: PersonId;
}

/** The last merge of a record that has not been taken back, with every record that it moved; null when there is none. */
export async function findMerge(
  transaction: Knex.Transaction,
  person: PersonId,
): Promise<{ merge: string; records: MergedRecord[] } | null> {
  const last = await transaction<DirectoryChangeRow>('directory_changes as merged')
    .where({ person, kind: 'merged' })
    .whereNotExists(
      transaction('directory_changes as taken_back')
        .where('taken_back.kind', 'unmerged')
        .whereRaw('taken_back.merge = merged.merge'),
    )
    .orderBy([
      { column: 'occurred_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .first('merge');
  if (!last?.merge) return null;
  const rows = await transaction<DirectoryChangeRow>('directory_changes')
    .where({ merge: last.merge, kind: 'merged' })
    .orderBy('person')
    .select('person', 'before');
  return {
    merge: last.merge,
    records: rows.map(({ person: record, before }) => ({ record, before: before?.['person'] as PersonId })),
  };
}
