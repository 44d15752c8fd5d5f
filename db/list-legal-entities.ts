import type { Knex } from 'knex';
import type { LegalEntityRow } from './rows';
import { fromStore } from './transaction';

/** All of them, by id: there are few. */
export async function listLegalEntities(knex: Knex): Promise<LegalEntityRow[]> {
  return fromStore(knex<LegalEntityRow>('legal_entities').orderBy('id').select('*'));
}
