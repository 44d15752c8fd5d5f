import type { InquiryCommandData } from '../../../contracts/inquiry';
import { addElapsed, dayInMilliseconds } from '../../instant';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { endSnooze } from '../snooze';

/**
 * Out of the owner's queue until an instant, or until something happens that they must see. Nothing else stops: clocks,
 * warnings and the ladder go on. A second snooze replaces the first.
 */
export function snooze(draft: Draft, { until, reason }: InquiryCommandData['snooze']): void {
  const by = draft.ownerOrLead();
  const { now, policy } = draft.context;
  const { longestSnoozeDays = 90 } = policy.windows;
  if (until <= now) refuse('date_invalid', 'snooze: an instant to come');
  if (until > addElapsed(now, longestSnoozeDays * dayInMilliseconds)) {
    refuse('date_invalid', 'snooze: no longer than the policy allows', { longest_days: longestSnoozeDays });
  }
  if (draft.state.snoozedUntil === until) refuse('unchanged');
  draft.record({ type: 'snoozed', until, by, ...(reason && { reason }) });
}

export function unsnooze(draft: Draft, { reason }: InquiryCommandData['unsnooze']): void {
  draft.ownerOrLead();
  endSnooze(draft, 'person', reason);
}
