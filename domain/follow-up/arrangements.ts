import type { FollowUpCommandData, Instalment } from '../../contracts/follow-up';
import { followUpOwner, messageIdFor, type InvoiceId } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import { compare, smaller, subtract, sum } from '../money';
import { own } from '../own';
import { refuse } from '../refusal';
import { addDaysToDate } from '../time-zone';
import { furthestDays, isPossibleDate, type FollowUpDraft } from './draft';
import { sendInstant } from './ladder';

/**
 * Offers the customer to pay in instalments. It promises nothing yet: reminders go on until it is accepted. A new offer takes
 * the place of one that still waits, whose link is worth nothing from then on.
 */
export function offerArrangement(draft: FollowUpDraft, data: FollowUpCommandData['offerArrangement']): void {
  const { state, context } = draft;
  const { customer } = state;
  if (state.stopped) refuse('contact_stopped', 'stop', { reason: state.stopped });
  if (!context.customer.contact) refuse('no_recipient');
  requirePayable(draft, data.instalments);
  const step = `arrangement_offer-${state.sequence + 1}`;
  const message = messageIdFor(followUpOwner(customer), step);
  draft.record({ type: 'arrangement_offered', message, ...data });
  draft.record({
    type: 'message_queued',
    message,
    purpose: 'arrangement_offer',
    step,
    recipient: { customer },
    items: data.instalments.map((instalment) => ({ ...instalment, step: data.arrangement })),
  });
}

/** The customer accepts what was offered, as far as it is possible still: each instalment is a promise from here on. */
export function acceptArrangement(
  draft: FollowUpDraft,
  { arrangement }: FollowUpCommandData['acceptArrangement'],
): void {
  const { state, context, terms } = draft;
  const offer = state.arrangement;
  if (offer?.id !== arrangement) return refuse('arrangement_unknown');
  const open = requirePayable(draft, offer.instalments);
  draft.record({ type: 'arrangement_accepted', arrangement });
  for (const [index, { invoice, amount, date }] of offer.instalments.entries()) {
    const lastDay = addDaysToDate(date, context.policy.reminders.promiseToleranceDays + 1);
    draft.record({
      type: 'promise_made',
      promise: `${arrangement}-${index + 1}`,
      invoice,
      amount,
      openBefore: open.get(invoice) ?? amount,
      date,
      judgeAt: sendInstant(terms, lastDay),
    });
  }
}

/**
 * Every instalment is of an open invoice of the customer, on a possible day, and together they are at most what is open and not
 * promised. Returns what is open on each invoice.
 */
function requirePayable(draft: FollowUpDraft, instalments: readonly Instalment[]): Map<InvoiceId, Amount> {
  const { context, state } = draft;
  const open = new Map<InvoiceId, Amount>();
  for (const { invoice, amount, date } of instalments) {
    const found = own(context.invoices, invoice);
    if (!found || found.customer !== state.customer || !own(state.invoices, invoice)) {
      return refuse('invoice_unknown', 'arrangement', { invoice });
    }
    if (amount.currency !== found.open.currency) refuse('currency_mismatch', 'arrangement', { invoice });
    if (amount.minor <= 0) refuse('amount_invalid', 'arrangement', { invoice });
    if (!isPossibleDate(draft, date)) refuse('date_invalid', 'from today on', { furthest_days: furthestDays });
    open.set(invoice, found.open);
  }
  for (const [invoice, amount] of open) {
    const promised = smaller(amountOn(state.promises, invoice, amount.currency), amount);
    if (compare(amountOn(instalments, invoice, amount.currency), subtract(amount, promised)) > 0) {
      refuse('amount_exceeds', 'arranged more than is open and not promised', { invoice });
    }
  }
  return open;
}

const amountOn = (
  parts: readonly { invoice: InvoiceId; amount: Amount }[],
  invoice: InvoiceId,
  currency: string,
): Amount =>
  sum(
    parts.filter((part) => part.invoice === invoice).map(({ amount }) => amount),
    currency,
  );
