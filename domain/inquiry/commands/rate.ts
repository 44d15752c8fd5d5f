import type { InquiryCommandData } from '../../../contracts/inquiry';
import { addBusinessTime, nextOpening } from '../../calendar';
import { addElapsed, minuteInMilliseconds } from '../../instant';
import type { Draft } from '../draft';
import { alertTeam, queueToCustomer } from '../outgoing';
import type { InquiryState } from '../state';

/** Scores up to this one are brought to the team at once. */
export const badScore = 2;

/** Whether the customer may rate the case: it was closed by them or by us, it is not over for good, and they have not yet. */
export const mayBeRated = ({ phase, csat, ended }: Pick<InquiryState, 'phase' | 'csat' | 'ended'>): boolean =>
  phase === 'closed' && !ended && csat !== undefined && csat.score === undefined && isAskedFor(csat);

/** Reopened before it was asked for, and then closed by itself: nobody asks for that any more. */
const isAskedFor = ({ askAt, message }: NonNullable<InquiryState['csat']>): boolean =>
  askAt !== null || message !== undefined;

/**
 * Plans to ask for a rating once the case was closed by a person or the customer: in working hours of the legal entity, so
 * that nobody is written to at night. At most once for each case, and only where its policy asks at all.
 */
export function planRating(draft: Draft): void {
  const { policy, now } = draft.context;
  const { csat, contact, legalEntity } = draft.state;
  if (!policy.csat || contact === null || csat?.message !== undefined || csat?.score !== undefined) return;
  const wait = policy.csat.afterMinutes * minuteInMilliseconds;
  const calendar = policy.calendars[policy.calendarOf[legalEntity] ?? ''];
  draft.record({
    type: 'rating_planned',
    askAt: calendar ? nextOpening(calendar, addBusinessTime(calendar, now, wait)) : addElapsed(now, wait),
  });
}

/** Its instant has come. Whether the contact wants to be asked is looked up when the mail goes out. */
export function askForRating(draft: Draft): void {
  if (draft.state.contact === null) draft.record({ type: 'rating_planned', askAt: null });
  else queueToCustomer(draft, 'rating_request', null);
}

/** A fact: what cannot be rated, or was rated before, stays as it is. */
export function rate(draft: Draft, rating: InquiryCommandData['rate']): void {
  if (!mayBeRated(draft.state)) return;
  draft.record({ type: 'rated', ...rating });
  if (rating.score <= badScore && draft.state.team) alertTeam(draft, draft.state.team);
}
