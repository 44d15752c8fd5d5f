import { ApplicationFailure } from '@temporalio/common';
import type { Knex } from 'knex';
import { effectKey, ownerSubject, type Owner } from '../contracts/ids';
import type { EffectResult } from '../contracts/inquiry';
import type { Command, Effect, HandleRecord, HandleRequest, JournalEntry, Outcome } from '../contracts/messages';
import { findOwner, readEntries, readWaitingEffects, recordDecision, type FoundOwner } from '../db/journal';
import { fromStore } from '../db/transaction';
import type { SearchAttributeName, SearchAttributeValues } from '../contracts/search-attributes';
import { addElapsed, minuteInMilliseconds } from '../domain/instant';
import type { Core, CoreContext } from './core';

export interface HandleDependencies {
  db: Knex;
  /** Named points at which tests let a process die. */
  faults?: { afterCommit?(command: Command): Promise<void> | void };
}

/**
 * One command, decided and recorded: the keystone (docs/adr/0002). The journal wins: if it holds the command already, or is
 * ahead of the caller, its rows are returned and nothing is decided. Else everything that follows is written in one
 * transaction, which takes the owner's row and succeeds only where the head is still the one that the decision saw. The
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
  type Request = HandleRequest<State>;

  /** What the journal has beyond the caller, with the stored outcome if it knows the command. */
  async function catchUp(request: Request, { known, directoryVersion }: FoundOwner): Promise<HandleRecord<Event>> {
    const { owner, state, command, now } = request;
    const entries = await readEntries<Event>(db, owner, state?.sequence ?? 0);
    const present = entries.reduce<State | null>((folded, entry) => core.evolve(folded, entry, owner), state);
    const asked = command.type === 'catchUp';
    const outcome = known ? storedOutcome(known, command) : asked ? accepted(core, present) : undefined;
    const context = await core.loadContext(db, { ...request, state: present, directoryVersion });
    return {
      entries: entries.map(withoutCommand),
      ...(outcome && { outcome }),
      effects: await readWaitingEffects(db, owner, asked ? 0 : (state?.sequence ?? 0)),
      wakeAt: present && nextWake(core.wakeAt(present, context), command, entries.length, now),
      searchAttributes: present ? core.searchAttributes(present) : {},
    };
  }

  /** Null when another decision on this owner was faster. */
  async function decide(request: Request, found: FoundOwner): Promise<HandleRecord<Event> | null> {
    const { owner, state, command, now } = request;
    const context = await core.loadContext(db, { ...request, directoryVersion: found.directoryVersion });
    const decided = core.decide(state, command, context);
    const events = 'events' in decided ? decided.events : [];
    const { sequence } = found.head;
    const entries: JournalEntry<Event>[] = [];
    const effects: (Effect & { sequence: number })[] = [];
    let present = state;
    for (const event of events) {
      const { id: commandId, actor } = command;
      const entry = { sequence: sequence + entries.length + 1, commandId, occurredAt: now, actor, event };
      present = core.evolve(present, entry, owner);
      entries.push(entry);
      for (const [index, planned] of core.effectsOf(event, present).entries()) {
        effects.push({ ...planned, key: effectKey(owner, entry.sequence, index), sequence: entry.sequence });
      }
    }
    const outcome: Outcome =
      'refusal' in decided ? { result: 'refused', sequence, refusal: decided.refusal } : accepted(core, present);
    const wakeAt = present && nextWake(core.wakeAt(present, context), command, events.length, now);
    const { kind } = command.actor;
    const written = await recordDecision(db, {
      owner,
      kind: core.kind,
      command,
      outcome,
      now,
      head: found.head,
      guards: context.guards ?? [],
      entries,
      automatic: kind !== 'person' && kind !== 'customer',
      policyVersion: context.policy.version,
      effects,
      settled: command.type === 'settleEffect' ? (command.data as EffectResult) : undefined,
      state: present,
      wakeAt,
      ended: present?.ended ?? false,
      projections: present && events.length > 0 ? core.project(owner, entries, present, context) : [],
    });
    if (!written) return null;
    return {
      entries: entries.map(withoutCommand),
      outcome,
      effects: effects.map(({ sequence: _sequence, ...effect }) => effect),
      wakeAt,
      searchAttributes: present ? changed(core.searchAttributes(present), state && core.searchAttributes(state)) : {},
    };
  }

  return async (request: Request): Promise<HandleRecord<Event>> => {
    const { owner, state, command } = request;
    const sequence = state?.sequence ?? 0;
    for (;;) {
      const found = await fromStore(findOwner(db, owner, command.id));
      const { head, known } = found;
      if (head.sequence < sequence) throw journalBehind(owner, head.sequence, sequence);
      if (known || head.sequence > sequence || command.type === 'catchUp') {
        return fromStore(catchUp(request, found));
      }
      const record = await fromStore(decide(request, found));
      if (record) {
        await faults?.afterCommit?.(command);
        return record;
      }
    }
  };
}

const withoutCommand = <Event>({ commandId: _commandId, ...entry }: JournalEntry<Event>) => entry;

function changed(values: SearchAttributeValues, before: SearchAttributeValues | null): SearchAttributeValues {
  const names = Object.keys(values) as SearchAttributeName[];
  return Object.fromEntries(
    names.filter((name) => values[name] !== (before?.[name] ?? null)).map((name) => [name, values[name] ?? null]),
  );
}

function accepted<State extends { sequence: number; ended: boolean }, Event extends { type: string }, Context>(
  core: Core<State, Event, Context>,
  state: State | null,
): Outcome {
  return { result: 'accepted', sequence: state?.sequence ?? 0, status: state ? core.statusOf(state) : 'open' };
}

/** The stored answer, unless the key was used for another request. */
function storedOutcome(known: NonNullable<FoundOwner['known']>, command: Command): Outcome {
  const sameDigest = known.digest === null || command.digest === undefined || known.digest === command.digest;
  const sameRequest = sameDigest && known.type === command.type;
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
