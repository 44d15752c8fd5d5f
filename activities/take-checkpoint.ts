import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { appendLine, readLinesBackwards } from '../adapters/audit/checkpoint-file';
import { isSigned } from '../adapters/audit/ed25519';
import { auditPaths, openSigningKey, type SigningKey } from '../adapters/audit/signing-key';
import type { Checkpoint } from '../contracts/audit';
import { sha256Hex } from '../contracts/canonical';
import { findLastCheckpoint } from '../db/find-last-checkpoint';
import { insertCheckpoint } from '../db/insert-checkpoint';
import { readDeskId } from '../db/read-desk-id';
import { readHeads } from '../db/read-heads';
import { withCheckpointTurn } from '../db/with-checkpoint-turn';
import {
  checkpointMessage,
  followCheckpoint,
  nextIsFull,
  readCheckpoint,
  writeCheckpoint,
} from '../domain/audit/checkpoint';

/** The file is not what this desk wrote. It is evidence: nothing is added to it and nothing mended, a person looks. */
export class CheckpointFileChanged extends Error {
  override readonly name = 'CheckpointFileChanged';
}

export interface CheckpointTaken {
  /** `busy`: another worker was at it; `unchanged`: there was nothing to add. */
  result: 'taken' | 'unchanged' | 'busy';
  /** Of the newest checkpoint. */
  number: number | null;
}

interface Last {
  checkpoint: Checkpoint;
  line: string;
}

/**
 * Signs the heads of all chains into the file outside the database, then keeps a copy in the database. The file is the
 * truth: copies that are missing, because a process died in between, are made up for the next time.
 */
export function createTakeCheckpoint(db: Knex, directory: string) {
  const { checkpoints: path } = auditPaths(directory);
  return async (): Promise<CheckpointTaken> => {
    const taken = await withCheckpointTurn(db, async (transaction): Promise<CheckpointTaken> => {
      const key = openSigningKey(directory);
      const desk = await readDeskId(transaction);
      const last = await readLast(path);
      if (last) await requireOurs(transaction, path, last, key, desk);
      const since = nextIsFull(last?.checkpoint ?? null) ? null : (last?.checkpoint ?? null);
      const found = await readHeads(transaction, since);
      if (since && found.newest < since.settled)
        throw changed(path, 'the journal has lost rows that it knows, by a restored backup or by force');
      const content = followCheckpoint(last, { desk, newFile: randomUUID(), key: key.publicKey }, found);
      if (!content) {
        await copyToDatabase(transaction, path);
        return { result: 'unchanged', number: last?.checkpoint.number ?? null };
      }
      await appendLine(path, writeCheckpoint({ ...content, signature: key.sign(checkpointMessage(content)) }));
      await copyToDatabase(transaction, path);
      return { result: 'taken', number: content.number };
    });
    return taken ?? { result: 'busy', number: null };
  };
}

/** The newest checkpoint; pieces that a crash tore are passed over. */
async function readLast(path: string): Promise<Last | null> {
  for await (const line of readLinesBackwards(path)) {
    const checkpoint = readCheckpoint(line);
    if (checkpoint === 'torn') continue;
    if (checkpoint === 'foreign') throw changed(path, 'its last line is no checkpoint');
    return { checkpoint, line };
  }
  return null;
}

async function requireOurs(
  knex: Knex,
  path: string,
  { checkpoint }: Last,
  key: SigningKey,
  desk: string,
): Promise<void> {
  const { signature, ...content } = checkpoint;
  if (content.key !== key.publicKey) throw changed(path, 'it was signed with another key');
  if (!isSigned(content.key, checkpointMessage(content), signature)) throw changed(path, 'its last line was edited');
  if (content.desk !== desk) throw changed(path, 'it belongs to another database');
  const copied = await findLastCheckpoint(knex, content.file);
  if (copied > content.number)
    throw changed(path, `it ends with checkpoint ${content.number}, and ${copied} were taken`);
}

const changed = (path: string, what: string): CheckpointFileChanged =>
  new CheckpointFileChanged(
    `${path} cannot be continued: ${what}. Keep it as evidence, find out who changed it, then move it aside; a new one is begun.`,
  );

/** What the database has no copy of yet: the line just written, and those of processes that died before their copy. */
async function copyToDatabase(knex: Knex, path: string): Promise<void> {
  const missing: Last[] = [];
  let copied: number | null = null;
  for await (const line of readLinesBackwards(path)) {
    const checkpoint = readCheckpoint(line);
    if (typeof checkpoint === 'string') continue;
    copied ??= await findLastCheckpoint(knex, checkpoint.file);
    if (checkpoint.number <= copied) break;
    missing.push({ checkpoint, line });
  }
  for (const { checkpoint, line } of missing.reverse()) {
    const { file, number, taken_at } = checkpoint;
    await insertCheckpoint(knex, { file, number, taken_at, hash: sha256Hex(line), line });
  }
}
