import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { FileReference } from '../contracts/inquiry';
import type { FileRow } from './rows';
import { newSalt } from './store-texts';
import { fromStore } from './transaction';

export type NewFile = Pick<FileRow, 'kind' | 'media_type' | 'stored_at'> & { content: Buffer } & Partial<
    Pick<
      FileRow,
      | 'owner'
      | 'message'
      | 'name'
      | 'declared_type'
      | 'inline'
      | 'content_id'
      | 'quarantined'
      | 'customer'
      | 'uploaded_by'
    >
  >;

/** SHA-256 of salt and bytes, as the database checks it. The salt goes with the bytes when they are erased. */
export const hashFile = (salt: string, content: Buffer): string =>
  createHash('sha256').update(salt).update(content).digest('hex');

/** Stores bytes and returns what a journal may name them by. */
export async function storeFile(knex: Knex, file: NewFile): Promise<FileReference> {
  const salt = newSalt();
  const row = {
    ...file,
    ...(file.uploaded_by && { uploaded_by: JSON.stringify(file.uploaded_by) }),
    size: file.content.length,
    salt,
    hash: hashFile(salt, file.content),
  };
  const [stored] = await fromStore(knex('files').insert(row).returning<{ id: string; hash: string }[]>(['id', 'hash']));
  if (stored === undefined) throw new Error('the file was not stored');
  return stored;
}
