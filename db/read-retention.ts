import type { Knex } from 'knex';
import { retentionCategories, type RetentionCategory } from '../contracts/vocabulary';
import type { RetentionPeriodRow } from './rows';
import { fromStore } from './transaction';

/** All that were ever set, the newest first. */
export async function listRetentionPeriods(knex: Knex): Promise<RetentionPeriodRow[]> {
  return fromStore(knex<RetentionPeriodRow>('retention_periods').orderBy('number', 'desc').select('*'));
}

/** The period in force of each category; missing where nothing was ever set. */
export async function readRetention(knex: Knex): Promise<Partial<Record<RetentionCategory, RetentionPeriodRow>>> {
  const rows = await listRetentionPeriods(knex);
  return Object.fromEntries(
    retentionCategories.flatMap((category) => {
      const newest = rows.find((row) => row.category === category);
      return newest ? [[category, newest]] : [];
    }),
  );
}
