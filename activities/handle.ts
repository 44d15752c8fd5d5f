import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import { effectKey, ownerSubject, type Owner } from '../contracts/ids';
import type { EffectResult } from '../contracts/inquiry';
import type { Command, HandleRecord, HandleRequest, JournalEntry, Outcome } from '../contracts/messages';
import { openOwner, readEntries, readWaitingEffects, recordDecision } from '../db/journal';
import { inTransaction } from '../db/transaction';
import { addElapsed, minuteInMilliseconds } from '../domain/instant';
import type { Core, CoreContext } from './core';

export interface HandleDependencies {
  db: Knex;
  /** Named points at which tests let a process die. */
  faults?: { afterCommit?(command: Command): Promise<void> | void };
}

/**
 * One command, decided and recorded in one transaction that locks the owner: the keystone (docs/adr/0002). The journal
 * wins: if it holds the command already, or is ahead of the caller, its rows are returned and nothing is decided. The
 * caller evolves what comes back and repeats a command that is not in it.
 *
 * Runs as a local activity. Fails with `journal_behind` (never retried) when the journal lacks rows that the caller has
 * seen, and with retryable errors while the database is away.
 */
export function createHandle<
  State extends { sequence: number; ended: boolean },
  Event extends { type: string },
  Context extends CoreContext,
>(core: Core<State, Event, Context>, { db, faults }: HandleDependencies) {
  return async ({ owner, state, command, now }: HandleRequest<State>): Promise<HandleRecord<Event>> => {
    const record = await inTransaction(db, async (trx): Promise<HandleRecord<Event>> => {
      const { head, known, directoryVersion } = await openOwner(trx, owner, core.kind, command.id);
      const sequence = state?.sequence ?? 0;
      if (head.sequence < sequence) throw journalBehind(owner, head.sequence, sequence);

      const context = await core.loadContext(trx, { owner, state, command, now, directoryVersion });
      if (known || head.sequence > sequence || command.type === 'catchUp') {
        const entries = await readEntries<Event>(trx, owner, sequence);
        const present = entries.reduce<State | null>((folded, entry) => core.evolve(folded, entry, owner), state);
        const everything = command.type === 'catchUp' ? 0 : sequence;
        const outcome = known
          ? storedOutcome(known, command)
          : command.type === 'catchUp'
            ? accepted(core, present)
            : undefined;
        return {
          entries,
          ...(outcome && { outcome }),
          effects: await readWaitingEffects(trx, owner, everything),
          wakeAt: present && nextWake(core.wakeAt(present, context.policy), command, entries.length, now),
          searchAttributes: present ? core.searchAttributes(present) : {},
        };
      }

      const decided = core.decide(state, command, context);
      const events = 'events' in decided ? decided.events : [];
      const entries: JournalEntry<Event>[] = [];
      const effects: (HandleRecord['effects'][number] & { sequence: number })[] = [];
      let present = state;
      for (const event of events) {
        const entry = {
          sequence: sequence + entries.length + 1,
          commandId: command.id,
          occurredAt: now,
          actor: command.actor,
          event,
        };
        present = core.evolve(present, entry, owner);
        entries.push(entry);
        for (const [index, planned] of core.effectsOf(event, present).entries()) {
          effects.push({ ...planned, key: effectKey(owner, entry.sequence, index), sequence: entry.sequence });
        }
      }
      const outcome: Outcome =
        'refusal' in decided ? { result: 'refused', sequence, refusal: decided.refusal } : accepted(core, present);
      const wakeAt = present && nextWake(core.wakeAt(present, context.policy), command, events.length, now);

      const { actor } = command;
      await recordDecision(trx, {
        owner,
        command,
        outcome,
        now,
        head,
        entries,
        automatic: actor.kind !== 'person' && actor.kind !== 'customer',
        policyVersion: context.policy.version,
        effects,
        settled: command.type === 'settleEffect' ? (command.data as EffectResult) : undefined,
        state: present,
        wakeAt,
        ended: present?.ended ?? false,
      });
      if (present && events.length > 0) await core.project(trx, owner, entries, present, context);
      return {
        entries,
        outcome,
        effects: effects.map(({ sequence: _sequence, ...effect }) => effect),
        wakeAt,
        searchAttributes: present ? core.searchAttributes(present) : {},
      };
    });
    await faults?.afterCommit?.(command);
    return record;
  };
}

function accepted<State extends { sequence: number; ended: boolean }, Event extends { type: string }, Context>(
  core: Core<State, Event, Context>,
  state: State | null,
): Outcome {
  return { result: 'accepted', sequence: state?.sequence ?? 0, status: state ? core.statusOf(state) : 'open' };
}

/** The stored answer, unless the key was used for another request. */
function storedOutcome(known: { outcome: Outcome; digest: string | null }, command: Command): Outcome {
  const sameRequest = known.digest === null || command.digest === undefined || known.digest === command.digest;
  if (sameRequest) return known.outcome;
  const { sequence } = known.outcome;
  return { result: 'refused', sequence, refusal: { code: 'idempotency_key_reused' } };
}

/** A deadline that came due but led to nothing must not wake the case again at once. */
function nextWake(wakeAt: string | null, command: Command, events: number, now: string): string | null {
  const stuck = command.type === 'deadlinesDue' && events === 0 && wakeAt !== null && wakeAt <= now;
  return stuck ? addElapsed(now, minuteInMilliseconds) : wakeAt;
}

function journalBehind(owner: Owner, journal: number, caller: number): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `the journal of ${ownerSubject(owner)} ends at ${journal}, the workflow has seen ${caller}`,
    'journal_behind',
  );
}
