import type { Refusal } from '../../contracts/errors';
import { effectKey, inquiryOwner, ownerSubject, type Reference } from '../../contracts/ids';
import type {
  Amount,
  InquiryCommand,
  InquiryCommandData,
  InquiryCommandType,
  InquiryEvent,
  SplitOff,
} from '../../contracts/inquiry';
import type { Actor } from '../../contracts/messages';
import { alertsOf } from '../../domain/inquiry/alerts';
import { noFacts, type InquiryContext, type IntakeFact } from '../../domain/inquiry/context';
import { wakeAt } from '../../domain/inquiry/deadlines';
import { decide } from '../../domain/inquiry/decide';
import { effectsOf } from '../../domain/inquiry/effects';
import { evolve } from '../../domain/inquiry/evolve';
import { holdOf, openDisputes, type InquiryState } from '../../domain/inquiry/state';
import { subtract } from '../../domain/money';
import { CaseStory, text, usd } from '../unit/domain/case-story';

const story = new CaseStory('2026-03-02T09:00:00.000Z');
const { people, policy } = story;

interface Tell {
  key: string;
  into: Reference;
  signal: 'absorb' | 'releaseMerged' | 'receiveMerged';
  data: never;
  actor: Actor;
}

/**
 * Several cases of one customer beside each other, as the shell runs them: what one tells another is delivered when the
 * test says so, holds on dunning are kept as a follow-up keeps them, and split cases are filed by themselves.
 */
export class MergeDesk {
  readonly cases = new Map<Reference, InquiryState>();
  readonly events = new Map<Reference, InquiryEvent[]>();
  /** Held parts by `invoice hold`. */
  readonly holds = new Map<string, number>();
  /** What cases have told each other and nobody has heard yet, in the order of each sender. */
  readonly tells: Tell[] = [];
  /** Who was told of what, in words. */
  readonly alerts: string[] = [];
  now = '2026-03-02T09:00:00.000Z';
  private opened = 0;

  open(part: Partial<IntakeFact> = {}): Reference {
    this.opened += 1;
    const reference = `INQ-2026-${String(this.opened).padStart(6, '0')}`;
    const intake: IntakeFact = {
      id: `intake-${this.opened}`,
      reference,
      channel: 'email',
      legalEntity: 'halden-uk',
      content: text,
      contact: 'contact-1',
      filedBy: null,
      onBehalfOf: null,
      follows: null,
      receivedAt: this.now,
      customer: 'C-1',
      identification: { level: 'verified', method: 'portal_login' },
      classification: {
        category: 'billing_dispute',
        secondary: [],
        urgency: 'normal',
        confidence: 0.9,
        evidence: [],
        ruleVersion: '1',
        language: 'en',
      },
      invoices: [],
      ...part,
    };
    this.give(reference, 'open', {}, { kind: 'policy', id: 'workflow' }, { intake });
    return reference;
  }

  at(reference: Reference): InquiryState {
    const state = this.cases.get(reference);
    if (!state) throw new Error(`there is no case ${reference}`);
    return state;
  }

  /** What a person does; fails when it is refused. */
  does<Type extends InquiryCommandType>(who: string, on: Reference, type: Type, data: InquiryCommandData[Type]): void {
    const refusal = this.tries(who, on, type, data);
    if (refusal) throw new Error(`${type} on ${on} was refused: ${JSON.stringify(refusal)}`);
  }

  /** What a person tries: the refusal, or null when it was taken. */
  tries<Type extends InquiryCommandType>(
    who: string,
    on: Reference,
    type: Type,
    data: InquiryCommandData[Type],
  ): Refusal | null {
    return this.give(on, type, data, { kind: 'person', id: who });
  }

  happens<Type extends InquiryCommandType>(on: Reference, type: Type, data: InquiryCommandData[Type]): void {
    this.give(on, type, data, { kind: 'integration', id: 'erp' });
  }

  writes(on: Reference, thanksOnly = false): void {
    const message = `${on}.in-${this.at(on).sequence}`;
    this.give(on, 'receiveMessage', { message, text, thanksOnly }, { kind: 'customer', id: 'C-1' });
  }

  /** Lets the oldest thing that was told, or the one chosen among the senders, be heard. */
  hear(index = 0): void {
    const chosen = this.tells[index % Math.max(1, this.tells.length)];
    if (!chosen) return;
    // One sender's words arrive in order.
    const sender = ownerSubject(chosen.key.split('/')[0] as `inquiry:${string}`);
    const at = this.tells.findIndex(({ key }) => key.startsWith(`${inquiryOwner(sender)}/`));
    const [told] = this.tells.splice(at, 1);
    if (told) this.give(told.into, told.signal, told.data, told.actor);
  }

  hearAll(): void {
    while (this.tells.length > 0) this.hear();
  }

  /** Everything that falls due by then is met at its instant. */
  passUntil(instant: string): void {
    for (const reference of this.cases.keys()) {
      for (let due = wakeAt(this.at(reference), policy); due !== null && due <= instant;) {
        const before = this.now;
        if (due > this.now) this.now = due;
        this.give(reference, 'deadlinesDue', {}, { kind: 'timer', id: due });
        const next = wakeAt(this.at(reference), policy);
        this.now = before;
        if (next === due) break;
        due = next;
      }
    }
    this.now = instant;
  }

