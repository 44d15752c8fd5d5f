import type { Knex } from 'knex';
import { readPage, type Page, type PageRequest } from './page';
import type { ErasureRow, ErasureSubjectKind } from './rows';
import { fromStore } from './transaction';

/** The newest first; the ids sort by time. */
export async function listErasures(
  knex: Knex,
  filter: { kind?: ErasureSubjectKind; subject?: string },
  page: PageRequest,
): Promise<Page<ErasureRow>> {
  const query = knex<ErasureRow>('erasures').select('*');
  if (filter.kind !== undefined) void query.where({ subject_kind: filter.kind });
  if (filter.subject !== undefined) void query.where({ subject: filter.subject });
  const columns = [
    { name: 'erased_at', kind: 'instant' as const },
    { name: 'id', kind: 'text' as const },
  ];
  return readPage(query, { list: 'erasures', columns, direction: 'desc' }, page);
}

export async function findErasure(knex: Knex, id: string): Promise<ErasureRow | null> {
  return (await fromStore(knex<ErasureRow>('erasures').where({ id }).first())) ?? null;
}

/** Every erasure that removed one of these texts, the oldest first. */
export async function listErasuresOfTexts(knex: Knex, texts: readonly string[]): Promise<ErasureRow[]> {
  return fromStore(
    knex<ErasureRow>('erasures')
      .whereRaw('texts && ?::text[]', [[...texts]])
      .orderBy(['erased_at', 'id'])
      .select('*'),
  );
}
