import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { AgreementRow } from './rows';

export interface AgreementFilter {
  customer?: CustomerId;
  kind?: string;
}

/** Agreements by id. */
export async function listAgreements(
  knex: Knex,
  filter: AgreementFilter,
  page: PageRequest,
): Promise<Page<AgreementRow>> {
  const { customer, kind } = filter;
  const query = knex<AgreementRow>('agreements').select('*');
  if (customer !== undefined) void query.where({ customer });
  if (kind !== undefined) void query.where({ kind });
  return readPage(query, { list: 'agreements', columns: [{ name: 'id', kind: 'text' }], direction: 'asc' }, page);
}
