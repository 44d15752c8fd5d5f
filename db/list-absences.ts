import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { AbsenceRow } from './rows';

export interface AbsenceFilter {
  person?: PersonId;
  /** Only those that are not over at this instant. */
  notOverAt?: Instant;
}

/** The latest first. */
export async function listAbsences(knex: Knex, filter: AbsenceFilter, page: PageRequest): Promise<Page<AbsenceRow>> {
  const { person, notOverAt } = filter;
  const query = knex<AbsenceRow>('absences').select('*');
  if (person !== undefined) void query.where({ person });
  if (notOverAt !== undefined) void query.where('ends_at', '>', notOverAt);
  const columns = [
    { name: 'starts_at', kind: 'instant' as const },
    { name: 'id', kind: 'text' as const },
  ];
  return readPage(query, { list: 'absences', columns, direction: 'desc' }, page);
}
