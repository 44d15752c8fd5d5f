import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import { fromStore } from './transaction';

/** Whether mails to this customer may tell that they were opened. Throws `StoreUnavailable`. */
export async function setOpenTracking(knex: Knex, customer: CustomerId, enabled: boolean): Promise<void> {
  await fromStore(knex('customers').where({ id: customer }).update({ open_tracking: enabled }));
}
