import type { Knex } from 'knex';
import type { CustomerId, PaymentId } from '../contracts/ids';
import { fromStore } from './transaction';

/**
 * What became of a payment, in minor units of its currency: amount = allocated + unapplied + refunded + reversed. After a
 * reversal all of it is reversed. Null when there is no such payment.
 */
export async function readPaymentBalance(
  knex: Knex,
  payment: PaymentId,
): Promise<{
  payment: PaymentId;
  customer: CustomerId | null;
  legalEntity: string;
  currency: string;
  amount: number;
  unapplied: number;
  allocated: number;
  refunded: number;
  reversed: number;
} | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: NonNullable<Awaited<ReturnType<typeof readPaymentBalance>>>[] }>(
      `select m.id as payment, m.customer, m.legal_entity as "legalEntity", m.currency, m.amount, m.unapplied,
              coalesce(sum(l.credit - l.debit) filter (where l.account = 'receivable'), 0)::bigint as allocated,
              coalesce(sum(l.credit) filter (where l.account = 'bank' and p.kind = 'refund'), 0)::bigint as refunded,
              coalesce(sum(l.credit) filter (where l.account = 'bank' and p.kind = 'reversal'), 0)::bigint as reversed
         from payments m
         left join posting_lines l on l.payment = m.id
         left join postings p on p.key = l.posting
        where m.id = ?
        group by m.id`,
      [payment],
    ),
  );
  return rows[0] ?? null;
}
