import type { Knex } from 'knex';
import type { PaymentId } from '../contracts/ids';
import type { PaymentRow } from './rows';
import { fromStore } from './transaction';

/** Those that exist, by id. */
export async function findPayments(knex: Knex, ids: readonly PaymentId[]): Promise<Record<PaymentId, PaymentRow>> {
  if (ids.length === 0) return {};
  const rows = await fromStore(knex<PaymentRow>('payments').whereIn('id', ids).select('*'));
  return Object.fromEntries(rows.map((row) => [row.id, row]));
}
