import type { ClockEvent } from '../../contracts/inquiry';
import type { ClockName } from '../../contracts/vocabulary';
import type { Policy, ServiceLevelRule } from '../policy';
import {
  elapsedCalendar,
  pauseClock,
  resumeClock,
  retargetClock,
  startClock,
  stopClock,
  type ClockState,
  type ServiceTarget,
} from '../service-levels';
import type { Draft } from './draft';
import type { InquiryState } from './state';

/** Which clocks pause while we wait for the customer; the first response does not. */
const pausing: ClockName[] = ['next_update', 'resolution'];

/** The target of a clock: the most exact rule of the policy wins, category before urgency. */
export function targetFor(policy: Policy, state: InquiryState, clock: ClockName): ServiceTarget | null {
  const matching = policy.serviceLevels.filter(
    (rule) =>
      rule.clock === clock &&
      (rule.category === '*' || rule.category === state.category) &&
      (rule.urgency === '*' || rule.urgency === state.urgency),
  );
  const exactness = (rule: ServiceLevelRule) => (rule.category === '*' ? 0 : 2) + (rule.urgency === '*' ? 0 : 1);
  const [rule] = [...matching].sort((left, right) => exactness(right) - exactness(left));
  if (!rule) return null;
  const calendar = rule.time === 'elapsed' ? elapsedCalendar : policy.calendarOf[state.legalEntity];
  return calendar === undefined ? null : { milliseconds: rule.minutes * 60_000, calendar };
}

/** Starts every clock that the policy has a target for, counting from `receivedAt`. */
export function startClocks(draft: Draft, from: string): void {
  const { policy } = draft.context;
  const clocks = (['first_response', 'next_update', 'resolution'] as const).flatMap((name) => {
    const target = targetFor(policy, draft.state, name);
    return target ? [startClock(name, target, from, policy)] : [];
  });
  recordClocks(draft, clocks, 'received');
}

/** New targets after a change of category or urgency; what was consumed stays consumed. */
export function retargetClocks(draft: Draft, cause: string): void {
  const { policy, now } = draft.context;
  const changed = draft.state.clocks.flatMap((clock) => {
    const target = targetFor(policy, draft.state, clock.name);
    const same = target?.milliseconds === clock.target.milliseconds && target.calendar === clock.target.calendar;
    return target && !same ? [retargetClock(clock, target, now, policy)] : [];
  });
  recordClocks(draft, changed, cause);
}

export function pauseClocks(draft: Draft): void {
  changeClocks(draft, pausing, pauseClock, 'waiting for the customer');
}

export function resumeClocks(draft: Draft, cause: string): void {
  changeClocks(draft, pausing, resumeClock, cause);
}

/** The customer heard from us: the next update is due a whole target later. */
export function restartNextUpdate(draft: Draft): void {
  const { policy, now } = draft.context;
  const target = targetFor(policy, draft.state, 'next_update');
  if (target) recordClocks(draft, [startClock('next_update', target, now, policy)], 'the customer was updated');
}

export function stopClocks(draft: Draft, names: ClockName[], cause: string): void {
  changeClocks(draft, names, stopClock, cause);
}

function changeClocks(
  draft: Draft,
  names: ClockName[],
  operation: (clock: ClockState, at: string, policy: Policy) => ClockState,
  cause: string,
): void {
  const { policy, now } = draft.context;
  const changed = draft.state.clocks.flatMap((clock) => {
    const after = names.includes(clock.name) ? operation(clock, now, policy) : clock;
    return after === clock ? [] : [after];
  });
  recordClocks(draft, changed, cause);
}

function recordClocks(draft: Draft, clocks: ClockEvent[], cause: string): void {
  if (clocks.length > 0) draft.record({ type: 'clocks_set', clocks, cause });
}
