import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** Number of the newest checkpoint of a file that the database has a copy of; 0 for none. */
export async function findLastCheckpoint(knex: Knex, file: string): Promise<number> {
  const row = await fromStore(
    knex('audit_checkpoints').where({ file }).orderBy('number', 'desc').first<{ number: number } | undefined>('number'),
  );
  return row?.number ?? 0;
}
