import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import type { CustomerRow } from './rows';
import { fromStore } from './transaction';

export async function findCustomer(knex: Knex, id: CustomerId): Promise<CustomerRow | null> {
  return (await fromStore(knex<CustomerRow>('customers').where({ id }).first())) ?? null;
}
