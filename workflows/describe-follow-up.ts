import type { FollowUpState } from '../domain/follow-up/state';
import { amount } from './describe-inquiry';

/** What an operator reads of a follow-up: what is chased and when, what is promised, and whether all of it is stopped. */
export function describeFollowUp(state: FollowUpState): string {
  const lines = [
    `## Follow-up of ${state.customer}${state.stopped ? `: **stopped** (${state.stopped})` : ''}${state.ended ? ': nothing open' : ''}`,
    ...Object.entries(state.invoices).map(
      ([invoice, tracked]) =>
        `- ${invoice}, due ${tracked.dueDate}: next step ${tracked.nextStep + 1} ${tracked.nextAt ? `at ${tracked.nextAt}` : 'none'}` +
        `${tracked.holds.length > 0 ? `, ${tracked.holds.length} held` : ''}${tracked.inCollections ? ', in collections' : ''}`,
    ),
    ...state.promises.map(
      (promise) => `- promise ${promise.id}: ${amount(promise.amount)} on ${promise.invoice} by ${promise.date}`,
    ),
    `Journal row ${state.sequence}`,
  ];
  return lines.join('\n\n').replaceAll('\n\n- ', '\n- ');
}
