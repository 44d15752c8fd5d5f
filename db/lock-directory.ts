import type { Knex } from 'knex';
import type { Directory } from '../domain/directory';
import { loadDirectory } from './load-directory';

/**
 * The directory as it is now, and stays until the transaction ends: changes are made one after the other, so that two at
 * once cannot together bring about what each alone would not.
 */
export async function lockDirectory(transaction: Knex.Transaction): Promise<Directory> {
  await transaction.raw(`select pg_advisory_xact_lock(hashtextextended('directory', 0))`);
  return loadDirectory(transaction);
}
