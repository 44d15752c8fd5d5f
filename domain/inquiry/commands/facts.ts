import type { DeliveryReport, InquiryCommandData, MessageStatusChange } from '../../../contracts/inquiry';
import type { MessageStatus } from '../../../contracts/vocabulary';
import { resumeClocks } from '../clocks';
import { isCustomersWord } from '../customers-word';
import type { Draft } from '../draft';
import { alertTeam, alertTeamAnd } from '../outgoing';
import { peopleOn } from '../recipients';
import { endSnooze } from '../snooze';
import { identify } from './identify';
import { reopenCase } from './resolution';
import { own } from '../../own';

/**
 * The customer wrote. It ends our waiting, and reopens what was resolved unless it only says thank you. What comes as a
 * case ends, its reopen window over, reopens nothing: it opens a case that follows (`effectsOf`). What a machine sent, or
 * somebody who could not show to be the customer, is recorded and does nothing of this.
 */
export function receiveMessage(draft: Draft, data: InquiryCommandData['receiveMessage']): void {
  const waited = draft.state.phase === 'pending_customer';
  draft.record({ type: 'message_received', ...data });
  if (!isCustomersWord(data)) return;
  if (data.answers !== undefined) {
    recordDelivery(draft, { message: data.answers, status: 'responded', evidence: 'reply' });
  }
  endSnooze(draft, 'customer_wrote');
  // On a merged case it waits for nobody here: it is passed on to where the case went (`effectsOf`).
  if (draft.state.merged) return;
  if (waited) resumeClocks(draft, 'the customer answered');
  const done = draft.state.phase === 'resolved' || draft.state.phase === 'closed';
  if (done && !data.thanksOnly && !draft.state.ended) reopenCase(draft, 'customer');
}

/** The same inquiry came in again: nothing changes but that another team knows who has the case. */
export function receiveCopy(draft: Draft, data: InquiryCommandData['receiveCopy']): void {
  draft.record({ type: 'copy_received', ...data });
  if (data.team !== undefined && data.team !== draft.state.team) alertTeam(draft, data.team);
}

const evidence: MessageStatus[] = ['pending', 'sent', 'delivered', 'opened', 'acknowledged', 'responded'];

/** A later report never takes back stronger evidence: after a click, an open pixel says nothing new. */
export function recordDelivery(draft: Draft, data: InquiryCommandData['recordDelivery']): void {
  const known = own(draft.state.messages, data.message);
  if (!known || !isNews(known.status, data.status)) return;
  const { mailed } = draft.context.facts;
  const bounced = data.status === 'bounced';
  draft.record({ ...statusChange(data), ...(bounced && mailed !== undefined && { contact: mailed }) });
  // What did not reach a colleague is no reason to write to more of them.
  if (bounced && data.bounce?.kind === 'hard' && known.purpose !== 'alert') {
    alertTeamAnd(draft, peopleOn(['owner'], draft.state, draft.context));
  }
}

/** What the journal keeps of a report. */
export const statusChange = ({ message, status, machine = false, evidence: shown, bounce }: DeliveryReport) =>
  ({
    type: 'message_status_changed',
    message,
    status,
    machine,
    ...(shown !== undefined && { evidence: shown }),
    ...(bounce !== undefined && { bounce }),
  }) satisfies MessageStatusChange;

export function isNews(known: MessageStatus, reported: MessageStatus): boolean {
  const before = evidence.indexOf(known);
  const after = evidence.indexOf(reported);
  // What came back was sent, also when nobody knew.
  if (known === 'unknown' && reported === 'bounced') return true;
  // That it failed, or that nobody knows, is news only while nothing better is known; a bounce may follow a delivery.
  if (after === -1) return before !== -1 && before <= evidence.indexOf(reported === 'bounced' ? 'delivered' : 'sent');
  return before === -1 ? after > evidence.indexOf('sent') : after > before;
}

export function recordPayment(draft: Draft, { payment, invoices, amount }: InquiryCommandData['recordPayment']): void {
  draft.record({ type: 'payment_recorded', payment, invoices, amount });
}

/** A check that came back; one that says what we know already changes nothing. */
export function recordIdentityCheck(draft: Draft, data: InquiryCommandData['recordIdentityCheck']): void {
  identify(draft, data);
}
