import type { Knex } from 'knex';
import type { ContactRow } from './rows';
import { fromStore } from './transaction';

/** The contact with this address, in any case. An address belongs to one contact at most. */
export async function findContactByEmail(knex: Knex, email: string): Promise<ContactRow | null> {
  return (await fromStore(knex<ContactRow>('contacts').whereRaw('lower(email) = lower(?)', [email]).first())) ?? null;
}
