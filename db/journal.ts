import type { Knex } from 'knex';
import { canonicalJson, sha256Hex } from '../contracts/canonical';
import type { CommandId, Instant, Owner } from '../contracts/ids';
import type { Actor, Effect, JournalEntry, Outcome } from '../contracts/messages';
import type { EffectRow, JournalRow, OutcomeRow, OwnerRow } from './rows';

/**
 * The journal of an owner: append-only, each row with the hash of the one before (invariant I4). Everything here runs in
 * the transaction of `handle`, which holds the owner's row.
 */
export interface Head {
  sequence: number;
  hash: string;
}

/** Locks the owner's row for this transaction, making it when there is none; an empty chain begins with the owner's name. */
export async function lockOwner(trx: Knex.Transaction, owner: Owner, kind: string): Promise<Head> {
  const locked = () => trx<OwnerRow>('owners').where({ owner }).forUpdate().first('sequence', 'hash');
  const known = await locked();
  if (known) return known;
  await trx('owners').insert({ owner, kind, sequence: 0, hash: owner, state: '{}' }).onConflict('owner').ignore();
  return (await locked()) ?? { sequence: 0, hash: owner };
}

export async function readOutcome(
  knex: Knex,
  owner: Owner,
  commandId: CommandId,
): Promise<Pick<OutcomeRow, 'outcome' | 'digest'> | undefined> {
  return knex<OutcomeRow>('outcomes').where({ owner, command_id: commandId }).first('outcome', 'digest');
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

export interface NewEntries<Event extends { type: string }> {
  owner: Owner;
  head: Head;
  entries: JournalEntry<Event>[];
  automatic: boolean;
  policyVersion: string;
}

/** Appends rows to the chain and returns its new head. */
export async function appendEntries<Event extends { type: string }>(
  trx: Knex.Transaction,
  { owner, head, entries, automatic, policyVersion }: NewEntries<Event>,
): Promise<Head> {
  let { hash } = head;
  const rows = entries.map(({ sequence, commandId, occurredAt, actor, event }) => {
    const previousHash = hash;
    hash = journalHash({
      owner,
      sequence,
      event,
      commandId,
      actor,
      automatic,
      policyVersion,
      occurredAt,
      previousHash,
    });
    return {
      owner,
      sequence,
      type: event.type,
      event: JSON.stringify(event),
      command_id: commandId,
      actor: JSON.stringify(actor),
      automatic,
      policy_version: policyVersion,
      occurred_at: occurredAt,
      previous_hash: previousHash,
      hash,
    };
  });
  if (rows.length > 0) await trx('journal').insert(rows);
  return { sequence: head.sequence + rows.length, hash };
}

export async function storeOutcome(
  trx: Knex.Transaction,
  command: { owner: Owner; id: CommandId; type: string; digest?: string },
  outcome: Outcome,
  now: Instant,
): Promise<void> {
  await trx('outcomes').insert({
    owner: command.owner,
    command_id: command.id,
    type: command.type,
    digest: command.digest ?? null,
    outcome: JSON.stringify(outcome),
    occurred_at: now,
  });
}

export async function storeEffects(
  trx: Knex.Transaction,
  owner: Owner,
  effects: (Effect & { sequence: number })[],
  now: Instant,
): Promise<void> {
  if (effects.length === 0) return;
  await trx('effects').insert(
    effects.map(({ key, sequence, kind, subject, summary, data }) => ({
      key,
      owner,
      sequence,
      kind,
      subject,
      summary,
      data: JSON.stringify(data),
      created_at: now,
    })),
  );
}

/** Effects that have not come back yet, of rows after a sequence. */
export async function readWaitingEffects(knex: Knex, owner: Owner, after = 0): Promise<Effect[]> {
  return knex<EffectRow>('effects')
    .where({ owner, status: 'waiting' })
    .andWhere('sequence', '>', after)
    .orderBy(['sequence', 'key'])
    .select('key', 'kind', 'subject', 'summary', 'data');
}

export async function settleEffectRow(
  trx: Knex.Transaction,
  key: string,
  result: { result: 'done' | 'failed' | 'unknown'; detail?: string },
  now: Instant,
): Promise<void> {
  await trx<EffectRow>('effects')
    .where({ key, status: 'waiting' })
    .update({ status: result.result, settled_at: now, result: JSON.stringify(result) });
}

export async function storeHead(
  trx: Knex.Transaction,
  owner: Owner,
  head: Head,
  projected: { state: unknown; wakeAt: Instant | null; ended: boolean },
): Promise<void> {
  await trx<OwnerRow>('owners')
    .where({ owner })
    .update({
      ...head,
      state: JSON.stringify(projected.state),
      wake_at: projected.wakeAt,
      ended: projected.ended,
    });
}
