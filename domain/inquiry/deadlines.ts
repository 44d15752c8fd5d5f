import type { Instant } from '../../contracts/ids';
import { sha256Hex } from '../../contracts/canonical';
import { addElapsed, earliestInstant, minuteInMilliseconds } from '../instant';
import type { Policy } from '../policy';
import { nextClockInstant, type ClockState } from '../service-levels';
import type { InquiryState } from './state';

/** Something that has to happen to a case at an instant, if nothing happens before. */
export type Deadline = { at: Instant } & (
  | { kind: 'warning' | 'breach'; clock: ClockState }
  | { kind: 'escalation'; level: 1 | 2 | 3 }
  | { kind: 'proposal_expiry' | 'approval_reminder'; proposal: string }
  | { kind: 'snooze' | 'answer_reminder' }
  | { kind: 'confirmation' }
  | { kind: 'rating_request' }
  | { kind: 'end' }
);

/** All deadlines of a case as it stands, in no order. */
export function deadlines(state: InquiryState, policy: Policy): Deadline[] {
  if (state.ended) return [];
  const clocks = state.clocks.flatMap((clock): Deadline[] => {
    const at = nextClockInstant(clock);
    return at === null ? [] : [{ kind: at === clock.dueAt ? 'breach' : 'warning', clock, at }];
  });
  if (state.phase === 'closed') {
    // A case does not end over what a regulator still waits for, such as reasons that were asked for after the decision.
    const rating = state.csat?.askAt ? [{ kind: 'rating_request' as const, at: state.csat.askAt }] : [];
    if (state.closure === null || state.clocks.some(({ runningSince }) => runningSince !== null)) {
      return [...clocks, ...rating];
    }
    return [...rating, { kind: 'end', at: spread(state.reference, state.closure.reopenUntil) }];
  }
  if (state.phase === 'resolved') {
    const confirmBy = state.resolution?.confirmBy;
    return confirmBy ? [...clocks, { kind: 'confirmation', at: spread(state.reference, confirmBy) }] : clocks;
  }
  return [
    ...clocks,
    ...escalations(state, policy),
    ...(state.awaiting?.nextAt ? [{ kind: 'answer_reminder' as const, at: state.awaiting.nextAt }] : []),
    ...(state.snoozedUntil ? [{ kind: 'snooze' as const, at: state.snoozedUntil }] : []),
    ...state.proposals
      .filter((proposal) => proposal.status === 'open')
      .flatMap(({ id, expiresAt, remindAt }): Deadline[] => [
        { kind: 'proposal_expiry', proposal: id, at: expiresAt },
        ...(remindAt === undefined ? [] : [{ kind: 'approval_reminder' as const, proposal: id, at: remindAt }]),
      ]),
  ];
}

/**
 * The next level of the ladder, one at a time: each comes its own interval (what the policy has between it and the one before)
 * after the level before was reached, or after the breached clock ran again if that was later; the first one so long after
 * the breach. So nobody is passed over because the desk was down or the case resolved meanwhile. A breach that a lead has
 * dealt with by de-escalating begins no ladder, only a later one does; clocks of regulators alarm compliance instead.
 */
function escalations(state: InquiryState, policy: Policy): Deadline[] {
  const present = state.escalation?.level ?? 0;
  const next = policy.escalation.levels.find(({ level }) => level > present);
  const breached = earliestInstant(state.clocks.map((clock) => breachInForceSince(clock, state)));
  if (breached === null || !next) return [];
  const before = policy.escalation.levels.findLast(({ level }) => level <= present)?.afterBreachMinutes ?? 0;
  // A level that an earlier release reached carries no instant: it came so long after the breach as the policy says.
  const reached = state.escalation && (state.escalation.since ?? addElapsed(breached, before * minuteInMilliseconds));
  const from = reached !== null && reached > breached ? reached : breached;
  const interval = (next.afterBreachMinutes - before) * minuteInMilliseconds;
  return [{ kind: 'escalation', level: next.level, at: addElapsed(from, interval) }];
}

/** Since when a running clock of ours is overdue without a break; null when it is not, or somebody has dealt with it. */
function breachInForceSince(clock: ClockState, { deEscalatedAt }: InquiryState): Instant | null {
  const { breachedAt, runningSince, resumedAt, days } = clock;
  if (runningSince === null || breachedAt === null || days) return null;
  if (deEscalatedAt !== null && breachedAt <= deEscalatedAt) return null;
  return resumedAt !== undefined && resumedAt > breachedAt ? resumedAt : breachedAt;
}

const earliest = (all: Deadline[]): Deadline | null =>
  all.reduce<Deadline | null>((first, deadline) => (first && first.at <= deadline.at ? first : deadline), null);

export function dueDeadline(state: InquiryState, policy: Policy, now: Instant): Deadline | null {
  const first = earliest(deadlines(state, policy));
  return first && first.at <= now ? first : null;
}

/** The instant at which the workflow must look again; null when nothing is to come. */
export const wakeAt = (state: InquiryState, policy: Policy): Instant | null =>
  earliest(deadlines(state, policy))?.at ?? null;

/** No rule fixes these to the minute, so thousands of them do not fall on one: up to an hour later, by the reference. */
function spread(reference: string, at: Instant): Instant {
  const minutes = Number.parseInt(sha256Hex(reference).slice(0, 8), 16) % 60;
  return addElapsed(at, minutes * minuteInMilliseconds);
}
