import type { Knex } from 'knex';
import { readPage, type Page, type PageRequest } from './page';
import type { PersonRow } from './rows';

export interface PersonFilter {
  team?: string;
  role?: string;
  active?: boolean;
}

/** People by id, with names and addresses: for screens and mail, not for decisions. */
export async function listPeople(knex: Knex, filter: PersonFilter, page: PageRequest): Promise<Page<PersonRow>> {
  const { team, role, active } = filter;
  const query = knex<PersonRow>('people').select('*');
  if (team !== undefined) void query.whereRaw('? = any (teams)', [team]);
  if (role !== undefined) void query.whereRaw('? = any (roles)', [role]);
  if (active !== undefined) void query.where({ active });
  return readPage(query, { list: 'people', columns: [{ name: 'id', kind: 'text' }], direction: 'asc' }, page);
}
