import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import type { ContactRow } from './rows';
import { fromStore } from './transaction';

/** All contacts of a customer: the proved ones first, then the oldest. */
export async function listContacts(knex: Knex, customer: CustomerId): Promise<ContactRow[]> {
  return fromStore(
    knex<ContactRow>('contacts')
      .where({ customer })
      .orderBy([{ column: 'verified', order: 'desc' }, 'created_at', 'id'])
      .select('*'),
  );
}
