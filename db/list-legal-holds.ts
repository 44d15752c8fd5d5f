import type { Knex } from 'knex';
import { readPage, type Page, type PageRequest } from './page';
import type { HoldSubject } from './place-legal-hold';
import type { LegalHoldRow } from './rows';
import { fromStore } from './transaction';

export async function findLegalHold(knex: Knex, id: string): Promise<LegalHoldRow | null> {
  return (await fromStore(knex<LegalHoldRow>('legal_holds').where({ id }).first())) ?? null;
}

/** The newest first; those that stand only, or all. */
export async function listLegalHolds(
  knex: Knex,
  { standing, kind, subject }: { standing?: boolean; kind?: HoldSubject['kind']; subject?: string },
  page: PageRequest,
): Promise<Page<LegalHoldRow>> {
  const query = knex<LegalHoldRow>('legal_holds').select('*');
  if (standing === true) void query.whereNull('released_at');
  if (standing === false) void query.whereNotNull('released_at');
  if (kind !== undefined) void query.where({ subject_kind: kind });
  if (subject !== undefined) void query.where({ subject });
  const columns = [
    { name: 'placed_at', kind: 'instant' as const },
    { name: 'id', kind: 'text' as const },
  ];
  return readPage(query, { list: 'legal-holds', columns, direction: 'desc' }, page);
}
