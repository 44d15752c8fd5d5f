import type { Knex } from 'knex';
import type { CustomerId, InvoiceId, LocalDate } from '../contracts/ids';
import { fromStore } from './transaction';

/**
 * What became of each invoice, in minor units of its currency: original = open + credited + paid + writtenOff, where
 * `paid` is net of reversals. Those that exist, in the order asked for.
 */
export async function readInvoiceBalances(
  knex: Knex,
  invoices: readonly InvoiceId[],
): Promise<
  {
    invoice: InvoiceId;
    customer: CustomerId;
    legalEntity: string;
    dueOn: LocalDate;
    currency: string;
    original: number;
    open: number;
    credited: number;
    paid: number;
    writtenOff: number;
  }[]
> {
  const { rows } = await fromStore(
    knex.raw<{ rows: Awaited<ReturnType<typeof readInvoiceBalances>> }>(
      `select i.id as invoice, i.customer, i.legal_entity as "legalEntity", i.due_on as "dueOn", i.currency,
              i.original, i.open, settled.credited, settled.paid, settled.written_off as "writtenOff"
         from unnest(?::text[]) with ordinality asked (id, place)
         join invoices i on i.id = asked.id
        cross join lateral (
          select coalesce(sum(l.credit) filter (where p.kind = 'credit_note'), 0)::bigint as credited,
                 coalesce(sum(l.credit - l.debit) filter (where l.payment is not null), 0)::bigint as paid,
                 coalesce(sum(l.credit) filter (where p.kind = 'write_off'), 0)::bigint as written_off
            from posting_lines l join postings p on p.key = l.posting
           where l.invoice = i.id and l.account = 'receivable'
        ) settled
        order by asked.place`,
      [[...invoices]],
    ),
  );
  return rows;
}
