import type { InquiryCommandData } from '../../../contracts/inquiry';
import { compare, subtract } from '../../money';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import type { DisputeState } from '../state';
import { own } from '../../own';
import { restsOn, unfinished } from './things';

/** Part of an invoice is disputed: only that part is held back from dunning, the rest goes on being collected. */
export function dispute(draft: Draft, { invoice, amount, reason }: InquiryCommandData['dispute']): void {
  const { state, context } = draft;
  const found = own(context.facts.invoices, invoice);
  if (!found || found.customer !== state.customer) return refuse('invoice_unknown');
  if (amount.currency !== found.open.currency)
    refuse('currency_mismatch', undefined, { currency: found.open.currency });
  if (amount.minor <= 0) refuse('amount_invalid');
  if (compare(amount, found.open) > 0) refuse('amount_exceeds', 'disputed more than open');
  if (openDispute(draft, invoice)) refuse('unchanged', 'this invoice is disputed in this case');
  if (!state.links.some(({ kind, id }) => kind === 'invoice' && id === invoice)) {
    draft.record({ type: 'linked', target: { kind: 'invoice', id: invoice } });
  }
  // The hold of a dispute that was split off goes on under its name.
  const taken = state.splits?.some(({ disputes }) => disputes.includes(invoice));
  const hold = taken ? { hold: `dispute.${state.reference}.${draft.state.sequence + 1}` } : {};
  draft.record({ type: 'dispute_opened', invoice, amount, reason, by: draft.person().id, ...hold });
}

/**
 * The rest of a dispute is found unjustified or taken back: it returns to collection. Not while a credit on it may still be
 * posted, which says the opposite: refuses `proposal_open`, `posting_pending`.
 */
export function settleDispute(draft: Draft, { invoice, outcome }: InquiryCommandData['settleDispute']): void {
  draft.ownerOrLead();
  const open = openDispute(draft, invoice);
  if (!open) return refuse('record_unknown', 'no open dispute on this invoice');
  const credit = draft.state.proposals.find(
    (each) =>
      unfinished(each) &&
      each.content.kind !== 'payment_allocation' &&
      restsOn(each.content, [{ kind: 'invoice', id: invoice }]),
  );
  if (credit) {
    const code = credit.status === 'approved' ? 'posting_pending' : 'proposal_open';
    refuse(code, 'a credit on what is disputed', { proposal: credit.id });
  }
  settle(draft, open, outcome);
}

export const openDispute = (draft: Draft, invoice: string): DisputeState | undefined =>
  draft.state.disputes.find((candidate) => candidate.invoice === invoice && !candidate.settled);

export function settle(draft: Draft, open: DisputeState, outcome: 'credited' | 'rejected' | 'withdrawn'): void {
  draft.record({
    type: 'dispute_settled',
    invoice: open.invoice,
    outcome,
    amount: open.disputed,
    returned: subtract(open.disputed, open.credited),
  });
}
