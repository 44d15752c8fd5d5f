import type { InquiryCommandData } from '../../../contracts/inquiry';
import { restartNextUpdate, resumeClocks, stopClocks, waitForCustomer } from '../clocks';
import type { Draft } from '../draft';
import { queueWritten, requireDisclosure } from '../outgoing';
import { setRegulatoryClocks } from '../regulatory';

export function start(draft: Draft): void {
  draft.ownerOrLead();
  if (draft.state.phase === 'pending_customer') resumeClocks(draft, 'work goes on');
  draft.record({ type: 'work_started' });
}

export function addNote(draft: Draft, { text }: InquiryCommandData['addNote']): void {
  draft.record({ type: 'note_added', text });
}

/** An answer by a person: the first response when it is the first, and an update in any case. */
export function reply(draft: Draft, written: InquiryCommandData['reply']): void {
  draft.ownerOrLead();
  requireDisclosure(draft);
  beginWork(draft);
  answered(draft, queueWritten(draft, 'reply', written));
  restartNextUpdate(draft);
}

/** Asks the customer for something; until they answer, resolution and next update wait. */
export function requestInformation(draft: Draft, written: InquiryCommandData['requestInformation']): void {
  draft.ownerOrLead();
  const message = queueWritten(draft, 'information_request', written);
  answered(draft, message);
  draft.record({ type: 'information_requested', message });
  waitForCustomer(draft);
}

/** Records the first response, if this is it. An automatic acknowledgement never gets here. */
export function answered(draft: Draft, message: string): void {
  if (draft.state.firstResponseAt !== null) return;
  draft.record({ type: 'first_response_given', message });
  stopClocks(draft, ['first_response'], 'first response given');
  setRegulatoryClocks(draft, 'first response given');
}

/** Whoever works a case that nobody had started has started it. */
export function beginWork(draft: Draft): void {
  if (draft.state.phase === 'assigned' || draft.state.phase === 'reopened') draft.record({ type: 'work_started' });
}
