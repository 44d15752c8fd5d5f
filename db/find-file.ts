import type { Knex } from 'knex';
import type { FileRow } from './rows';
import { fromStore } from './transaction';

/** The file with its bytes, which are null once erased. */
export async function findFile(knex: Knex, id: string): Promise<FileRow | null> {
  return (await fromStore(knex<FileRow>('files').where({ id }).first())) ?? null;
}
