import type {
  FollowUpCommand,
  FollowUpCommandData,
  FollowUpCommandType,
  FollowUpEvent,
} from '../../contracts/follow-up';
import type { Instant } from '../../contracts/ids';
import { followUpUpdates, type FollowUpUpdate } from '../../contracts/messages';
import type { Refusal } from '../../contracts/errors';
import { coveringRoles, may, requireOwnSession } from '../duties';
import { isNews, statusChange } from '../inquiry/commands/facts';
import { earliestInstant } from '../instant';
import { compare, isZero, subtract, zero } from '../money';
import { refuse, Refused } from '../refusal';
import { addDaysToDate } from '../time-zone';
import {
  endIfDone,
  FollowUpDraft,
  furthestDays,
  isPossibleDate,
  keptByNow,
  settleIfPaid,
  type FollowUpContext,
} from './draft';
import { acceptArrangement, offerArrangement } from './arrangements';
import { daysLater, firstStep, sendInstant } from './ladder';
import { recordDelivery } from './deliveries';
import { answered, awaitAnswer } from './questions';
import { deadlinesDue, settleEffect } from './reminders';
import { settleSend } from './settle-send';
import { initialFollowUp, type FollowUpState, type PromiseState } from './state';
import { own } from '../own';

export type FollowUpDecision = { events: FollowUpEvent[] } | { refusal: Refusal };

type Decider<Data> = (draft: FollowUpDraft, data: Data) => void;

const deciders: { [Type in FollowUpCommandType]: Decider<FollowUpCommandData[Type]> } = {
  track,
  hold,
  release,
  promise,
  cancelPromise,
  offerArrangement,
  acceptArrangement,
  stop: (draft, { reason }) => {
    if (draft.state.stopped === reason) refuse('unchanged');
    draft.record({ type: 'stopped', reason });
  },
  resume: (draft) => {
    if (draft.state.stopped === null) refuse('unchanged');
    draft.record({ type: 'resumed' });
  },
  recordPayment,
  await: awaitAnswer,
  answered,
  recordDelivery,
  settleSend,
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
        ...Object.values(state.questions ?? {}).map(({ nextAt }) => nextAt),
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
  // Who has answered as well has said more than by a click.
  if (isNews(known.status, 'acknowledged')) {
    draft.record(statusChange({ message: data.message, status: 'acknowledged', evidence: 'link' }));
  }
  draft.record({ type: 'acknowledged', message: data.message, date, deferred });
}
