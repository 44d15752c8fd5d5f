import { invoiceIdFor, type ProposalId } from '../../../contracts/ids';
import type { Amount, InquiryCommandData, ProposalContent, ProposedContent, Stage } from '../../../contracts/inquiry';
import type { ProposalKind } from '../../../contracts/vocabulary';
import { approvalFor, contentHash, inPolicyCurrency, stagesFor } from '../../approvals';
import { addElapsed, dayInMilliseconds } from '../../instant';
import { compare, sum } from '../../money';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { resumeClocks } from '../clocks';
import { requireInvoiceContent } from './invoice-content';
import { findProposal, type ProposalState, type ProposalStatus } from '../state';
import { beginWork } from './work';
import { own } from '../../own';

/** A proposal waits for the approvers that the policy demands for what it amounts to. One waits at a time. */
export function propose(draft: Draft, { content: proposed }: InquiryCommandData['propose']): void {
  const preparer = draft.ownerOrLead();
  const proposal = `${draft.state.reference}-P${draft.state.proposals.length + 1}`;
  requireDuty(draft, proposed.kind);
  const content = completeContent(draft, proposal, proposed);
  requirePossible(draft, content);
  beginWork(draft);
  stopWaiting(draft);
  draft.record({ type: 'proposal_made', ...version(draft, proposal, 1, content, preparer) });
}

/** Any change makes a new version: decisions on the old one are void, and the editor is excluded from deciding. */
export function revise(draft: Draft, { proposal: id, content: proposed }: InquiryCommandData['revise']): void {
  const editor = draft.ownerOrLead();
  const proposal = findProposal(draft.state, id);
  if (!proposal) return refuse('proposal_not_found', undefined, { proposal: id });
  requireStatus(proposal, ['open', 'returned', 'posting_failed']);
  if (draft.state.proposals.some((other) => other.id !== id && other.status === 'open')) refuse('proposal_open');
  if (proposed.kind !== proposal.content.kind) refuse('record_unknown', 'a proposal keeps its kind');
  requireDuty(draft, proposed.kind);
  const content = completeContent(draft, id, proposed);
  requirePossible(draft, content);
  if (contentHash(draft.state.reference, id, content) === proposal.contentHash && proposal.status === 'open') {
    refuse('unchanged');
  }
  stopWaiting(draft);
  draft.record({ type: 'proposal_revised', ...version(draft, id, proposal.version + 1, content, editor) });
}

export function withdraw(draft: Draft, { proposal: id, reason }: InquiryCommandData['withdraw']): void {
  draft.ownerOrLead();
  const proposal = findProposal(draft.state, id);
  if (!proposal) return refuse('proposal_not_found', undefined, { proposal: id });
  requireStatus(proposal, ['open', 'posting_failed']);
  draft.record({ type: 'proposal_closed', proposal: id, how: 'withdrawn', ...(reason && { reason }) });
}

function requireStatus({ status }: ProposalState, allowed: ProposalState['status'][]): void {
  if (!allowed.includes(status)) refuse('proposal_not_open', undefined, { status });
}

/** From now on the approvers are waited for, no longer the customer. */
function stopWaiting(draft: Draft): void {
  if (draft.state.phase === 'pending_customer') resumeClocks(draft, 'a proposal waits for approval');
}

function version(draft: Draft, proposal: string, number: number, content: ProposalContent, preparer: string) {
  const { policy, now } = draft.context;
  const alone = inPolicyCurrency(policy, content.amount);
  const counted = countedAmount(draft, proposal, content);
  const approval = approvalFor(policy, content.kind);
  const { onBehalfOf } = draft.person();
  return {
    proposal,
    version: number,
    content,
    contentHash: contentHash(draft.state.reference, proposal, content),
    preparer,
    onBehalfOf: onBehalfOf ?? null,
    stages: stagesFor(approval, counted).map(({ name, title, quorum }): Stage => ({ name, title, quorum })),
    ...(approval.order === 'parallel' && { order: approval.order }),
    threshold: { amount: alone.amount, counted, rate: alone.rate },
    expiresAt: addElapsed(now, approval.expiresAfterDays * dayInMilliseconds),
    ...(approval.remindAfterDays !== undefined && {
      remindAt: addElapsed(now, approval.remindAfterDays * dayInMilliseconds),
    }),
  };
}

