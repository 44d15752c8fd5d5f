import type { Knex } from 'knex';
import type { CustomerId, MessageId, Owner } from '../contracts/ids';
import type { FileReference } from '../contracts/inquiry';
import { fromStore } from './transaction';

/** Files that somebody has uploaded, and how that somebody is named in them: `uploaded_by` holds exactly this. */
export interface Uploads {
  ids: readonly string[];
  by: { kind: string; id: string };
}

/**
 * Gives uploads to a message, in the caller's transaction, and returns them as a journal names them, in the order given. Null
 * when one is unknown, somebody else's, quarantined, or given to another message already: then nothing may be kept.
 */
export async function claimUploads(
  transaction: Knex.Transaction,
  { ids, by }: Uploads,
  { owner, message, customer }: { owner: Owner; message: MessageId | null; customer: CustomerId | null },
): Promise<FileReference[] | null> {
  if (ids.length === 0) return [];
  const claimed = await fromStore(
    transaction('files')
      .whereIn('id', [...ids])
      .where({ kind: 'upload', owner: null, erased_at: null, quarantined: null })
      .whereRaw(`uploaded_by ->> 'kind' = ? and uploaded_by ->> 'id' = ?`, [by.kind, by.id])
      .update({ owner, message, ...(customer !== null && { customer }) })
      .returning<FileReference[]>(['id', 'hash']),
  );
  const references = ids.flatMap((id) => claimed.find((file) => file.id === id) ?? []);
  return references.length === new Set(ids).size && claimed.length === references.length ? references : null;
}
