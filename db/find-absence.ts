import type { Knex } from 'knex';
import type { AbsenceRow } from './rows';
import { fromStore } from './transaction';

export async function findAbsence(knex: Knex, id: string): Promise<AbsenceRow | null> {
  return (await fromStore(knex<AbsenceRow>('absences').where({ id }).first())) ?? null;
}
