import type { Knex } from 'knex';
import type { InvoiceId } from '../contracts/ids';
import type { InvoiceRow } from './rows';
import { fromStore } from './transaction';

/** Those that exist, by id. */
export async function findInvoices(knex: Knex, ids: readonly InvoiceId[]): Promise<Record<InvoiceId, InvoiceRow>> {
  if (ids.length === 0) return {};
  const rows = await fromStore(knex<InvoiceRow>('invoices').whereIn('id', ids).select('*'));
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}
