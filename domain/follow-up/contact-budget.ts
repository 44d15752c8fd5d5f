import type { Instant } from '../../contracts/ids';
import type { FollowUpDraft } from './draft';
import { daysLater } from './ladder';

/** When the customer may be written to again, who has heard of us as often as the policy allows; null when they may be now. */
export function contactBudgetFreeAt(draft: FollowUpDraft): Instant | null {
  const { messages, perDays } = draft.context.policy.reminders.contactBudget;
  const freeing = draft.state.contacts.at(-messages);
  if (freeing === undefined) return null;
  const freeAt = daysLater(draft.terms, freeing, perDays);
  return freeAt > draft.context.now ? freeAt : null;
}
