import type { Knex } from 'knex';
import type { CheckpointRow } from './rows';
import { fromStore } from './transaction';

/** Keeps a copy of a checkpoint; one that is there already stays. */
export async function insertCheckpoint(knex: Knex, row: CheckpointRow): Promise<void> {
  await fromStore(knex('audit_checkpoints').insert(row).onConflict().ignore());
}
