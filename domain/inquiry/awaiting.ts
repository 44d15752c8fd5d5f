import type { AwaitingEnd, QuestionReason } from '../../contracts/follow-up';
import type { InquiryCommandData } from '../../contracts/inquiry';
import type { CustomerId, MessageId } from '../../contracts/ids';
import { quietTimes } from '../follow-up/ladder';
import { questionInstant, questionInstantAfterSending } from '../follow-up/questions';
import { nextAllowed } from '../follow-up/quiet';
import { own } from '../own';
import type { Policy } from '../policy';
import { localDateAt } from '../time-zone';
import type { Draft } from './draft';
import { alertTeamAnd, queueAnswerReminder } from './outgoing';
import { peopleOn } from './recipients';
import type { InquiryState } from './state';

/**
 * Keeps the reminders of a question in step with the case, whatever a command has changed (ADR 18). A question begins them
 * and any way out of waiting ends them. The customer's follow-up reminds, so that a customer gets one mail for everything;
 * while nobody is sure who the customer is, the case does, and hands over once they are known. A policy without a ladder
 * for questions reminds of none.
 */
export function followAwaiting(draft: Draft): void {
  if (draft.events.length === 0 || !draft.context.policy.reminders.questions) return;
  const asked = draft.events.findLast((event) => event.type === 'information_requested');
  const { awaiting, phase } = draft.state;
  if (asked) {
    begin(draft, asked.message);
  } else if (awaiting) {
    const waits = phase === 'pending_customer';
    if (!waits) end(draft, hasAnswered(draft) ? 'answered' : 'no_longer_asked');
    else if (awaiting.customer !== reminded(draft.state)) begin(draft, awaiting.message);
    else if (awaiting.customer !== null && draft.events.some(({ type }) => type === 'unmerged')) takeUpAgain(draft);
  }
}

/** Whose follow-up reminds; null: the case does. */
const reminded = ({ customer, identification }: InquiryState): CustomerId | null =>
  identification.level === 'verified' ? customer : null;

const hasAnswered = ({ events }: Draft): boolean =>
  events.some(({ type }) => type === 'message_received' || type === 'merged_message_received');

function begin(draft: Draft, message: MessageId): void {
  const { questions: ladder } = draft.context.policy.reminders;
  if (!ladder) return;
  const { now } = draft.context;
  const { awaiting } = draft.state;
  const customer = reminded(draft.state);
  const terms = termsOf(draft);
  if (awaiting && awaiting.customer !== customer) end(draft, 'no_longer_asked');
  const askedOn = awaiting?.message === message ? awaiting.askedOn : localDateAt(terms.zone, now);
  const nextAt = customer === null ? questionInstant(ladder, terms, 0, now) : null;
  draft.record({ type: 'answer_awaited', message, customer, askedOn, nextAt });
}

/** The follow-up was told at the merge that nobody waits any more. */
function takeUpAgain(draft: Draft): void {
  const { awaiting } = draft.state;
  if (!awaiting) return;
  const { message, customer, askedOn, nextAt } = awaiting;
  draft.record({ type: 'answer_awaited', message, customer, askedOn, nextAt, again: true });
}

function end(draft: Draft, because: AwaitingEnd): void {
  const { awaiting } = draft.state;
  if (!awaiting) return;
  const { message, customer } = awaiting;
  draft.record({ type: 'answer_awaited_no_more', message, because, customer });
}

/** A step of the case's own ladder is due. */
export function remindOfQuestion(draft: Draft): void {
  const { context, state } = draft;
  const { awaiting } = state;
  const { questions: ladder } = context.policy.reminders;
  if (!awaiting) return;
  const { message, nextStep, askedAt } = awaiting;
  const step = ladder?.steps[nextStep];
  if (!ladder || !step) return tellWhoAsked(draft, 'unanswered', awaiting.reminders);
  if (!state.contact) return tellWhoAsked(draft, 'no_recipient', awaiting.reminders);
  const terms = termsOf(draft);
  const allowedAt = nextAllowed(terms, context.now);
  const decision = { type: 'answer_reminder_decided', message, step: step.name } as const;
  if (allowedAt > context.now) {
    draft.record({ ...decision, decision: 'postpone', reason: 'quiet_hours', nextStep, nextAt: allowedAt });
    return;
  }
  const nextAt = questionInstantAfterSending(ladder, terms, nextStep + 1, askedAt, context.now);
  draft.record({ ...decision, decision: 'send', reason: 'unanswered', nextStep: nextStep + 1, nextAt });
  queueAnswerReminder(draft, awaiting.askedOn);
}

/** A reminder that was called back before it was sent is decided anew at once; nobody got it. */
export function takeReminderBack(draft: Draft): void {
  const { awaiting } = draft.state;
  if (!awaiting || awaiting.customer !== null || awaiting.nextStep === 0 || awaiting.nextAt === null) return;
  const nextStep = awaiting.nextStep - 1;
  draft.record({
    type: 'answer_reminder_decided',
    message: awaiting.message,
    step: draft.context.policy.reminders.questions?.steps[nextStep]?.name ?? 'end',
    decision: 'postpone',
    reason: 'superseded',
    nextStep,
    nextAt: draft.context.now,
  });
}

/** The customer's follow-up has reminded as often as it may. */
export function answerOverdue(draft: Draft, { message, reason, reminders }: InquiryCommandData['answerOverdue']): void {
  if (draft.state.awaiting?.message === message) tellWhoAsked(draft, reason, reminders);
}

function tellWhoAsked(draft: Draft, reason: QuestionReason, reminders: number): void {
  const { awaiting } = draft.state;
  if (!awaiting) return;
  draft.record({ type: 'answer_overdue', message: awaiting.message, reason, reminders });
  alertTeamAnd(draft, peopleOn(['owner'], draft.state, draft.context));
}

const termsOf = ({ context: { policy }, state }: Draft) => answerTerms(policy, state.legalEntity);

/** Somebody who is not known lives where the calendar of the legal entity does. */
export function answerTerms({ reminders, calendars, calendarOf }: Policy, legalEntity: string) {
  const calendar = own(calendarOf, legalEntity);
  const zone = (calendar === undefined ? undefined : own(calendars, calendar))?.zone ?? 'UTC';
  const { sendAtHour, minimumDaysBetween } = reminders;
  return { zone, sendAtHour, minimumDaysBetween, quiet: quietTimes(reminders, '*') };
}
