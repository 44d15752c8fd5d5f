import type { InvoiceContent } from '../../../contracts/inquiry';
import { requireFact } from './require-fact';
import { invoiceTotals } from '../../invoice-lines';
import { compare, MoneyError } from '../../money';
import { own } from '../../own';
import { refuse } from '../../refusal';
import { addDaysToDate } from '../../time-zone';
import type { Draft } from '../draft';

/** Days around today within which an invoice is dated, and after its date within which it falls due. */
const mostDaysAway = 366;

/** An invoice that can be issued as it stands; the ledger checks again when it posts. Refuses what is not possible. */
export function requireInvoiceContent(draft: Draft, content: InvoiceContent): void {
  requireDates(content, draft.context.now.slice(0, 10));
  requireLines(content);
  if (content.replaces !== undefined) requireReplaced(draft, content, content.replaces);
}

function requireDates({ issuedOn, dueOn }: InvoiceContent, today: string): void {
  if (dueOn < issuedOn) refuse('date_invalid', 'due before it is issued');
  if (issuedOn < addDaysToDate(today, -mostDaysAway) || issuedOn > addDaysToDate(today, mostDaysAway)) {
    refuse('date_invalid', 'issued more than a year away');
  }
  if (dueOn > addDaysToDate(issuedOn, mostDaysAway)) refuse('date_invalid', 'due more than a year after it is issued');
}

function requireLines({ lines, amount }: InvoiceContent): void {
  if (lines.length === 0) refuse('amount_invalid', 'an invoice has at least one line');
  const totals = totalsOf(lines, amount.currency);
  if (compare(totals.gross, amount) !== 0) refuse('amount_invalid', 'lines with their tax must add up to the amount');
  if (totals.tax.minor < 0 || totals.net.minor < 0) refuse('amount_invalid', 'net and tax are not below zero');
}

function totalsOf(lines: InvoiceContent['lines'], currency: string): ReturnType<typeof invoiceTotals> {
  try {
    return invoiceTotals(lines, currency);
  } catch (error) {
    if (error instanceof MoneyError) return refuse('amount_invalid', 'a line cannot be counted exactly');
    throw error;
  }
}

/** What has been paid on the old invoice goes over to the new one, which therefore cannot be for less. */
function requireReplaced(draft: Draft, { amount, customer, legalEntity }: InvoiceContent, id: string): void {
  const old = own(draft.context.facts.invoices, id);
  if (old?.customer !== customer) return refuse('invoice_unknown', undefined, { invoice: id });
  if (old.legalEntity !== legalEntity) refuse('invoice_unknown', 'legal entity', { invoice: id });
  if (old.open.currency !== amount.currency) refuse('currency_mismatch', undefined, { invoice: id });
  if (compare(requireFact(old.paid, 'paid'), amount) > 0) {
    refuse('amount_exceeds', 'more has been paid than the corrected invoice comes to', { invoice: id });
  }
}
