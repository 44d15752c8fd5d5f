import type { InquiryEvent } from '../../../../contracts/inquiry';
import type { Category, Urgency } from '../../../../contracts/vocabulary';
import { extractCase, type CaseHistory } from '../../../../domain/simulation/case-history';
import type { Occurrence } from '../../../../domain/inquiry/state';
import { hourInMilliseconds, instantToMilliseconds, millisecondsToInstant } from '../../../../domain/instant';
import { text } from '../case-story';

export const start = instantToMilliseconds('2026-03-07T00:00:00.000Z');
export const hours = (count: number): number => count * hourInMilliseconds;

/** A case as a table tells it, in hours: when it came, how long it waited for what, and how long it was worked on. */
export interface ToldCase {
  reference: string;
  /** Hours after the beginning of the story. */
  received: number;
  /** Hours until a person gave it out; absent when it was routed at once. */
  manual?: number;
  /** Hours in the owner's queue. */
  queue?: number;
  /** What follows once the owner has begun, in order. Left out at the end: not resolved. */
  then: ({ work: number } | { customer: number } | { approval: number } | { reply: true } | { resolved: true })[];
  owner?: string;
  category?: Category;
  urgency?: Urgency;
  confidence?: number;
}

/** The journal of such a case, event by event. */
export function journalOf(told: ToldCase): Occurrence<InquiryEvent>[] {
  const { reference, received, manual, queue = 0, then, owner = 'ada' } = told;
  const { category = 'billing_dispute', urgency = 'normal' } = told;
  const entries: Occurrence<InquiryEvent>[] = [];
  let at = start + hours(received);
  const record = (event: InquiryEvent): void => {
    const actor = { kind: 'policy' as const, id: 'test' };
    entries.push({ sequence: entries.length + 1, occurredAt: millisecondsToInstant(at), actor, event });
  };
  const classification = { category, secondary: [], urgency, evidence: [], ruleVersion: '1', language: 'en' as const };
  const explanation = { chosen: null, because: [], others: {} };
  record({
    type: 'inquiry_received',
    reference,
    channel: 'email',
    legalEntity: 'halden-uk',
    intake: 'intake-1',
    content: text,
    contact: null,
    filedBy: null,
    onBehalfOf: null,
    policyVersion: '1',
    follows: null,
  });
  const confidence = told.confidence ?? (manual === undefined ? 0.9 : 0.3);
  const needsReview = manual !== undefined;
  record({ type: 'classified', ...classification, confidence, decidedBy: 'rules', needsReview });
  if (manual === undefined) {
    record({ type: 'routed', team: 'billing', person: owner, manual: false, explanation });
  } else {
    record({ type: 'routed', team: 'triage', person: null, manual: true, explanation });
    if (then.length === 0) return entries;
    at += hours(manual);
    record({ type: 'classified', ...classification, confidence: 1, decidedBy: 'person', needsReview: false });
    record({ type: 'assigned', team: 'billing', person: owner });
  }
  if (then.length === 0) return entries;
  at += hours(queue);
  record({ type: 'work_started' });
  for (const part of then) {
    if ('work' in part) at += hours(part.work);
    else if ('reply' in part) answer();
    else if ('resolved' in part) {
      record({
        type: 'resolved',
        outcome: 'answered',
        rootCause: 'x',
        answer: text,
        confirmBy: millisecondsToInstant(at),
      });
    } else if ('customer' in part) {
      answer();
      record({ type: 'information_requested', message: 'm' });
      at += hours(part.customer);
      record({ type: 'message_received', message: 'n', text, thanksOnly: false });
    } else {
      const content = {
        kind: 'credit_note' as const,
        invoice: 'I',
        amount: { minor: 1, currency: 'USD' },
        reason: 'price' as const,
        explanation: text,
      };
      const threshold = { amount: content.amount, counted: content.amount, rate: '1' };
      record({
        ...{ type: 'proposal_made', proposal: 'p', version: 1, content, contentHash: 'h', preparer: owner },
        ...{ onBehalfOf: null, stages: [], threshold, expiresAt: millisecondsToInstant(at) },
      });
      at += hours(part.approval);
      record({ type: 'proposal_closed', proposal: 'p', how: 'withdrawn' });
    }
  }
  return entries;

  function answer(): void {
    record({ type: 'message_queued', message: 'm', purpose: 'reply', step: 's', recipient: { contact: 'c' }, text });
    if (!entries.some(({ event }) => event.type === 'first_response_given')) {
      record({ type: 'first_response_given', message: 'm' });
    }
  }
}

export const caseOf = (told: ToldCase, until = 10_000): CaseHistory =>
  extractCase(journalOf(told), { segment: null, observedUntil: start + hours(until) });

/** What a simulation comes to; its progress is for those who wait. */
export function finished<T>(running: Generator<number, T>): T {
  for (;;) {
    const { done, value } = running.next();
    if (done) return value;
  }
}
