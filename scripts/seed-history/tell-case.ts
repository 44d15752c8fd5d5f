import type { InquiryCommand, InquiryEvent } from '../../contracts/inquiry';
import type { Actor, Effect, JournalEntry } from '../../contracts/messages';
import { effectKey, inquiryOwner, type Instant, type PersonId, type Reference } from '../../contracts/ids';
import type { createInquiryCore } from '../../activities/inquiry-core';
import { decisionWrites, type Head } from '../../db/journal';
import type { Write } from '../../db/writes';
import type { Directory } from '../../domain/directory';
import { noFacts, type InquiryContext, type InquiryFacts, type IntakeFact } from '../../domain/inquiry/context';
import type { InquiryState } from '../../domain/inquiry/state';
import { addElapsed, dayInMilliseconds } from '../../domain/instant';
import type { Policy } from '../../domain/policy';

/** Milliseconds that a mail took to be sent. */
const sendingTakes = 2_000;

/**
 * One case of the past, told command by command to the very rules that decide today, at instants of the past. What follows
 * from each decision is collected as writes: journal with its chain, outcomes, effects that are done, projections. Nothing is
 * sent, and no workflow is started.
 */
export class ToldCase {
  readonly writes: Write[] = [];
  state: InquiryState | null = null;
  private head: Head;
  private last: Instant;
  private count = 0;
  private readonly owner;

  constructor(
    reference: Reference,
    receivedAt: Instant,
    private readonly core: ReturnType<typeof createInquiryCore>,
    private readonly policy: Policy,
    private readonly directory: Directory,
  ) {
    this.owner = inquiryOwner(reference);
    this.head = { sequence: 0, hash: this.owner };
    this.last = receivedAt;
  }

  open(intake: IntakeFact, facts: Partial<InquiryFacts>): void {
    this.decide('open', {}, { kind: 'policy', id: 'workflow' }, this.last, { ...facts, intake });
  }

  /** What a person or customer did, after everything that was due by then. */
  tell(
    type: InquiryCommand['type'],
    data: unknown,
    actor: Actor,
    at: Instant,
    facts: Partial<InquiryFacts> = {},
  ): void {
    this.letTimePass(at);
    this.decide(type, data, actor, at, facts);
  }

  /** Warnings, breaches, escalations, the close and the end of a case, each when it was due. */
  letTimePass(until: Instant): void {
    for (;;) {
      const { state } = this;
      const due = state && !state.ended ? this.core.wakeAt(state, this.contextAt(this.last, {})) : null;
      if (due === null || due > until) return;
      const before = this.head.sequence;
      this.decide('deadlinesDue', {}, { kind: 'timer', id: due }, due, {});
      if (this.head.sequence === before) return;
    }
  }

  private decide(type: string, data: unknown, actor: Actor, at: Instant, facts: Partial<InquiryFacts>): void {
    const now = at > this.last ? at : this.last;
    this.last = now;
    this.count += 1;
    const command = { id: `seed-history:${this.count}`, type, actor, data } as InquiryCommand;
    const context = this.contextAt(now, facts);
    const decided = this.core.decide(this.state, command, context);
    if ('refusal' in decided) {
      throw new Error(`${this.owner}: ${type} was refused: ${JSON.stringify(decided.refusal)}`);
    }
    const entries: JournalEntry<InquiryEvent>[] = [];
    const effects: (Effect & { sequence: number })[] = [];
    for (const event of decided.events) {
      const sequence = this.head.sequence + entries.length + 1;
      const entry = { sequence, commandId: command.id, occurredAt: now, actor, event };
      this.state = this.core.evolve(this.state, entry, this.owner);
      entries.push(entry);
      for (const [index, planned] of this.core.effectsOf(event, this.state).entries()) {
        effects.push({ ...planned, key: effectKey(this.owner, sequence, index), sequence });
      }
    }
    const { state } = this;
    if (state === null) throw new Error(`${this.owner}: the case has not begun`);
    const { writes, after } = decisionWrites({
      owner: this.owner,
      kind: 'inquiry',
      command,
      outcome: { result: 'accepted', sequence: state.sequence, status: this.core.statusOf(state) },
      now,
      head: this.head,
      guards: [],
      entries,
      automatic: actor.kind !== 'person' && actor.kind !== 'customer',
      policyVersion: this.policy.version,
      effects,
      settled: type === 'settleEffect' ? (data as { key: string; result: 'done' }) : undefined,
      state,
      wakeAt: null,
      ended: state.ended,
      projections: entries.length > 0 ? this.core.project(this.owner, entries, state, context) : [],
    });
    this.head = after;
    this.writes.push(...writes.map(asRead));
    for (const { key, kind, subject } of effects) {
      const result = { key, kind, subject, result: 'done' };
      this.decide('settleEffect', result, { kind: 'integration', id: kind }, addElapsed(now, sendingTakes), {});
    }
  }

  private contextAt(now: Instant, facts: Partial<InquiryFacts>): InquiryContext {
    return { now, policy: this.policy, directory: this.directory, facts: { ...noFacts, ...facts } };
  }

  /** The row of the owner, once everything is told. */
  ownerRow(): Write {
    const { owner, head, state } = this;
    const row = { owner, kind: 'inquiry', ...head, state, wake_at: null, ended: state?.ended ?? false };
    return { insert: 'owners', key: ['owner'], row };
  }

  personActor(id: PersonId): Actor {
    return { kind: 'person', id };
  }
}

/** Alerts of the past have been read. */
function asRead(write: Write): Write {
  if (!('insert' in write) || write.insert !== 'alerts') return write;
  return { ...write, row: { ...write.row, read_at: addElapsed(write.row['created_at'] as string, dayInMilliseconds) } };
}
