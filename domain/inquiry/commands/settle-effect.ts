import { sequenceOfEffect, type InvoiceId } from '../../../contracts/ids';
import type { Amount, InquiryCommandData } from '../../../contracts/inquiry';
import type { MessageStatus } from '../../../contracts/vocabulary';
import { add, compare, smaller, subtract } from '../../money';
import { takeReminderBack } from '../awaiting';
import type { Draft } from '../draft';
import type { ProposalState } from '../state';
import { openDispute, settle } from './dispute';
import { statusChange } from './facts';
import { isStillMerged } from './merge';
import { alertTeam } from '../outgoing';
import { own } from '../../own';

/** What became of something done outside: the only way in which an effect comes back to the case. */
export function settleEffect(draft: Draft, data: InquiryCommandData['settleEffect']): void {
  const { subject } = data;
  if (data.kind === 'sendMessage') settleMessage(draft, subject, data);
  else if (data.kind === 'postToLedger') settlePosting(draft, subject, data);
  else if (data.result !== 'done') park(draft, data);
  else if (data.kind === 'openSplit' && data.reference !== undefined) {
    draft.record({ type: 'split_opened', split: sequenceOfEffect(data.key), inquiry: data.reference });
  }
}

const statusAfterSending: Record<InquiryCommandData['settleEffect']['result'], MessageStatus> = {
  done: 'sent',
  failed: 'failed',
  unknown: 'unknown',
};

/** Why a message is left out on purpose: nobody has to look after it. */
const leftOut = ['acknowledgement_limit', 'unsubscribed', 'asked_lately'];

function settleMessage(draft: Draft, message: string, data: InquiryCommandData['settleEffect']): void {
  const known = own(draft.state.messages, message);
  if (known?.status !== 'pending') return;
  // The question was answered before its reminder went out, or quiet hours began.
  if (data.detail === 'superseded') {
    draft.record(statusChange({ message, status: 'cancelled' }));
    takeReminderBack(draft);
    return;
  }
  const status = statusAfterSending[data.result];
  draft.record(statusChange({ message, status, ...(status === 'sent' && { evidence: 'smtp' }) }));
  // An acknowledgement held back by the limit of three an hour was left out on purpose.
  const onPurpose = known.purpose === 'alert' || leftOut.includes(data.detail ?? '');
  if (data.result !== 'done' && !onPurpose) park(draft, data);
}

function settlePosting(draft: Draft, id: string, data: InquiryCommandData['settleEffect']): void {
  const proposal = draft.state.proposals.find((candidate) => candidate.id === id);
  if (!proposal || (proposal.status !== 'approved' && proposal.status !== 'posting_failed')) return;
  if (data.result === 'done') {
    draft.record({ type: 'proposal_posted', proposal: id });
    afterPosting(draft, proposal);
    return;
  }
  // Only what was certainly not posted may be proposed anew; what nobody knows waits for a person to look into the books.
  if (data.result === 'failed') {
    draft.record({ type: 'proposal_posting_failed', proposal: id, code: data.detail ?? 'failed' });
  }
  park(draft, data);
}

/** What a posting means for the case: an invoice that was issued belongs to it, a credit works a dispute off. */
export function afterPosting(draft: Draft, { content }: ProposalState): void {
  if (content.kind === 'credit_note') creditDispute(draft, content.invoice, content.amount);
  if (content.kind !== 'invoice') return;
  draft.record({ type: 'linked', target: { kind: 'invoice', id: content.invoice } });
  // All of the old invoice has been credited: nothing of it is left to dispute.
  const dispute = content.replaces === undefined ? undefined : openDispute(draft, content.replaces);
  if (dispute) creditDispute(draft, dispute.invoice, dispute.disputed);
}

/** A credit on a disputed invoice works the dispute off, never by more than was disputed. */
function creditDispute(draft: Draft, invoice: InvoiceId, amount: Amount): void {
  const dispute = openDispute(draft, invoice);
  // What a merged case brought, and has taken back this moment, is credited there or nowhere.
  if (!dispute || (dispute.from !== undefined && !isStillMerged(draft, dispute.from))) return;
  const credited = smaller(add(dispute.credited, amount), dispute.disputed);
  const remaining = subtract(dispute.disputed, credited);
  draft.record({ type: 'dispute_credited', invoice, credited, remaining });
  if (compare(credited, dispute.disputed) === 0) settle(draft, { ...dispute, credited }, 'credited');
}

/** Parked for a person: it is listed, never repeated blindly and never dropped. */
function park(draft: Draft, { key, kind, detail }: InquiryCommandData['settleEffect']): void {
  draft.record({ type: 'effect_parked', key, kind, code: detail ?? 'unknown' });
  if (draft.state.team) alertTeam(draft, draft.state.team);
}
