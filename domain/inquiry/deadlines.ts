import type { Instant } from '../../contracts/ids';
import { sha256Hex } from '../../contracts/canonical';
import { addElapsed, minuteInMilliseconds } from '../instant';
import type { Policy } from '../policy';
import { nextClockInstant, type ClockState } from '../service-levels';
import type { InquiryState } from './state';

/** Something that has to happen to a case at an instant, if nothing happens before. */
export type Deadline = { at: Instant } & (
  | { kind: 'warning' | 'breach'; clock: ClockState }
  | { kind: 'escalation'; level: 1 | 2 | 3 }
  | { kind: 'proposal_expiry'; proposal: string }
  | { kind: 'confirmation' }
  | { kind: 'end' }
);

/** All deadlines of a case as it stands, in no order. */
export function deadlines(state: InquiryState, policy: Policy): Deadline[] {
  if (state.ended) return [];
  if (state.phase === 'closed') {
    return state.closure ? [{ kind: 'end', at: spread(state.reference, state.closure.reopenUntil) }] : [];
  }
  if (state.phase === 'resolved') {
    return state.resolution ? [{ kind: 'confirmation', at: spread(state.reference, state.resolution.confirmBy) }] : [];
  }
  return [
    ...state.clocks.flatMap((clock): Deadline[] => {
      const at = nextClockInstant(clock);
      return at === null ? [] : [{ kind: at === clock.dueAt ? 'breach' : 'warning', clock, at }];
    }),
    ...escalations(state, policy),
    ...state.proposals
      .filter((proposal) => proposal.status === 'open')
      .map((proposal): Deadline => ({ kind: 'proposal_expiry', proposal: proposal.id, at: proposal.expiresAt })),
  ];
}

/** The next level of the ladder, counted from the first breach; a paused clock goes on being breached but not escalated. */
function escalations(state: InquiryState, policy: Policy): Deadline[] {
  const breaches = state.clocks
    .filter((clock) => clock.runningSince !== null)
    .flatMap((clock) => clock.breachedAt ?? [])
    .filter((at) => state.deEscalatedAt === null || at > state.deEscalatedAt)
    .sort();
  const [first] = breaches;
  const next = policy.escalation.levels.find(({ level }) => level > (state.escalation?.level ?? 0));
  if (first === undefined || !next) return [];
  return [
    { kind: 'escalation', level: next.level, at: addElapsed(first, next.afterBreachMinutes * minuteInMilliseconds) },
  ];
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
