import type { Knex } from 'knex';
import {
  followUpOwner,
  type CustomerId,
  type Instant,
  type InvoiceId,
  type LocalDate,
  type Owner,
} from '../contracts/ids';
import type { Amount } from '../contracts/inquiry';
import type { Actor, Command } from '../contracts/messages';
import { insertSignalDispatch } from '../db/insert-dispatch';
import { listLinkedCases } from '../db/list-linked-cases';
import type { DispatchRow } from '../db/rows';

/** The customer's follow-up has a new invoice to watch. Written in the transaction that issues it. */
export function tellTrack(
  transaction: Knex.Transaction,
  customer: CustomerId,
  data: { invoice: InvoiceId; dueDate: LocalDate; legalEntity: string },
  actor: Actor,
  at: Instant,
): Promise<DispatchRow> {
  return tell(transaction, followUpOwner(customer), `track:${data.invoice}`, 'track', data, actor, at);
}

/**
 * A payment is recorded: the payer's follow-up, those of the customers whose invoices it settles, and every running case
 * that is linked to one of these invoices hear of it. Written in the transaction that records it.
 */
export async function tellPayment(
  transaction: Knex.Transaction,
  payment: { id: string; customer: CustomerId | null; amount: Amount },
  settles: { invoice: InvoiceId; customer: CustomerId }[],
  actor: Actor,
  at: Instant,
): Promise<DispatchRow[]> {
  const customers = new Set([payment.customer, ...settles.map(({ customer }) => customer)].filter((id) => id !== null));
  const cases = await listLinkedCases(
    transaction,
    'invoice',
    settles.map(({ invoice }) => invoice),
    { running: true },
  );
  const dispatches: DispatchRow[] = [];
  for (const owner of [...[...customers].map(followUpOwner), ...cases]) {
    const theirs = owner.startsWith('follow-up:')
      ? settles.filter(({ customer }) => followUpOwner(customer) === owner)
      : settles;
    const data = { payment: payment.id, invoices: theirs.map(({ invoice }) => invoice), amount: payment.amount };
    dispatches.push(await tell(transaction, owner, `payment:${payment.id}`, 'recordPayment', data, actor, at));
  }
  return dispatches;
}

function tell(
  transaction: Knex.Transaction,
  owner: Owner,
  id: string,
  type: string,
  data: unknown,
  actor: Actor,
  at: Instant,
): Promise<DispatchRow> {
  const command: Command = { id, type, actor, data };
  return insertSignalDispatch(transaction, owner, { name: type, command }, at);
}