/** An invoice is issued by the legal entity of the case, to its customer, under a number that follows from the proposal. */
function completeContent({ state }: Draft, proposal: ProposalId, content: ProposedContent): ProposalContent {
  if (content.kind !== 'invoice') return content;
  if (state.customer === null) return refuse('not_identified', 'an invoice is issued to a known customer');
  return { ...content, invoice: invoiceIdFor(proposal), legalEntity: state.legalEntity, customer: state.customer };
}

/** What counts towards thresholds and limits, in the policy's currency: the amount with all others that count beside it. */
export function countedAmount(
  around: Pick<Draft, 'state' | 'context'>,
  proposal: string,
  { kind, amount }: ProposalContent,
): Amount {
  const { policy } = around.context;
  const all = [amount, ...othersThatCount(around, proposal, kind)].map((one) => inPolicyCurrency(policy, one).amount);
  return sum(all, policy.rates.currency);
}

const counting: ProposalStatus[] = ['open', 'approved', 'posted', 'posting_failed'];

/** All of a kind on this case, however old, and those of the customer in the last thirty days: splitting does not help. */
function othersThatCount(
  { state, context }: Pick<Draft, 'state' | 'context'>,
  proposal: string,
  kind: ProposalKind,
): Amount[] {
  const here = state.proposals.filter(({ id }) => id !== proposal);
  const elsewhere = context.facts.recentProposals.filter(
    (recent) => recent.kind === kind && !state.proposals.some(({ id }) => id === recent.proposal),
  );
  return [
    ...here.filter(({ content, status }) => content.kind === kind && counting.includes(status)).map((p) => p.content),
    ...elsewhere,
  ].map(({ amount }) => amount);
}

function requireDuty(draft: Draft, kind: ProposalKind): void {
  const { prepareDuty } = approvalFor(draft.context.policy, kind);
  const preparer = draft.context.directory.people[draft.person().id];
  if (!preparer?.duties.includes(prepareDuty)) refuse('role_required', `duty ${prepareDuty}`);
}

/** What is proposed must be possible now; the ledger checks again when it posts. */
function requirePossible(draft: Draft, content: ProposalContent): void {
  const { facts } = draft.context;
  const { amount } = content;
  if (amount.minor <= 0) refuse('amount_invalid');
  if (content.kind === 'credit_note') {
    requireInvoice(draft, content.invoice, amount);
    return;
  }
  if (content.kind === 'invoice') {
    requireInvoiceContent(draft, content);
    return;
  }
  const payment = own(facts.payments, content.payment);
  if (payment?.legalEntity !== draft.state.legalEntity) return refuse('payment_unknown');
  // Money of one customer never settles what another one owes, unless they belong together.
  if (payment.customer !== null && !facts.group.includes(payment.customer)) refuse('payment_unknown', 'payer');
  if (payment.unapplied.currency !== amount.currency) refuse('currency_mismatch');
  if (content.allocations.length === 0) refuse('amount_invalid', 'an allocation names at least one invoice');
  const invoices = content.allocations.map((allocation) => allocation.invoice);
  if (new Set(invoices).size !== invoices.length) refuse('amount_invalid', 'each invoice once');
  for (const allocation of content.allocations) {
    if (allocation.amount.minor <= 0) refuse('amount_invalid');
    requireInvoice(draft, allocation.invoice, allocation.amount);
  }
  const total = sum(
    content.allocations.map((allocation) => allocation.amount),
    amount.currency,
  );
  if (compare(total, amount) !== 0) refuse('amount_invalid', 'allocations must add up to the amount');
  if (compare(amount, payment.unapplied) > 0) refuse('amount_exceeds', 'more than is unapplied on the payment');
}

function requireInvoice(draft: Draft, id: string, amount: { minor: number; currency: string }): void {
  const invoice = own(draft.context.facts.invoices, id);
  if (!invoice || draft.state.customer === null || invoice.customer !== draft.state.customer) {
    return refuse('invoice_unknown', undefined, { invoice: id });
  }
  if (invoice.open.currency !== amount.currency) refuse('currency_mismatch', undefined, { invoice: id });
  if (compare(amount, invoice.open) > 0) refuse('amount_exceeds', 'more than is open on the invoice', { invoice: id });
}
