import { auditFormat, type Checkpoint, type CheckpointContent, type CheckpointHead } from '../../contracts/audit';
import { canonicalJson, sha256Hex } from '../../contracts/canonical';
import type { Instant } from '../../contracts/ids';

/** Heads that may be named one by one before all are named again: small desks gain nothing from it earlier. */
const listedAtLeast = 10_000;
/** Milliseconds after which a checkpoint is taken although nothing changed, so that silence means something. */
const longestSilence = 60 * 60 * 1000;

/** What the database holds at this moment, as a checkpoint needs it. */
export interface FoundHeads {
  /** Every chain when `nextIsFull`, else those with rows beyond the last checkpoint's `settled`; in any order. */
  heads: CheckpointHead[];
  settled: number;
  policies: number;
  takenAt: Instant;
}

/** Where a checkpoint is taken. */
export interface CheckpointPlace {
  desk: string;
  /** Name for a file that has no line yet. */
  newFile: string;
  key: string;
}

/** The text that is signed: its first line keeps the signature from meaning anything else. */
export const checkpointMessage = (content: CheckpointContent): string =>
  `inquiry desk audit checkpoint\n${canonicalJson(content)}`;

/** Whether the next one names every chain: the first, and whenever the others have named three times as many since. */
export const nextIsFull = (last: CheckpointContent | null): boolean =>
  last === null || last.listed > Math.max(3 * last.chains, listedAtLeast);

/**
 * The checkpoint that follows the line `last`, still to be signed; null when nothing has changed and the last one is not an
 * hour old. What the last one named already is not named again: journal positions overlap by a minute.
 */
export function followCheckpoint(
  last: { checkpoint: Checkpoint; line: string } | null,
  place: CheckpointPlace,
  found: FoundHeads,
): CheckpointContent | null {
  const before = last?.checkpoint ?? null;
  const full = nextIsFull(before);
  const named = new Set(full ? [] : before?.heads.map(headText));
  const heads = found.heads
    .filter((head) => !named.has(headText(head)))
    .sort(([left], [right]) => (left < right ? -1 : 1));
  // A clock that was set back makes it no older than the one before; a later time only binds fewer exports.
  const takenAt = before && before.taken_at > found.takenAt ? before.taken_at : found.takenAt;
  const silent = before !== null && Date.parse(takenAt) - Date.parse(before.taken_at) < longestSilence;
  if (heads.length === 0 && silent && !full) return null;
  return {
    format: auditFormat,
    desk: place.desk,
    file: before?.file ?? place.newFile,
    number: (before?.number ?? 0) + 1,
    taken_at: takenAt,
    previous: last === null ? place.newFile : sha256Hex(last.line),
    key: place.key,
    full,
    settled: found.settled,
    policies: found.policies,
    chains: full ? heads.length : (before?.chains ?? 0),
    listed: full ? 0 : (before?.listed ?? 0) + heads.length,
    heads,
  };
}

const headText = ([owner, sequence, hash]: CheckpointHead): string => `${owner} ${sequence} ${hash}`;

/** The line of a file, without its line feed. */
export const writeCheckpoint = (checkpoint: Checkpoint): string => canonicalJson(checkpoint);

/**
 * A line as a checkpoint; `torn` when it is no JSON at all, as a crash leaves it, and `foreign` when it is JSON but not a
 * checkpoint in the one spelling there is.
 */
export function readCheckpoint(line: string): Checkpoint | 'torn' | 'foreign' {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'torn';
  }
  return isCheckpoint(value) && canonicalJson(value) === line ? value : 'foreign';
}

const hex = (value: unknown, bytes: number): boolean =>
  typeof value === 'string' && value.length === 2 * bytes && /^[0-9a-f]+$/.test(value);
const count = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isHead = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 3 &&
  typeof value[0] === 'string' &&
  count(value[1]) &&
  typeof value[2] === 'string';

const members: Record<keyof Checkpoint, (value: unknown) => boolean> = {
  format: (value) => value === auditFormat,
  desk: (value) => typeof value === 'string',
  file: (value) => typeof value === 'string',
  number: (value) => count(value) && value !== 0,
  taken_at: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value),
  previous: (value) => typeof value === 'string',
  key: (value) => hex(value, 32),
  full: (value) => typeof value === 'boolean',
  settled: count,
  policies: count,
  chains: count,
  listed: count,
  heads: (value) => Array.isArray(value) && value.every(isHead),
  signature: (value) => hex(value, 64),
};

function isCheckpoint(value: unknown): value is Checkpoint {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(members) as (keyof Checkpoint)[];
  return (
    Object.keys(value).length === names.length &&
    names.every((name) => name in value && members[name]((value as Checkpoint)[name]))
  );
}
