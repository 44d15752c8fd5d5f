import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { ContactRow } from './rows';

/** Throws `RecordConflict`: `already_exists` (id, or the address in any case), `record_unknown` (customer). */
export async function insertContact(
  knex: Knex,
  contact: Pick<ContactRow, 'id' | 'customer' | 'email' | 'created_at'> & Partial<ContactRow>,
): Promise<ContactRow> {
  return insertRecord<ContactRow>(knex, 'contacts', contact);
}
