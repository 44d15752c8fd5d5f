import { canonicalJson, sha256Hex } from './canonical';
import type { CommandId, Instant, Owner, PersonId } from './ids';
import type { Actor } from './messages';

/**
 * What a journal row's hash covers: SHA-256 over the canonical JSON of exactly these members (docs/adr/0007-audit-checkpoints.md).
 * What is written and what is verified use this one function, and its result never changes.
 */
export interface HashedRow {
  owner: Owner;
  sequence: number;
  event: unknown;
  commandId: CommandId;
  actor: Actor;
  automatic: boolean;
  policyVersion: string;
  occurredAt: Instant;
  /** Of the row before; the owner's name for the first. */
  previousHash: string;
}

export const journalHash = (row: HashedRow): string => sha256Hex(canonicalJson(row));

/** What a checkpoint says of a published policy: its content by its hash, and who answers for it. */
export interface PublishedPolicy {
  version: string;
  hash: string;
  author: PersonId;
  published_by: PersonId;
  reason: string;
  published_at: Instant;
}

export const publishedPolicyHash = ({
  version,
  hash,
  author,
  published_by,
  reason,
  published_at,
}: PublishedPolicy): string => sha256Hex(canonicalJson({ version, hash, author, published_by, reason, published_at }));
