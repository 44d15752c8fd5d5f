import type { Knex } from 'knex';
import type { PersonRow } from './rows';
import { fromStore } from './transaction';

/** Everyone who looks after the desk itself, each human being once. */
export async function listAdmins(knex: Knex): Promise<PersonRow[]> {
  return fromStore(
    knex<PersonRow>('people')
      .where({ active: true })
      .whereRaw('person = id')
      .whereRaw(`'admin' = any(roles)`)
      .orderBy('id')
      .select('*'),
  );
}
