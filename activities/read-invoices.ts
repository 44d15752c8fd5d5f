import type { Knex } from 'knex';
import { findInvoices } from '../db/find-invoices';
import type { InvoiceRow } from '../db/rows';
import type { InvoiceFact } from '../domain/inquiry/context';

/** Invoices as a decision looks at them; those that do not exist are left out. */
export async function readInvoices(db: Knex, ids: string[]): Promise<Record<string, InvoiceFact>> {
  const rows = Object.values(await findInvoices(db, ids));
  return Object.fromEntries(rows.map((row) => [row.id, invoiceFact(row)]));
}

const invoiceFact = ({ customer, legal_entity, currency, original, open }: InvoiceRow): InvoiceFact => ({
  customer,
  legalEntity: legal_entity,
  original: { minor: original, currency },
  open: { minor: open, currency },
});
