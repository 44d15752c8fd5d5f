import type { Knex } from 'knex';
import type { CommandId, Instant, Owner } from '../contracts/ids';
import { journalHash } from '../contracts/journal-hash';
import type { Effect, JournalEntry, Outcome } from '../contracts/messages';
import type { EffectRow, JournalRow } from './rows';
import { errorCode, violatedConstraint } from './transaction';
import { writeExpressions, type Write } from './writes';

/**
 * The journal of an owner: append-only, each row with the hash of the one before (invariant I4). Only `recordDecision` adds
 * to it, and only where the head is still the one that the decision saw.
 */
export interface Head {
  sequence: number;
  hash: string;
}

/** An owner before a decision: its head, what is stored of the command, and how current the directory is. */
export interface FoundOwner {
  head: Head;
  /** Of the command that was asked for, if it has been answered before. */
  known: { type: string; outcome: Outcome; digest: string | null } | undefined;
  directoryVersion: number;
}

/** Everything that every command needs, in one round trip. An empty chain begins with the owner's name. */
export async function findOwner(knex: Knex, owner: Owner, commandId: CommandId): Promise<FoundOwner> {
  const { rows } = await knex.raw<{
    rows: {
      sequence: number | null;
      hash: string | null;
      outcome: Outcome | null;
      type: string | null;
      digest: string | null;
      version: number;
    }[];
  }>(
    `select o.sequence, o.hash, known.outcome, known.type, known.digest, directory.version
       from directory_version directory
       left join owners o on o.owner = ?
       left join outcomes known on known.owner = ? and known.command_id = ?`,
    [owner, owner, commandId],
  );
  const [row] = rows;
  if (!row) throw new Error('the directory has no version');
  return {
    head: { sequence: row.sequence ?? 0, hash: row.hash ?? owner },
    known: row.outcome && row.type ? { type: row.type, outcome: row.outcome, digest: row.digest } : undefined,
    directoryVersion: row.version,
  };
}

/** SQLSTATE `deadlock_detected`. */
const deadlock = '40P01';

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

/** Effects that have not come back yet, of rows after a sequence. */
export async function readWaitingEffects(knex: Knex, owner: Owner, after = 0): Promise<Effect[]> {
  return knex<EffectRow>('effects')
    .where({ owner, status: 'waiting' })
    .andWhere('sequence', '>', after)
    .orderBy(['sequence', 'key'])
    .select('key', 'kind', 'subject', 'summary', 'data');
}

/**
 * A row beside the owner's own that a decision looked at, and where it stood: another case that this one is merged into, or
 * what is counted for a customer. If it has moved on, the decision is not written but made again.
 */
export interface Guard {
  table: 'owners' | 'approval_counters';
  key: Record<string, string>;
  sequence: number;
}

/** What one command leaves behind. A refusal has an outcome and nothing else. */
export interface DecisionRecord<Event extends { type: string }> {
  owner: Owner;
  kind: string;
  command: { id: CommandId; type: string; digest?: string };
  outcome: Outcome;
  now: Instant;
  /** The head that the decision saw. */
  head: Head;
  guards: readonly Guard[];
  entries: JournalEntry<Event>[];
  automatic: boolean;
  policyVersion: string;
  effects: (Effect & { sequence: number })[];
  /** The effect that this command brought back. */
  settled: { key: string; result: 'done' | 'failed' | 'unknown'; detail?: string } | undefined;
  state: unknown;
  wakeAt: Instant | null;
  ended: boolean;
  /** What readers see of it. */
  projections: readonly Write[];
}

/**
 * Writes a decision in one statement: the owner's new head, the rows of the journal with their chain, the stored outcome,
 * effects, projections. The statement moves the head only from where the decision saw it, and only while every guarded row
 * is where it was seen, holding them all until it is committed; if another one was faster it writes nothing.
 *
 * @returns whether it was written
 */
