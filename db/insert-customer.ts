import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { CustomerRow } from './rows';

/** Throws `RecordConflict`: `already_exists` (id), `record_unknown` (parent, legal entity). */
export async function insertCustomer(
  knex: Knex,
  customer: Pick<CustomerRow, 'id' | 'name' | 'legal_entity' | 'zone'> & Partial<CustomerRow>,
): Promise<CustomerRow> {
  return insertRecord<CustomerRow>(knex, 'customers', customer);
}
