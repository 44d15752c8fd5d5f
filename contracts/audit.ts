import type { Instant } from './ids';

/**
 * What an audit rests on: the lines of an export of the journal, and the signed checkpoints that stand outside the database.
 * Every line of either is the canonical JSON of one of these (docs/adr/0007-audit-checkpoints.md has the format for others who verify).
 */
export const auditFormat = 1;

/** First line: what was exported, and when. Everything committed before `exported_at` is in it. */
export interface ExportHeader {
  kind: 'export';
  format: number;
  /** Clock of the database, read before anything else. */
  exported_at: Instant;
  /** Null for all chains. */
  owner: string | null;
}

export interface ExportedPolicy {
  kind: 'policy';
  version: string;
  hash: string;
  content: unknown;
  author: string;
  published_by: string;
  reason: string;
  /** With microseconds where there are any: nothing of what is stored is rounded away. */
  published_at: string;
  /** The database holds a number that is not exactly the one shown. */
  inexact?: true;
}

/** The database's copy of a checkpoint: the line as it stands in the file. */
export interface ExportedCheckpoint {
  kind: 'checkpoint';
  line: string;
}

/** What the desk takes for the newest row of a chain, unsigned. */
export interface ExportedHead {
  kind: 'head';
  owner: string;
  sequence: number;
  hash: string;
}

/** A row of the journal, chain by chain, each in order of its sequence. */
export interface ExportedRow {
  kind: 'row';
  owner: string;
  sequence: number;
  type: string;
  event: unknown;
  command_id: string;
  actor: unknown;
  automatic: boolean;
  policy_version: string;
  /** With microseconds where there are any. */
  occurred_at: string;
  previous_hash: string;
  hash: string;
  /** The database holds a number in it that is not exactly the one shown. */
  inexact?: true;
}

/** Last line: an export that was cut off on its way lacks it. */
export interface ExportEnd {
  kind: 'end';
  rows: number;
  chains: number;
  /** SHA-256 over all lines before this one, each with its line feed. Finds damage, not intent: anybody can compute it. */
  digest: string;
}

export type ExportEntry = ExportHeader | ExportedPolicy | ExportedCheckpoint | ExportedHead | ExportedRow | ExportEnd;

/** Owner, sequence and hash of a row that was the newest of its chain; `policy:<version>`, 1 and its hash for a policy. */
export type CheckpointHead = [owner: string, sequence: number, hash: string];

/** What is signed. */
export interface CheckpointContent {
  format: number;
  /** Of the database, so that a file is not continued for another one. */
  desk: string;
  /** Of the file; a file that was lost is not continued under its name. */
  file: string;
  /** From 1, without a gap. */
  number: number;
  /** Clock of the database, read after the heads. */
  taken_at: Instant;
  /** SHA-256 of the line before; the name of the file for the first. */
  previous: string;
  /** Ed25519 public key, 32 bytes in lower-case hexadecimal. */
  key: string;
  /** Names every chain; others name those that have grown. */
  full: boolean;
  /** Journal position up to which every row had been committed; the next one looks beyond it. */
  settled: number;
  /** How many policies had been published. */
  policies: number;
  /** Heads in the last full one. */
  chains: number;
  /** Heads named since then. */
  listed: number;
  heads: CheckpointHead[];
}

/** A line of the file. */
export interface Checkpoint extends CheckpointContent {
  /** Ed25519 over `checkpointMessage`, 64 bytes in lower-case hexadecimal. */
  signature: string;
}

/** Policies take part in checkpoints like chains of one row. */
export const policyOwner = (version: string): string => `policy:${version}`;