export async function recordDecision<Event extends { type: string }>(
  knex: Knex,
  record: DecisionRecord<Event>,
): Promise<boolean> {
  const { owner, head } = record;
  const { writes, after } = decisionWrites(record);
  const { sql, bindings } = writeExpressions(writes);
  const guard = guardExpressions(record.guards);
  const { rowCount } = await unlessOvertaken(
    knex.raw<{ rowCount: number }>(
      `with ${guard.sql} moved as (
       insert into owners as o (owner, kind, sequence, hash, state, wake_at, ended)
       select :owner::text, :kind::text, :sequence::integer, :hash::text, :state::jsonb, :wakeAt::timestamptz, :ended::boolean
        where ${guard.condition}
       on conflict (owner) do update
          set sequence = excluded.sequence, hash = excluded.hash, wake_at = excluded.wake_at, ended = excluded.ended,
              state = case when excluded.sequence > o.sequence then excluded.state else o.state end
        where o.sequence = :seen
       returning owner
     ),
     ${sql}
     select owner from moved`,
      {
        ...bindings,
        ...guard.bindings,
        owner,
        kind: record.kind,
        seen: head.sequence,
        ...after,
        state: JSON.stringify(record.state ?? {}),
        wakeAt: record.wakeAt,
        ended: record.ended,
      },
    ),
  );
  return rowCount === 1;
}

/** Everything that a decision adds and changes besides the owner: journal, outcome, effects, projections; and the new head. */
export function decisionWrites<Event extends { type: string }>(
  record: DecisionRecord<Event>,
): { writes: Write[]; after: Head } {
  const { head, owner, command, outcome, now, automatic, policyVersion, effects, settled } = record;
  const rows = chain(record);
  const event = { occurred_at: now, command_id: command.id, automatic, policy_version: policyVersion };
  const writes: Write[] = [
    ...rows.map((row): Write => ({ insert: 'journal', key: ['owner', 'sequence'], row: { owner, ...row, ...event } })),
    {
      insert: 'outcomes',
      key: ['owner', 'command_id'],
      row: {
        owner,
        command_id: command.id,
        type: command.type,
        digest: command.digest ?? null,
        outcome,
        occurred_at: now,
      },
    },
    ...effects.map((effect): Write => ({
      insert: 'effects',
      key: ['key'],
      row: { ...effect, owner, status: 'waiting', created_at: now },
    })),
    ...(settled
      ? [
          {
            update: 'effects',
            key: { key: settled.key },
            set: { status: settled.result, settled_at: now, result: settled },
          },
        ]
      : []),
    ...record.projections,
  ];
  return { writes, after: { sequence: head.sequence + rows.length, hash: rows.at(-1)?.hash ?? head.hash } };
}

/** Locks each guarded row where it was seen; one that has moved on yields no row. */
function guardExpressions(guards: readonly Guard[]): {
  sql: string;
  condition: string;
  bindings: Record<string, unknown>;
} {
  const bindings: Record<string, unknown> = {};
  const expressions = guards.map(({ table, key, sequence }, index) => {
    bindings[`guard${index}`] = sequence;
    const columns = Object.entries(key).map(([column, value]) => {
      bindings[`guard${index}_${column}`] = value;
      return `${column} = :guard${index}_${column}`;
    });
    const where = [...columns, `sequence = :guard${index}`].join(' and ');
    return `guard${index} as materialized (select from ${table} where ${where} for update),`;
  });
  const condition = guards.map((_guard, index) => `exists (select from guard${index})`).join(' and ') || 'true';
  return { sql: expressions.join('\n     '), condition, bindings };
}

/**
 * Two that decide the same command at once can meet at its outcome or row before they meet at the head; two that guard
 * each other's rows wait for each other until the database ends one of them.
 */
async function unlessOvertaken(statement: PromiseLike<{ rowCount: number }>): Promise<{ rowCount: number }> {
  try {
    return await statement;
  } catch (error) {
    const overtaken = ['outcomes_pkey', 'journal_pkey'].includes(violatedConstraint(error) ?? '');
    if (overtaken || errorCode(error) === deadlock) return { rowCount: 0 };
    throw error;
  }
}

function chain<Event extends { type: string }>(record: DecisionRecord<Event>) {
  const { owner, entries, automatic, policyVersion } = record;
  let { hash } = record.head;
  return entries.map(({ sequence, commandId, occurredAt, actor, event }) => {
    const previousHash = hash;
    const hashed = { owner, sequence, event, commandId, actor, automatic, policyVersion, occurredAt, previousHash };
    hash = journalHash(hashed);
    return { sequence, type: event.type, event, actor, previous_hash: previousHash, hash };
  });
}
