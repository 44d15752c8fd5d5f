import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import type { ContactRow } from './rows';
import { fromStore } from './transaction';

/** All contacts of a customer that were not erased: the proved ones first, then the oldest. */
export async function listContacts(knex: Knex, customer: CustomerId): Promise<ContactRow[]> {
  return fromStore(
    knex<ContactRow>('contacts')
      .where({ customer, erased_at: null })
      .orderBy([{ column: 'verified', order: 'desc' }, 'created_at', 'id'])
      .select('*'),
  );
}
