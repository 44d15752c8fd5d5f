import type { Knex } from 'knex';
import { inTransaction } from './transaction';

/** Key under which all workers of a desk take turns ("audi" in ASCII). */
const turnKey = 0x61756469;

/**
 * Runs `work` unless another worker of this desk is at it; returns null then. The turn ends with the transaction, also when
 * the process dies.
 */
export const withCheckpointTurn = <T>(
  knex: Knex,
  work: (transaction: Knex.Transaction) => Promise<T>,
): Promise<T | null> =>
  inTransaction(knex, async (transaction) => {
    const { rows } = await transaction.raw<{ rows: { mine: boolean }[] }>(
      'select pg_try_advisory_xact_lock(?) as mine',
      [turnKey],
    );
    return rows[0]?.mine ? work(transaction) : null;
  });
