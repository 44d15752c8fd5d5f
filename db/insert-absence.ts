import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { AbsenceRow } from './rows';

/** Throws `RecordConflict`: `record_unknown` (the person), `invalid_request` (no length). */
export async function insertAbsence(knex: Knex, absence: Omit<AbsenceRow, 'id' | 'cancelled_at'>): Promise<AbsenceRow> {
  return insertRecord<AbsenceRow>(knex, 'absences', { ...absence });
}
