import type { Knex } from 'knex';
import type { Instant, Owner, OwnerKind } from '../contracts/ids';
import type { Refusal } from '../contracts/errors';
import type { Command, JournalEntry } from '../contracts/messages';
import type { SearchAttributeValues } from '../contracts/search-attributes';
import type { Guard } from '../db/journal';
import type { Write } from '../db/writes';
import type { Occurrence } from '../domain/inquiry/state';
import type { PlannedEffect } from '../domain/inquiry/effects';
import type { Policy } from '../domain/policy';

/** What every context of a decision has. */
export interface CoreContext {
  now: Instant;
  policy: Policy;
}

/** Rows that a decision looks at beside its own, and that must not move before it is written. */
export interface Guarded {
  guards?: readonly Guard[];
}

/** What a decision is asked; its context is read for this and nothing else. */
export interface Question<State> {
  owner: Owner;
  state: State | null;
  command: Command;
  now: Instant;
  /** Says whether a directory that was read before is still current. */
  directoryVersion: number;
}

/** One kind of actor to the shell: its pure rules, what they need to know, and how its events are projected. */
export interface Core<State extends { sequence: number; ended: boolean }, Event extends { type: string }, Context> {
  kind: OwnerKind;
  loadContext(db: Knex, question: Question<State>): Promise<Context & Guarded>;
  decide(state: State | null, command: Command, context: Context): { events: Event[] } | { refusal: Refusal };
  evolve(state: State | null, occurrence: Occurrence<Event>, owner: Owner): State;
  effectsOf(event: Event, state: State): PlannedEffect[];
  /** By the policy that the state is pinned to, which a decision may just have changed. */
  wakeAt(state: State, context: Context): Instant | null;
  statusOf(state: State): string;
  searchAttributes(state: State): SearchAttributeValues;
  /** What readers see of a decision, as writes to their tables. */
  project(owner: Owner, entries: JournalEntry<Event>[], after: State, context: Context): Write[];
}
