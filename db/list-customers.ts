import type { Knex } from 'knex';
import { readPage, type Page, type PageRequest } from './page';
import type { CustomerRow } from './rows';

export interface CustomerFilter {
  legalEntity?: string;
  parent?: string;
  status?: string;
  /** Part of the name or the whole id, in any case. */
  text?: string;
}

/** Customers by id. */
export async function listCustomers(knex: Knex, filter: CustomerFilter, page: PageRequest): Promise<Page<CustomerRow>> {
  const { legalEntity, parent, status, text } = filter;
  const query = knex<CustomerRow>('customers').select('*');
  if (legalEntity !== undefined) void query.where('legal_entity', legalEntity);
  if (parent !== undefined) void query.where({ parent });
  if (status !== undefined) void query.where({ status });
  if (text !== undefined) {
    void query.whereRaw('(strpos(lower(name), lower(?)) > 0 or lower(id) = lower(?))', [text, text]);
  }
  return readPage(query, { list: 'customers', columns: [{ name: 'id', kind: 'text' }], direction: 'asc' }, page);
}