  /** What should be held: every open dispute of a case that is merged nowhere, once. */
  owed(): Map<string, number> {
    const owed = new Map<string, number>();
    for (const state of this.cases.values()) {
      if (state.merged) continue;
      for (const dispute of openDisputes(state)) {
        const key = `${dispute.invoice} ${holdOf(state, dispute)}`;
        if (owed.has(key)) throw new Error(`two open disputes have the hold ${key}`);
        owed.set(key, subtract(dispute.disputed, dispute.credited).minor);
      }
    }
    return owed;
  }

  propose(who: string, on: Reference, invoice: string, minor: number): Refusal | null {
    const content = { kind: 'credit_note', invoice, amount: usd(minor), reason: 'price', explanation: text } as const;
    return this.tries(who, on, 'propose', { content });
  }

  approve(who: string, on: Reference): Refusal | null {
    const open = this.at(on).proposals.find(({ status }) => status === 'open');
    if (!open) return { code: 'proposal_not_found' };
    const { id: proposal, contentHash } = open;
    return this.tries(who, on, 'decide', { proposal, contentHash, decision: 'approve' });
  }

  post(on: Reference): void {
    const approved = this.at(on).proposals.find(({ status }) => status === 'approved');
    if (!approved) return;
    this.happens(on, 'settleEffect', { key: 'k', kind: 'postToLedger', subject: approved.id, result: 'done' });
  }

  private give<Type extends InquiryCommandType>(
    on: Reference,
    type: Type,
    data: InquiryCommandData[Type],
    actor: Actor,
    facts: Partial<InquiryContext['facts']> = {},
  ): Refusal | null {
    const before = this.cases.get(on) ?? null;
    const command = { id: 'c', type, actor, data } as InquiryCommand;
    const decision = decide(before, command, this.context(on, command, facts));
    if ('refusal' in decision) return decision.refusal;
    for (const event of decision.events) this.record(on, event, actor);
    return null;
  }

  private record(on: Reference, event: InquiryEvent, actor: Actor): void {
    const before = this.cases.get(on) ?? null;
    const sequence = (before?.sequence ?? 0) + 1;
    const after = evolve(before, { sequence, occurredAt: this.now, actor, event });
    this.cases.set(on, after);
    this.events.set(on, [...(this.events.get(on) ?? []), event]);
    this.alerts.push(
      ...alertsOf(event, after, policy).map(({ kind, team }) => `${on} ${kind} to ${team ?? 'a person'}`),
    );
    for (const [index, { kind, subject, data }] of effectsOf(event, after).entries()) {
      const key = effectKey(inquiryOwner(on), sequence, index);
      if (kind === 'tellInquiry') {
        const { signal, ...rest } = data as { signal: Tell['signal'] };
        this.tells.push({ key, into: subject, signal, data: structuredClone(rest) as never, actor });
      } else if (kind === 'tellFollowUp') {
        const { signal, invoice, hold, amount } = data as Record<string, string> & { amount?: Amount };
        if (signal === 'hold') this.holds.set(`${invoice} ${hold}`, amount?.minor ?? 0);
        else this.holds.delete(`${invoice} ${hold}`);
      } else if (kind === 'openSplit') {
        const split = { ...(event as Extract<InquiryEvent, { type: 'split_off' }>), from: on };
        const reference = this.openSplit(split);
        this.happens(on, 'settleEffect', { key, kind, subject, result: 'done', reference });
      }
    }
  }

  private openSplit(split: SplitOff & { from: Reference }): Reference {
    return this.open({ split, follows: split.from, contact: split.contact, customer: split.customer });
  }

  /** As the database would answer. */
  private context(on: Reference, command: InquiryCommand, facts: Partial<InquiryContext['facts']>): InquiryContext {
    const state = this.cases.get(on);
    const into = command.type === 'merge' ? command.data.into : state?.merged?.into;
    const otherCase = into === undefined ? undefined : this.cases.get(into);
    const all = [...this.cases.values()];
    const heldBy = all.find(({ absorbed }) => absorbed?.some(({ from }) => from === on))?.reference;
    const invoice = { customer: 'C-1', legalEntity: 'halden-uk', original: usd(100_000_00), open: usd(100_000_00) };
    return {
      now: this.now,
      policy,
      directory: { people, delegations: [] },
      facts: {
        ...noFacts,
        workload: { open: {}, lastAssigned: {} },
        invoices: { 'INV-1': invoice, 'INV-2': invoice, 'INV-3': invoice, 'INV-9': { ...invoice, customer: 'C-9' } },
        group: ['C-1'],
        customers: { 'C-1': { contact: 'contact-1' } },
        records: ['agreement:A-1', ...[...this.cases.keys()].map((reference) => `inquiry:${reference}`)],
        ...(otherCase && { otherCase }),
        absorbedCases: (state?.absorbed ?? []).map(({ from }) => this.at(from)),
        ...(heldBy !== undefined && { heldBy }),
        ...facts,
      },
    };
  }
}
