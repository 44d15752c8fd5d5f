import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { LegalEntityRow } from './rows';

/** Throws `RecordConflict`: `already_exists` (id). */
export async function insertLegalEntity(knex: Knex, entity: LegalEntityRow): Promise<LegalEntityRow> {
  return insertRecord<LegalEntityRow>(knex, 'legal_entities', { ...entity });
}
