import type {
  FollowUpCommand,
  FollowUpCommandData,
  FollowUpCommandType,
  FollowUpEvent,
  ReminderReason,
} from '../../contracts/follow-up';
import {
  followUpOwner,
  messageIdFor,
  type CustomerId,
  type Instant,
  type InvoiceId,
  type LocalDate,
  type MessageId,
} from '../../contracts/ids';
import type { Amount, EffectResult } from '../../contracts/inquiry';
import { followUpUpdates, type FollowUpUpdate } from '../../contracts/messages';
import type { MessageStatus } from '../../contracts/vocabulary';
import type { Refusal } from '../../contracts/errors';
import type { Directory } from '../directory';
import { coveringRoles, may, requireOwnSession } from '../duties';
import { isNews, statusChange } from '../inquiry/commands/facts';
import { earliestInstant } from '../instant';
import { compare, isZero, subtract, zero } from '../money';
import type { Policy } from '../policy';
import { refuse, Refused } from '../refusal';
import { addDaysToDate, localDateAt } from '../time-zone';
import { collectable } from './collectable';
import { evolve } from './evolve';
import { daysLater, firstStep, instantAfterSending, ladderTerms, sendInstant, type LadderTerms } from './ladder';
import { keptOf } from './promises';
import { initialFollowUp, type FollowUpState, type PromiseState } from './state';
import { own } from '../own';

export interface FollowUpContext {
  now: Instant;
  policy: Policy;
  directory: Directory;
  customer: { id: CustomerId; zone: string; segment: string; contact: string | null };
  /** Balances as they are in the transaction that writes the decision; a missing invoice does not exist. */
  invoices: Record<InvoiceId, { customer: CustomerId; legalEntity: string; dueDate: LocalDate; open: Amount }>;
}

export type FollowUpDecision = { events: FollowUpEvent[] } | { refusal: Refusal };

/** How far ahead a customer may name a day. */
const furthestDays = 180;

type Decider<Data> = (draft: FollowUpDraft, data: Data) => void;

class FollowUpDraft {
  readonly events: FollowUpEvent[] = [];
  readonly terms: LadderTerms;

  constructor(
    public state: FollowUpState,
    readonly command: FollowUpCommand,
    readonly context: FollowUpContext,
  ) {
    this.terms = ladderTerms(context.policy, context.customer);
  }

  record(event: FollowUpEvent): void {
    this.events.push(event);
    this.state = evolve(this.state, {
      sequence: this.state.sequence + 1,
      occurredAt: this.context.now,
      actor: this.command.actor,
      event,
    });
  }

  /** What may be asked for on a tracked invoice now; null when the books do not know it. */
  collectable(invoice: InvoiceId): Amount | null {
    const found = own(this.context.invoices, invoice);
    if (!found) return null;
    const { holds } = own(this.state.invoices, invoice) ?? { holds: [] };
    const promises = this.state.promises.filter((promise) => promise.invoice === invoice);
    return collectable({ open: found.open, holds, promises, stopped: this.state.stopped }, this.context.now);
  }
}

const deciders: { [Type in FollowUpCommandType]: Decider<FollowUpCommandData[Type]> } = {
  track,
  hold,
  release,
  promise,
  cancelPromise,
  stop: (draft, { reason }) => {
    if (draft.state.stopped === reason) refuse('unchanged');
    draft.record({ type: 'stopped', reason });
  },
  resume: (draft) => {
    if (draft.state.stopped === null) refuse('unchanged');
    draft.record({ type: 'resumed' });
  },
  recordPayment,
  recordDelivery,
  acknowledge,
  deadlinesDue,
  settleEffect,
  requestCancel: (draft) => {
    draft.record({ type: 'cancel_requested' });
  },
  catchUp: () => undefined,
};

