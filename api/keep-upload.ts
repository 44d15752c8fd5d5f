import { inspectFile } from '../adapters/files/inspect-file';
import type { CustomerId, Owner } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import { storeFile } from '../db/store-file';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';

/** Bytes of an upload; with several of them an answer still fits into one mail. */
export const largestUpload = 10 * 1024 * 1024;

export interface Upload {
  name: string;
  declaredType: string | null;
  content: Buffer;
  by: Actor;
  customer: CustomerId | null;
  owner?: Owner;
}

export interface KeptUpload {
  id: string;
  hash: string;
  name: string;
  media_type: string;
  size: number;
}

/**
 * Looks into a file and keeps it for the message that will name it. What mail would put in quarantine is not taken here, where
 * the sender can still be told. Throws `Problem` (`file_refused`).
 */
export async function keepUpload(
  { knex, clock }: Pick<ApiDependencies, 'knex' | 'clock'>,
  { name: given, declaredType, content, by, customer, owner }: Upload,
): Promise<KeptUpload> {
  const { name, mediaType, quarantined } = await inspectFile(given, declaredType, content);
  if (quarantined !== null) throw new Problem('file_refused', { details: { because: quarantined } });
  const { id, hash } = await storeFile(knex, {
    kind: 'upload',
    name,
    declared_type: declaredType,
    media_type: mediaType,
    content,
    customer,
    uploaded_by: by,
    stored_at: clock(),
    ...(owner && { owner }),
  });
  return { id, hash, name, media_type: mediaType, size: content.length };
}

/** Files that somebody may upload in an hour. */
export const uploadsPerHour = 60;
