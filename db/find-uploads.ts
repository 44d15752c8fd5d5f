import type { Knex } from 'knex';
import type { FileReference } from '../contracts/inquiry';
import type { Uploads } from './claim-uploads';
import { fromStore } from './transaction';

/** Uploads that wait for a message of whoever uploaded them, in the order given; null when one of them does not. */
export async function findUploads(knex: Knex, { ids, by }: Uploads): Promise<FileReference[] | null> {
  const found = await fromStore(
    knex('files')
      .whereIn('id', [...ids])
      .where({ kind: 'upload', owner: null, erased_at: null, quarantined: null })
      .whereRaw(`uploaded_by ->> 'kind' = ? and uploaded_by ->> 'id' = ?`, [by.kind, by.id])
      .select<FileReference[]>('id', 'hash'),
  );
  const references = ids.flatMap((id) => found.find((file) => file.id === id) ?? []);
  return references.length === ids.length ? references : null;
}
