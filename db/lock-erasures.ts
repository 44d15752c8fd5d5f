import type { Knex } from 'knex';

/** Erasures and legal holds come one after the other: a hold that stands when an erasure plans is one that it respects. */
export async function lockErasures(transaction: Knex.Transaction): Promise<void> {
  await transaction.raw(`select pg_advisory_xact_lock(hashtextextended('erasures and legal holds', 0))`);
}
