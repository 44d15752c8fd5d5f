import type { Knex } from 'knex';
import { canonicalJson, sha256Hex } from '../contracts/canonical';
import type { CommandId, Instant, Owner } from '../contracts/ids';
import type { Actor, Effect, JournalEntry, Outcome } from '../contracts/messages';
import type { EffectRow, JournalRow } from './rows';

/**
 * The journal of an owner: append-only, each row with the hash of the one before (invariant I4). Everything here runs in
 * the transaction of `handle`, which holds the owner's row.
 */
export interface Head {
  sequence: number;
  hash: string;
}

/** An owner as its transaction finds it: its head, what is stored of a command, and how current the directory is. */
export interface OpenedOwner {
  head: Head;
  /** Of the command that was asked for, if it has been answered before. */
  known: { outcome: Outcome; digest: string | null } | undefined;
  directoryVersion: number;
}

/**
 * Locks the owner's row for this transaction, making it when there is none; an empty chain begins with the owner's name.
 * Everything that every command needs comes in one round trip.
 */
export async function openOwner(
  trx: Knex.Transaction,
  owner: Owner,
  kind: string,
  commandId: CommandId,
): Promise<OpenedOwner> {
  const opened = await lock(trx, owner, commandId);
  if (opened) return opened;
  await trx('owners').insert({ owner, kind, sequence: 0, hash: owner, state: '{}' }).onConflict('owner').ignore();
  const made = await lock(trx, owner, commandId);
  if (!made) throw new Error(`the row of ${owner} could not be made`);
  return made;
}

async function lock(trx: Knex.Transaction, owner: Owner, commandId: CommandId): Promise<OpenedOwner | undefined> {
  const { rows } = await trx.raw<{
    rows: { sequence: number; hash: string; outcome: Outcome | null; digest: string | null; version: number }[];
  }>(
    `select o.sequence, o.hash, known.outcome, known.digest, directory.version
       from owners o
       left join outcomes known on known.owner = o.owner and known.command_id = ?
      cross join directory_version directory
      where o.owner = ?
        for update of o`,
    [commandId, owner],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { sequence, hash, outcome, digest, version } = row;
  return { head: { sequence, hash }, known: outcome ? { outcome, digest } : undefined, directoryVersion: version };
}

/** Rows after a sequence, oldest first. */
export async function readEntries<Event>(knex: Knex, owner: Owner, after = 0): Promise<JournalEntry<Event>[]> {
  const rows = await knex<JournalRow>('journal')
    .where({ owner })
    .andWhere('sequence', '>', after)
    .orderBy('sequence')
    .select('sequence', 'command_id', 'occurred_at', 'actor', 'event');
  return rows.map((row) => ({
    sequence: row.sequence,
    commandId: row.command_id,
    occurredAt: row.occurred_at,
    actor: row.actor,
    event: row.event as Event,
  }));
}

/** What a journal row's hash covers; the offline verifier computes the same. */
export interface HashedRow {
  owner: Owner;
  sequence: number;
  event: unknown;
  commandId: CommandId;
  actor: Actor;
  automatic: boolean;
  policyVersion: string;
  occurredAt: Instant;
  previousHash: string;
}

export const journalHash = (row: HashedRow): string => sha256Hex(canonicalJson(row));

/** Effects that have not come back yet, of rows after a sequence. */
export async function readWaitingEffects(knex: Knex, owner: Owner, after = 0): Promise<Effect[]> {
  return knex<EffectRow>('effects')
    .where({ owner, status: 'waiting' })
    .andWhere('sequence', '>', after)
    .orderBy(['sequence', 'key'])
    .select('key', 'kind', 'subject', 'summary', 'data');
}

/** What one command leaves behind. A refusal has an outcome and nothing else. */
export interface DecisionRecord<Event extends { type: string }> {
  owner: Owner;
  command: { id: CommandId; type: string; digest?: string };
  outcome: Outcome;
  now: Instant;
  head: Head;
  entries: JournalEntry<Event>[];
  automatic: boolean;
  policyVersion: string;
  effects: (Effect & { sequence: number })[];
  /** The effect that this command brought back. */
  settled: { key: string; result: 'done' | 'failed' | 'unknown'; detail?: string } | undefined;
  state: unknown;
  wakeAt: Instant | null;
  ended: boolean;
}

/**
 * Writes a decision in one statement: rows of the journal with their chain, the stored outcome, new effects, the settled one,
 * and the owner's new head.
 */
export async function recordDecision<Event extends { type: string }>(
  trx: Knex.Transaction,
  record: DecisionRecord<Event>,
): Promise<void> {
  const { owner, command, outcome, now, automatic, policyVersion, effects, settled } = record;
  const rows = chain(record);
  const parameters = {
    owner,
    now,
    command: command.id,
    type: command.type,
    digest: command.digest ?? null,
    outcome: JSON.stringify(outcome),
    entries: JSON.stringify(rows),
    automatic,
    policy: policyVersion,
    effects: JSON.stringify(effects),
    settled: settled?.key ?? null,
    result: settled?.result ?? null,
    settlement: settled ? JSON.stringify(settled) : null,
    sequence: record.head.sequence + rows.length,
    hash: rows.at(-1)?.hash ?? record.head.hash,
    state: JSON.stringify(record.state),
    wake: record.wakeAt,
    ended: record.ended,
  };
  await trx.raw(
    `with appended as (
       insert into journal (owner, sequence, type, event, command_id, actor, automatic, policy_version, occurred_at, previous_hash, hash)
       select :owner, sequence, type, event, "commandId", actor, :automatic, :policy, :now, "previousHash", hash
         from jsonb_to_recordset(:entries::jsonb)
           as entry (sequence integer, type text, event jsonb, "commandId" text, actor jsonb, "previousHash" text, hash text)
        order by sequence
     ), answered as (
       insert into outcomes (owner, command_id, type, digest, outcome, occurred_at)
       values (:owner, :command, :type, :digest, :outcome, :now)
     ), begun as (
       insert into effects (key, owner, sequence, kind, subject, summary, data, created_at)
       select key, :owner, sequence, kind, subject, summary, data, :now
         from jsonb_to_recordset(:effects::jsonb)
           as effect (key text, sequence integer, kind text, subject text, summary text, data jsonb)
     ), settled as (
       update effects set status = :result, settled_at = :now, result = :settlement
        where key = :settled and status = 'waiting'
     )
     update owners
        set sequence = :sequence, hash = :hash, state = case when :sequence > sequence then :state else state end,
            wake_at = :wake, ended = :ended
      where owner = :owner`,
    parameters,
  );
}

function chain<Event extends { type: string }>(record: DecisionRecord<Event>) {
  const { owner, entries, automatic, policyVersion } = record;
  let { hash } = record.head;
  return entries.map(({ sequence, commandId, occurredAt, actor, event }) => {
    const previousHash = hash;
    const hashed = { owner, sequence, event, commandId, actor, automatic, policyVersion, occurredAt, previousHash };
    hash = journalHash(hashed);
    return { sequence, type: event.type, event, commandId, actor, previousHash, hash };
  });
}
