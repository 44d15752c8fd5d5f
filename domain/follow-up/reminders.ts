import type { ReminderReason, TriedContact } from '../../contracts/follow-up';
import { followUpOwner, messageIdFor, type Instant, type InvoiceId, type MessageId } from '../../contracts/ids';
import type { Amount, EffectResult } from '../../contracts/inquiry';
import type { MessageStatus } from '../../contracts/vocabulary';
import { compare, isZero } from '../money';
import { own } from '../own';
import { endIfDone, keptByNow, settleIfPaid, type FollowUpDraft } from './draft';
import { statusChange } from '../inquiry/commands/facts';
import { daysLater, instantAfterSending } from './ladder';
import { contactBudgetFreeAt } from './contact-budget';
import { decideQuestion, dueQuestions, takeQuestionBack, type DueQuestion } from './questions';
import { nextAllowed } from './quiet';
import { localDateAt } from '../time-zone';
import { messagesAfter } from './state';

/** Judges promises, then decides every step that is due with the balances of this instant; one message for all of them. */
export function deadlinesDue(draft: FollowUpDraft): void {
  const { now } = draft.context;
  for (const { promise: known, kept } of keptByNow(draft).filter(({ promise: { judgeAt } }) => judgeAt <= now)) {
    const result = compare(kept, known.amount) === 0 ? 'kept' : isZero(kept) ? 'broken' : 'partially_kept';
    draft.record({ type: 'promise_judged', promise: known.id, result, paid: kept });
  }
  const due = Object.keys(draft.state.invoices).filter((invoice) => {
    const nextAt = own(draft.state.invoices, invoice)?.nextAt ?? null;
    return nextAt !== null && nextAt <= now && !settleIfPaid(draft, invoice);
  });
  const items = due.flatMap((invoice) => decideStep(draft, invoice));
  const questions = dueQuestions(draft).flatMap((inquiry) => decideQuestion(draft, inquiry));
  if (items.length + questions.length > 0) queue(draft, items, questions);
  const handed = due.filter((invoice) => hasRunOut(draft, invoice));
  for (const invoice of handed) {
    draft.record({ type: 'handed_to_collections', invoice, tried: triedOn(draft, invoice) });
  }
  const unreachable = draft.events.some((event) => event.type === 'reminder_decided' && event.unreachable);
  if (handed.length > 0 || unreachable) alertCollections(draft);
  endIfDone(draft);
}

interface Item {
  invoice: InvoiceId;
  amount: Amount;
  step: string;
  purpose: 'invoice' | 'reminder';
  retries?: MessageId;
}

/** The ladder has no step left and nobody collects yet. */
function hasRunOut({ state, terms }: FollowUpDraft, invoice: InvoiceId): boolean {
  const tracked = own(state.invoices, invoice);
  return tracked !== undefined && !tracked.inCollections && tracked.nextStep >= terms.steps.length;
}

/** What was sent to the customer about an invoice, oldest first, as far as the follow-up remembers it. */
const triedOn = ({ state }: FollowUpDraft, invoice: InvoiceId): TriedContact[] =>
  Object.entries(state.messages).flatMap(([message, { invoices, status, contactedAt }]) =>
    contactedAt !== null && status !== 'cancelled' && invoices.includes(invoice)
      ? [{ message, at: contactedAt, status }]
      : [],
  );

/** One step of one invoice: what was decided, and why, is in the journal whether or not anything is sent. */
function decideStep(draft: FollowUpDraft, invoice: InvoiceId): Item[] {
  const { terms, context } = draft;
  const tracked = own(draft.state.invoices, invoice);
  const amount = draft.collectable(invoice);
  if (!tracked) return [];
  const step = terms.steps[tracked.nextStep];
  if (!step) return [];
  const postpone = (reason: ReminderReason, nextAt: Instant, more: { waitsFor?: string; unreachable?: true } = {}) => {
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
      ...more,
    });
    return [];
  };
  const tomorrow = daysLater(terms, context.now, 1);
  if (draft.state.stopped) return postpone('stopped', tomorrow);
  if (!amount || !context.customer.contact) {
    return postpone('no_recipient', tomorrow, tracked.unreachable ? {} : { unreachable: true });
  }
  if (isZero(amount)) {
    const promised = draft.state.promises.find((known) => known.invoice === invoice);
    return promised
      ? postpone('promised', promised.judgeAt, { waitsFor: promised.id })
      : postpone('fully_held', tomorrow);
  }
  // What is not due yet is mentioned out of courtesy, and left out for who does not want that.
  const early = localDateAt(terms.zone, context.now) < tracked.dueDate;
  if (early && step.purpose === 'reminder' && context.customer.courtesy === false) {
    const anchors = {
      previous: context.now,
      sent: tracked.firstSentAt ?? context.now,
      answered: draft.state.answeredAt,
    };
    draft.record({
      type: 'reminder_decided',
      invoice,
      step: step.name,
      decision: 'skip',
      reason: 'unsubscribed',
      amount,
      nextStep: tracked.nextStep + 1,
      nextAt: instantAfterSending(terms, tracked.nextStep + 1, tracked.dueDate, anchors),
    });
    return [];
  }
  const allowedAt = nextAllowed(terms, context.now);
  if (allowedAt > context.now) return postpone('quiet_hours', allowedAt);
  const budgetFreeAt = contactBudgetFreeAt(draft);
  if (budgetFreeAt) return postpone('contact_budget', budgetFreeAt);
  const nextStep = tracked.nextStep + 1;
  const firstSentAt = tracked.firstSentAt ?? context.now;
  const anchors = { previous: context.now, sent: firstSentAt, answered: draft.state.answeredAt };
  draft.record({
    type: 'reminder_decided',
    invoice,
    step: step.name,
    decision: 'send',
    reason: 'open_balance',
    amount,
    nextStep,
    nextAt: instantAfterSending(terms, nextStep, tracked.dueDate, anchors),
    ...(terms.steps.some(({ from }) => from === 'sent') && { firstSentAt }),
  });
  const { retries } = tracked;
  return [{ invoice, amount, step: step.name, purpose: step.purpose, ...(retries && { retries }) }];
}

