import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { DirectoryChangeRow } from './rows';

/** What happened to a person record, the latest first. */
export async function listDirectoryChanges(
  knex: Knex,
  person: PersonId,
  page: PageRequest,
): Promise<Page<DirectoryChangeRow>> {
  const query = knex<DirectoryChangeRow>('directory_changes').select('*').where({ person });
  const columns = [
    { name: 'occurred_at', kind: 'instant' as const },
    { name: 'id', kind: 'text' as const },
  ];
  return readPage(query, { list: 'directory changes', columns, direction: 'desc' }, page);
}