/** The rule book of a customer's follow-up; pure, as for cases. */
export function decideFollowUp(
  state: FollowUpState | null,
  command: FollowUpCommand,
  context: FollowUpContext,
): FollowUpDecision {
  const draft = new FollowUpDraft(state ?? initialFollowUp(context.customer.id), command, context);
  try {
    if (isUpdate(command.type)) requireAllowed(draft, command.type);
    const decider = deciders[command.type] as Decider<unknown>;
    decider(draft, command.data);
    return { events: draft.events };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}

/** The next instant at which something has to be decided; null when nothing is to come. */
export const followUpWakeAt = (state: FollowUpState): Instant | null =>
  state.ended
    ? null
    : earliestInstant([
        ...Object.values(state.invoices).map(({ nextAt }) => nextAt),
        ...state.promises.map(({ judgeAt }) => judgeAt),
      ]);

const isUpdate = (type: string): type is FollowUpUpdate => (followUpUpdates as readonly string[]).includes(type);

function requireAllowed(draft: FollowUpDraft, type: FollowUpUpdate): void {
  const { actor } = draft.command;
  if (actor.kind === 'person' && !draft.context.directory.people[actor.id]?.active) refuse('person_unknown');
  const roles =
    actor.kind === 'person'
      ? (draft.context.directory.people[actor.id]?.roles ?? [])
      : actor.kind === 'customer' || actor.kind === 'integration'
        ? [actor.kind]
        : [];
  requireOwnSession(actor, type);
  if (!may(roles, type)) refuse('role_required', 'roles', { needs: coveringRoles(type) });
}

function track(draft: FollowUpDraft, { invoice, issued }: FollowUpCommandData['track']): void {
  const known = own(draft.context.invoices, invoice);
  if (known?.customer !== draft.state.customer || isZero(known.open) || own(draft.state.invoices, invoice)) return;
  const { dueDate, legalEntity } = known;
  const { now } = draft.context;
  const sendsFirst = issued === true && draft.terms.steps[0]?.purpose === 'invoice';
  const { index, at } = sendsFirst ? { index: 0, at: now } : firstStep(draft.terms, dueDate, now);
  draft.record({ type: 'invoice_tracked', invoice, dueDate, legalEntity, nextStep: index, nextAt: at });
}

/** A case holds part of an invoice; the same hold again with another amount replaces it. */
function hold(draft: FollowUpDraft, data: FollowUpCommandData['hold']): void {
  const currency = own(draft.context.invoices, data.invoice)?.open.currency;
  if (data.amount && currency && data.amount.currency !== currency) refuse('currency_mismatch');
  track(draft, { invoice: data.invoice });
  if (own(draft.state.invoices, data.invoice)) draft.record({ type: 'hold_placed', ...data });
}

function release(draft: FollowUpDraft, { invoice, hold: id }: FollowUpCommandData['release']): void {
  const held = own(draft.state.invoices, invoice)?.holds.some((known) => known.id === id);
  if (held) draft.record({ type: 'hold_released', invoice, hold: id });
}

function promise(draft: FollowUpDraft, data: FollowUpCommandData['promise']): void {
  const { context, state, terms } = draft;
  const found = own(context.invoices, data.invoice);
  if (!found || found.customer !== state.customer || !own(state.invoices, data.invoice))
    return refuse('invoice_unknown');
  if (state.promises.some(({ id }) => id === data.promise)) refuse('unchanged');
  if (data.amount.currency !== found.open.currency) refuse('currency_mismatch');
  if (data.amount.minor <= 0) refuse('amount_invalid');
  const unpromised = state.promises
    .filter(({ invoice }) => invoice === data.invoice)
    .reduce((rest, { amount }) => subtract(rest, amount), found.open);
  if (compare(data.amount, unpromised) > 0) refuse('amount_exceeds', 'promised more than is open');
  if (!isPossibleDate(draft, data.date)) refuse('date_invalid', 'from today on', { furthest_days: furthestDays });
  const lastDay = addDaysToDate(data.date, context.policy.reminders.promiseToleranceDays + 1);
  draft.record({ type: 'promise_made', ...data, openBefore: found.open, judgeAt: sendInstant(terms, lastDay) });
}

function cancelPromise(draft: FollowUpDraft, { promise: id }: FollowUpCommandData['cancelPromise']): void {
  const known = draft.state.promises.find((candidate) => candidate.id === id);
  if (!known) return refuse('promise_unknown');
  draft.record({ type: 'promise_judged', promise: id, result: 'cancelled', paid: zero(known.amount.currency) });
  takeUpAgain(draft, known);
}

/**
 * A step that was put off only for this promise need not wait for its day any more: it is looked at again on the next day, and
 * never sooner after the last contact about the invoice than reminders are apart. What else has moved it stays as it is.
 */
function takeUpAgain(draft: FollowUpDraft, { id, invoice, judgeAt }: PromiseState): void {
  const { terms, context, state } = draft;
  const tracked = own(state.invoices, invoice);
  const step = tracked && terms.steps[tracked.nextStep];
  if (!step || tracked.waitsFor !== id || tracked.nextAt !== judgeAt) return;
  const contacts = Object.values(state.messages)
    .filter(({ invoices, status }) => invoices.includes(invoice) && status !== 'cancelled')
    .flatMap(({ contactedAt }) => contactedAt ?? [])
    .sort();
  const last = contacts.at(-1);
  const tomorrow = daysLater(terms, context.now, 1);
  const apart = last === undefined ? tomorrow : daysLater(terms, last, terms.minimumDaysBetween);
  const nextAt = apart > tomorrow ? apart : tomorrow;
  if (nextAt >= judgeAt) return;
  draft.record({
    type: 'reminder_decided',
    invoice,
    step: step.name,
    decision: 'postpone',
    reason: 'promise_cancelled',
    amount: draft.collectable(invoice),
    nextStep: tracked.nextStep,
    nextAt,
  });
}

function recordPayment(draft: FollowUpDraft, data: FollowUpCommandData['recordPayment']): void {
  draft.record({ type: 'payment_recorded', ...data });
  for (const { promise: known, kept } of keptByNow(draft)) {
    if (compare(kept, known.amount) === 0) {
      draft.record({ type: 'promise_judged', promise: known.id, result: 'kept', paid: kept });
    }
  }
  for (const invoice of Object.keys(draft.state.invoices)) settleIfPaid(draft, invoice);
  endIfDone(draft);
}

function recordDelivery(draft: FollowUpDraft, data: FollowUpCommandData['recordDelivery']): void {
  const known = own(draft.state.messages, data.message);
  if (known && isNews(known.status, data.status)) draft.record(statusChange(data));
}

/** The customer has seen it: with a date the next step moves to that day, without one it waits the policy's days. */
function acknowledge(draft: FollowUpDraft, data: FollowUpCommandData['acknowledge']): void {
  const { terms, context } = draft;
  const known = own(draft.state.messages, data.message);
  if (!known || known.status === 'acknowledged') return;
  const date = data.date !== null && isPossibleDate(draft, data.date) ? data.date : null;
  const until = date
    ? sendInstant(terms, addDaysToDate(date, 1))
    : daysLater(terms, context.now, context.policy.reminders.acknowledgedWithoutDateDays);
  const deferred = known.invoices.flatMap((invoice) => {
    const nextAt = own(draft.state.invoices, invoice)?.nextAt ?? null;
    return nextAt === null ? [] : [{ invoice, nextAt: until > nextAt || date ? until : nextAt }];
  });
  draft.record({ type: 'message_status_changed', message: data.message, status: 'acknowledged', machine: false });
  draft.record({ type: 'acknowledged', message: data.message, date, deferred });
}

/** Judges promises, then decides every step that is due with the balances of this instant; one message for all of them. */
function deadlinesDue(draft: FollowUpDraft): void {
  const { now } = draft.context;
  for (const { promise: known, kept } of keptByNow(draft).filter(({ promise: { judgeAt } }) => judgeAt <= now)) {
    const result = compare(kept, known.amount) === 0 ? 'kept' : isZero(kept) ? 'broken' : 'partially_kept';
    draft.record({ type: 'promise_judged', promise: known.id, result, paid: kept });
  }
  const due = Object.keys(draft.state.invoices).filter((invoice) => {
    const nextAt = own(draft.state.invoices, invoice)?.nextAt ?? null;
    return nextAt !== null && nextAt <= now && !settleIfPaid(draft, invoice);
  });
  const toSend = due.flatMap((invoice) => decideStep(draft, invoice));
  if (toSend.length > 0) queue(draft, toSend);
  if (draft.events.some((event) => event.type === 'handed_to_collections')) alertCollections(draft);
  endIfDone(draft);
}

type Item = { invoice: InvoiceId; amount: Amount; step: string; purpose: 'invoice' | 'reminder' };

/** One step of one invoice: what was decided, and why, is in the journal whether or not anything is sent. */
function decideStep(draft: FollowUpDraft, invoice: InvoiceId): Item[] {
  const { terms, context } = draft;
  const tracked = own(draft.state.invoices, invoice);
  const amount = draft.collectable(invoice);
  if (!tracked) return [];
  const step = terms.steps[tracked.nextStep];
  if (!step) {
    draft.record({ type: 'handed_to_collections', invoice });
    return [];
  }
  const postpone = (reason: ReminderReason, nextAt: Instant, waitsFor?: string) => {
    const { nextStep } = tracked;
    draft.record({
      type: 'reminder_decided',
      invoice,
      step: step.name,
      decision: 'postpone',
      reason,
      amount,
      nextStep,
      nextAt,
      ...(waitsFor !== undefined && { waitsFor }),
    });
    return [];
  };
  const tomorrow = daysLater(terms, context.now, 1);
  if (draft.state.stopped) return postpone('stopped', tomorrow);
  if (!amount || !context.customer.contact) return postpone('no_recipient', tomorrow);
  if (isZero(amount)) {
    const promised = draft.state.promises.find((known) => known.invoice === invoice);
    return promised ? postpone('promised', promised.judgeAt, promised.id) : postpone('fully_held', tomorrow);
  }
  const budgetFreeAt = contactBudgetFreeAt(draft);
  if (budgetFreeAt) return postpone('contact_budget', budgetFreeAt);
  const nextStep = tracked.nextStep + 1;
  draft.record({
    type: 'reminder_decided',
    invoice,
    step: step.name,
    decision: 'send',
    reason: 'open_balance',
    amount,
    nextStep,
    nextAt: instantAfterSending(terms, nextStep, tracked.dueDate, context.now),
  });
  if (nextStep >= terms.steps.length) draft.record({ type: 'handed_to_collections', invoice });
  return [{ invoice, amount, step: step.name, purpose: step.purpose }];
}

/** One consolidated message; it is a reminder as soon as one of its items is. */
function queue(draft: FollowUpDraft, items: Item[]): void {
  const { customer, sequence } = draft.state;
  const purpose = items.every((item) => item.purpose === 'invoice') ? 'invoice' : 'reminder';
  const step = `${purpose}-${sequence + 1}`;
  draft.record({
    type: 'message_queued',
    message: messageIdFor(followUpOwner(customer), step),
    purpose,
    step,
    recipient: { customer },
    items: items.map(({ invoice, amount, step: name }) => ({ invoice, amount, step: name })),
  });
}

function alertCollections(draft: FollowUpDraft): void {
  const step = `alert-${draft.state.sequence + 1}`;
  const message = messageIdFor(followUpOwner(draft.state.customer), step);
  draft.record({
    type: 'message_queued',
    message,
    purpose: 'alert',
    step,
    recipient: { team: 'collections' },
    items: [],
  });
}

const statusAfterSending: Record<EffectResult['result'], MessageStatus> = {
  done: 'sent',
  failed: 'failed',
  unknown: 'unknown',
};

/**
 * How a send ended. One that was superseded at the last instant, because a payment or hold arrived after the decision, is
 * cancelled and its invoices are decided anew at once.
 */
function settleEffect(draft: FollowUpDraft, data: EffectResult): void {
  const known = own(draft.state.messages, data.subject);
  if (data.kind !== 'sendMessage' || known?.status !== 'pending') return;
  if (data.detail === 'superseded') {
    draft.record({ type: 'message_status_changed', message: data.subject, status: 'cancelled', machine: false });
    for (const invoice of known.invoices) supersede(draft, invoice, data.subject);
    endIfDone(draft);
    return;
  }
  draft.record({
    type: 'message_status_changed',
    message: data.subject,
    status: statusAfterSending[data.result],
    machine: false,
  });
  if (data.result !== 'done') {
    draft.record({ type: 'effect_parked', key: data.key, kind: data.kind, code: data.detail ?? 'unknown' });
  }
}

function supersede(draft: FollowUpDraft, invoice: InvoiceId, message: MessageId): void {
  const tracked = own(draft.state.invoices, invoice);
  if (!tracked || settleIfPaid(draft, invoice) || hasLaterMessage(draft, invoice, message)) return;
  const nextStep = Math.max(0, tracked.nextStep - 1);
  draft.record({
    type: 'reminder_decided',
    invoice,
    step: draft.terms.steps[nextStep]?.name ?? 'end',
    decision: 'postpone',
    reason: 'superseded',
    amount: draft.collectable(invoice),
    nextStep,
    nextAt: draft.context.now,
  });
}

/** The ladder has gone on since; going back would send the later step once more. */
function hasLaterMessage({ state }: FollowUpDraft, invoice: InvoiceId, message: MessageId): boolean {
  const messages = Object.entries(state.messages);
  const later = messages.slice(messages.findIndex(([id]) => id === message) + 1);
  return later.some(([, { invoices, status }]) => invoices.includes(invoice) && status !== 'cancelled');
}

/** Records that an invoice is paid, and why its due step, if any, is left out. */
function settleIfPaid(draft: FollowUpDraft, invoice: InvoiceId): boolean {
  const tracked = own(draft.state.invoices, invoice);
  const found = own(draft.context.invoices, invoice);
  if (!tracked || !found || !isZero(found.open)) return false;
  const step = draft.terms.steps[tracked.nextStep];
  if (step && tracked.nextAt !== null) {
    draft.record({
      type: 'reminder_decided',
      invoice,
      step: step.name,
      decision: 'skip',
      reason: 'settled',
      amount: found.open,
      nextStep: tracked.nextStep,
      nextAt: null,
    });
  }
  draft.record({ type: 'invoice_settled', invoice });
  return true;
}

function endIfDone(draft: FollowUpDraft): void {
  const { invoices, promises, ended } = draft.state;
  if (!ended && Object.keys(invoices).length === 0 && promises.length === 0) draft.record({ type: 'ended' });
}

/** What came in for every promise that is not judged yet; of an invoice that the books do not know, nothing did. */
function keptByNow(draft: FollowUpDraft): { promise: PromiseState; kept: Amount }[] {
  const { promises } = draft.state;
  return [...new Set(promises.map(({ invoice }) => invoice))].flatMap((invoice) => {
    const onIt = promises.filter((promise) => promise.invoice === invoice);
    const open = own(draft.context.invoices, invoice)?.open;
    return open ? keptOf(onIt, open) : onIt.map((promise) => ({ promise, kept: zero(promise.amount.currency) }));
  });
}

function contactBudgetFreeAt(draft: FollowUpDraft): Instant | null {
  const { messages, perDays } = draft.context.policy.reminders.contactBudget;
  const freeing = draft.state.contacts.at(-messages);
  if (freeing === undefined) return null;
  const freeAt = daysLater(draft.terms, freeing, perDays);
  return freeAt > draft.context.now ? freeAt : null;
}

function isPossibleDate(draft: FollowUpDraft, date: string): boolean {
  const today = localDateAt(draft.terms.zone, draft.context.now);
  return date >= today && date <= addDaysToDate(today, furthestDays);
}