/** One consolidated message; it is a reminder as soon as one of its items is. */
function queue(draft: FollowUpDraft, items: Item[], questions: DueQuestion[]): void {
  const { customer, sequence } = draft.state;
  const chasing = items.every((item) => item.purpose === 'invoice') ? 'invoice' : 'reminder';
  const purpose = items.length > 0 ? chasing : 'answer_reminder';
  const retries = [...items, ...questions].find((item) => item.retries !== undefined)?.retries;
  const step = `${purpose}-${sequence + 1}`;
  draft.record({
    type: 'message_queued',
    message: messageIdFor(followUpOwner(customer), step),
    purpose,
    step,
    recipient: { customer },
    items: items.map(({ invoice, amount, step: name }) => ({ invoice, amount, step: name })),
    ...(questions.length > 0 && {
      questions: questions.map(({ inquiry, askedOn, step: name }) => ({ inquiry, askedOn, step: name })),
    }),
    ...(retries !== undefined && { retries }),
  });
}

export function alertCollections(draft: FollowUpDraft): void {
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
export function settleEffect(draft: FollowUpDraft, data: EffectResult): void {
  const known = own(draft.state.messages, data.subject);
  if (data.kind !== 'sendMessage' || known?.status !== 'pending') return;
  if (data.detail === 'superseded') {
    draft.record({ type: 'message_status_changed', message: data.subject, status: 'cancelled', machine: false });
    takeBack(draft, data.subject, 'superseded');
    endIfDone(draft);
    return;
  }
  const status = statusAfterSending[data.result];
  draft.record(statusChange({ message: data.subject, status, ...(status === 'sent' && { evidence: 'smtp' }) }));
  if (data.result !== 'done') {
    draft.record({ type: 'effect_parked', key: data.key, kind: data.kind, code: data.detail ?? 'unknown' });
  }
}

/** What a message said is decided anew at once: it was superseded before it was sent, or it came back. */
export function takeBack(draft: FollowUpDraft, message: MessageId, reason: 'superseded' | 'bounced'): void {
  const known = own(draft.state.messages, message);
  if (!known) return;
  for (const invoice of known.invoices) takeInvoiceBack(draft, invoice, message, reason);
  for (const inquiry of known.questions ?? []) takeQuestionBack(draft, inquiry, message, reason);
}

function takeInvoiceBack(
  draft: FollowUpDraft,
  invoice: InvoiceId,
  message: MessageId,
  reason: 'superseded' | 'bounced',
): void {
  const tracked = own(draft.state.invoices, invoice);
  if (!tracked || settleIfPaid(draft, invoice) || hasLaterMessage(draft, invoice, message)) return;
  const nextStep = Math.max(0, tracked.nextStep - 1);
  draft.record({
    type: 'reminder_decided',
    invoice,
    step: draft.terms.steps[nextStep]?.name ?? 'end',
    decision: 'postpone',
    reason,
    amount: draft.collectable(invoice),
    nextStep,
    nextAt: draft.context.now,
    ...(reason === 'bounced' && { retries: message }),
  });
}

/** The ladder has gone on since; going back would send the later step once more. */
function hasLaterMessage({ state }: FollowUpDraft, invoice: InvoiceId, message: MessageId): boolean {
  return messagesAfter(state, message).some(
    ({ invoices, status }) => invoices.includes(invoice) && status !== 'cancelled',
  );
}
