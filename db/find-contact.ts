import type { Knex } from 'knex';
import type { ContactRow } from './rows';
import { fromStore } from './transaction';

export async function findContact(knex: Knex, id: string): Promise<ContactRow | null> {
  return (await fromStore(knex<ContactRow>('contacts').where({ id }).first())) ?? null;
}
