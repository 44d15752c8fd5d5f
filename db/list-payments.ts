import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { PaymentRow } from './rows';

export interface PaymentFilter {
  customer?: CustomerId;
  legalEntity?: string;
  /** Only those with something unapplied, or only those applied in full. */
  unapplied?: boolean;
}

/** Payments by when they came in, the latest first. New ones are made by the ledger. */
export async function listPayments(knex: Knex, filter: PaymentFilter, page: PageRequest): Promise<Page<PaymentRow>> {
  const { customer, legalEntity, unapplied } = filter;
  const query = knex<PaymentRow>('payments').select('*');
  if (customer !== undefined) void query.where({ customer });
  if (legalEntity !== undefined) void query.where('legal_entity', legalEntity);
  if (unapplied !== undefined) void query.where('unapplied', unapplied ? '>' : '=', 0);
  return readPage(
    query,
    {
      list: 'payments',
      columns: [
        { name: 'received_at', kind: 'instant' },
        { name: 'id', kind: 'text' },
      ],
      direction: 'desc',
    },
    page,
  );
}
