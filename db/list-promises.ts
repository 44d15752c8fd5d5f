import type { Knex } from 'knex';
import type { CustomerId, InvoiceId } from '../contracts/ids';
import type { PromiseRow } from './rows';
import { fromStore } from './transaction';

/** Promises to pay, the newest first; two hundred at most. */
export async function listPromises(
  knex: Knex,
  { customer, invoice }: { customer?: CustomerId | undefined; invoice?: InvoiceId | undefined },
): Promise<PromiseRow[]> {
  const query = knex<PromiseRow>('promises').select('*');
  if (customer !== undefined) void query.where({ customer });
  if (invoice !== undefined) void query.where({ invoice });
  return fromStore(query.orderBy([{ column: 'made_at', order: 'desc' }, 'id']).limit(200));
}

export async function findPromise(knex: Knex, id: string): Promise<PromiseRow | null> {
  return (await fromStore(knex<PromiseRow>('promises').where({ id }).first())) ?? null;
}
