import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { PersonRow } from './rows';

/**
 * `person` is the human being behind the login: the own id when left out. Conflicting duties are the caller's to refuse,
 * by the newest policy. Throws `RecordConflict`: `already_exists` (id, address), `record_unknown` (person).
 */
export async function insertPerson(
  knex: Knex,
  person: Pick<PersonRow, 'id' | 'name' | 'email'> & Partial<PersonRow>,
): Promise<PersonRow> {
  const { limits = {}, ...rest } = person;
  return insertRecord<PersonRow>(knex, 'people', { person: person.id, ...rest, limits: JSON.stringify(limits) });
}
