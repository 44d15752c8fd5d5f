import type { Knex } from 'knex';
import type { Amount } from '../contracts/inquiry';
import type { LocalDate, Owner, PaymentId } from '../contracts/ids';
import { fromStore } from './transaction';

/** Payments that a case is linked to, with the day (UTC) they were received, oldest first. Throws `StoreUnavailable`. */
export async function listLinkedPayments(
  knex: Knex,
  owner: Owner,
): Promise<{ payment: PaymentId; amount: Amount; receivedOn: LocalDate }[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { id: PaymentId; amount: number; currency: string; receivedOn: LocalDate }[] }>(
      `select p.id, p.amount, p.currency, to_char(p.received_at at time zone 'UTC', 'YYYY-MM-DD') as "receivedOn"
         from links l join payments p on p.id = l.id
        where l.owner = ? and l.kind = 'payment'
        order by p.received_at, p.id`,
      [owner],
    ),
  );
  return rows.map(({ id, amount, currency, receivedOn }) => ({
    payment: id,
    amount: { minor: amount, currency },
    receivedOn,
  }));
}
