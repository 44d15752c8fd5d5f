import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { AbsenceRow } from './rows';
import { fromStore } from './transaction';

/** Ends an absence now; one that has not begun never does. Null when it was cancelled or over before. */
export async function cancelAbsence(knex: Knex, id: string, at: Instant): Promise<AbsenceRow | null> {
  const [row] = await fromStore(
    knex<AbsenceRow>('absences')
      .where({ id })
      .whereNull('cancelled_at')
      .where('ends_at', '>', at)
      .update({ cancelled_at: at, ends_at: knex.raw('greatest(starts_at, ?::timestamptz)', [at]) })
      .returning('*'),
  );
  return row ?? null;
}
