import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { PersonRow } from './rows';
import { fromStore } from './transaction';

/** Every other record of the same human being. */
export async function findAliases(knex: Knex, { id, person }: Pick<PersonRow, 'id' | 'person'>): Promise<PersonId[]> {
  return fromStore(knex<PersonRow>('people').where({ person }).whereNot({ id }).orderBy('id').pluck('id'));
}
