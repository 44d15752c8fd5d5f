import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { InvoiceRow } from './rows';

export interface InvoiceFilter {
  customer?: CustomerId;
  legalEntity?: string;
  /** Only those with something open, or only settled ones. */
  open?: boolean;
}

/** Invoices by due date, the earliest first. New ones are made by the ledger. */
export async function listInvoices(knex: Knex, filter: InvoiceFilter, page: PageRequest): Promise<Page<InvoiceRow>> {
  const { customer, legalEntity, open } = filter;
  const query = knex<InvoiceRow>('invoices').select('*');
  if (customer !== undefined) void query.where({ customer });
  if (legalEntity !== undefined) void query.where('legal_entity', legalEntity);
  if (open !== undefined) void query.where('open', open ? '>' : '=', 0);
  return readPage(
    query,
    {
      list: 'invoices',
      columns: [
        { name: 'due_on', kind: 'date' },
        { name: 'id', kind: 'text' },
      ],
      direction: 'asc',
    },
    page,
  );
}
