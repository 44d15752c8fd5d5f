import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { AgreementRow } from './rows';

/** Throws `RecordConflict`: `already_exists` (id), `record_unknown` (customer). */
export async function insertAgreement(knex: Knex, agreement: AgreementRow): Promise<AgreementRow> {
  return insertRecord<AgreementRow>(knex, 'agreements', { ...agreement });
}
