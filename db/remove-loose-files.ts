import type { Knex } from 'knex';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

/** Removes those of the files that no case has taken: they were kept for something that did not happen. */
export async function removeLooseFiles(knex: Knex, ids: readonly string[]): Promise<void> {
  await fromStore(knex<FileRow>('files').whereIn('id', ids).whereNull('owner').delete());
}
