import type { ReminderReason } from '../../contracts/follow-up';
import { followUpOwner, messageIdFor, type Instant, type InvoiceId, type MessageId } from '../../contracts/ids';
import type { Amount, EffectResult } from '../../contracts/inquiry';
import type { MessageStatus } from '../../contracts/vocabulary';
import { compare, isZero } from '../money';
import { own } from '../own';
import { endIfDone, keptByNow, settleIfPaid, type FollowUpDraft } from './draft';
import { daysLater, instantAfterSending } from './ladder';

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
export function settleEffect(draft: FollowUpDraft, data: EffectResult): void {
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

function contactBudgetFreeAt(draft: FollowUpDraft): Instant | null {
  const { messages, perDays } = draft.context.policy.reminders.contactBudget;
  const freeing = draft.state.contacts.at(-messages);
  if (freeing === undefined) return null;
  const freeAt = daysLater(draft.terms, freeing, perDays);
  return freeAt > draft.context.now ? freeAt : null;
}
