import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import type { RetentionCategory } from '../contracts/vocabulary';
import type { RetentionPeriodRow } from './rows';
import { fromStore } from './transaction';

/** Writes down a period; the newest of a category counts, and the earlier ones stay to be read. */
export async function insertRetentionPeriod(
  knex: Knex,
  period: { category: RetentionCategory; days: number | null; reason: string; by: PersonId; at: Instant },
): Promise<RetentionPeriodRow> {
  const { category, days, reason, by, at } = period;
  const [row] = await fromStore(
    knex<RetentionPeriodRow>('retention_periods')
      .insert({ category, days, reason, set_by: by, set_at: at })
      .returning('*'),
  );
  return row as RetentionPeriodRow;
}
