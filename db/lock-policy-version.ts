import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** Until the transaction ends nobody else writes, rejects or publishes this version. */
export async function lockPolicyVersion(transaction: Knex, version: string): Promise<void> {
  await fromStore(transaction.raw(`select pg_advisory_xact_lock(hashtextextended('policy:' || ?, 0))`, [version]));
}
