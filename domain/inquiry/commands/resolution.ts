import type { InquiryCommandData, TextReference } from '../../../contracts/inquiry';
import { addBusinessDays } from '../../calendar';
import { addElapsed, dayInMilliseconds } from '../../instant';
import { refuse } from '../../refusal';
import { reopenClocks, stopClocks } from '../clocks';
import type { Draft } from '../draft';
import { queueWritten, requireDisclosure } from '../outgoing';
import { setRegulatoryClocks } from '../regulatory';
import { settle } from './dispute';
import { planRating } from './rate';
import { answered } from './work';

/** Outcome, root cause and answer are recorded, and the customer is told. What is still disputed returns to collection. */
export function resolve(draft: Draft, { outcome, rootCause, answer, template }: InquiryCommandData['resolve']): void {
  draft.ownerOrLead();
  requireDisclosure(draft);
  if (rootCause.trim() === '') refuse('resolution_incomplete');
  for (const { id, status } of draft.state.proposals) {
    if (status === 'approved') refuse('posting_pending', 'an approved proposal is not posted yet', { proposal: id });
    if (status === 'posting_failed') refuse('proposal_open', 'the books refused a posting', { proposal: id });
  }
  for (const dispute of draft.state.disputes.filter((candidate) => !candidate.settled)) {
    settle(draft, dispute, 'rejected');
  }
  const { policy, now } = draft.context;
  const calendar = policy.calendars[policy.calendarOf[draft.state.legalEntity] ?? ''];
  const days = policy.windows.confirmationBusinessDays;
  draft.record({
    type: 'resolved',
    outcome,
    rootCause,
    answer,
    confirmBy: calendar ? addBusinessDays(calendar, now, days) : addElapsed(now, days * dayInMilliseconds),
  });
  if (draft.state.contact)
    answered(draft, queueWritten(draft, 'resolution', { text: answer, ...(template && { template }) }));
  stopClocks(draft, ['first_response', 'next_update', 'resolution'], 'resolved');
  setRegulatoryClocks(draft, 'resolved');
}

export function confirm(draft: Draft): void {
  if (draft.command.actor.kind === 'person') draft.ownerOrLead();
  draft.record({ type: 'confirmed' });
  closeCase(draft, 'confirmed');
}

export function close(draft: Draft, { reason }: InquiryCommandData['close']): void {
  draft.ownerOrLead();
  closeCase(draft, 'by_staff', reason);
}

export function closeCase(draft: Draft, how: 'confirmed' | 'window_passed' | 'by_staff', reason?: TextReference): void {
  const { policy, now } = draft.context;
  const reopenUntil = addElapsed(now, policy.windows.reopenDays * dayInMilliseconds);
  draft.record({ type: 'closed', how, reopenUntil, ...(reason && { reason }) });
  // Who let the time pass was content or has forgotten us: either way a question would be a nuisance.
  if (how !== 'window_passed') planRating(draft);
}

export function reopen(draft: Draft, { reason }: InquiryCommandData['reopen']): void {
  const by = draft.command.actor.kind === 'person' ? 'staff' : 'customer';
  if (by === 'staff') draft.ownerOrLead();
  reopenCase(draft, by, reason);
}

/** The resolution clock goes on with what was consumed; the next update is due a whole target later. */
export function reopenCase(draft: Draft, by: 'customer' | 'staff', reason?: TextReference): void {
  draft.record({ type: 'reopened', by, count: draft.state.reopenCount + 1, ...(reason && { reason }) });
  reopenClocks(draft);
}
