import type { Instant } from '../../contracts/ids';
import type { ClockEvent, ClockId, SplitOff } from '../../contracts/inquiry';
import { clockNames, type ClockName } from '../../contracts/vocabulary';
import type { Policy, ServiceLevelRule } from '../policy';
import {
  clockCondition,
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

/** Which clocks pause while we wait for the customer; the first response does not, nor does any clock of a regulator. */
const pausing: ClockName[] = ['next_update', 'resolution'];

/** All of a case that its targets depend on. */
export type TargetFacts = Pick<InquiryState, 'category' | 'urgency' | 'legalEntity'>;

/**
 * The target of a clock: the most exact rule of the policy wins, category before urgency. Without a calendar for the legal
 * entity a business target counts every hour: the case is then due earlier than on any calendar, and never without a date.
 */
export function targetFor(policy: Policy, state: TargetFacts, clock: ClockName): ServiceTarget | null {
  const rule = ruleFor(policy, state, clock);
  if (!rule) return null;
  const calendar = rule.time === 'elapsed' ? elapsedCalendar : (calendarOf(policy, state) ?? elapsedCalendar);
  return { milliseconds: rule.minutes * 60_000, calendar };
}

function ruleFor(policy: Policy, state: TargetFacts, clock: ClockName): ServiceLevelRule | undefined {
  const matching = policy.serviceLevels.filter(
    (rule) =>
      rule.clock === clock &&
      (rule.category === '*' || rule.category === state.category) &&
      (rule.urgency === '*' || rule.urgency === state.urgency),
  );
  const exactness = (rule: ServiceLevelRule) => (rule.category === '*' ? 0 : 2) + (rule.urgency === '*' ? 0 : 1);
  return [...matching].sort((left, right) => exactness(right) - exactness(left))[0];
}

function calendarOf(policy: Policy, { legalEntity }: Pick<InquiryState, 'legalEntity'>): string | null {
  const named = Object.hasOwn(policy.calendarOf, legalEntity) ? policy.calendarOf[legalEntity] : undefined;
  return named !== undefined && Object.hasOwn(policy.calendars, named) ? named : null;
}

/** Starts every clock that the policy has a target for, counting from `receivedAt`. */
export function startClocks(draft: Draft, from: string): void {
  const { policy } = draft.context;
  const clocks = clockNames.flatMap((name) => {
    const target = targetFor(policy, draft.state, name);
    return target ? [startClock(name, target, from, policy)] : [];
  });
  recordClocks(draft, clocks, 'received', withoutCalendar(policy, draft.state, clockNames));
}

/**
 * New targets after a change of category, urgency or policy; what was consumed stays consumed, whatever the clock is doing.
 * Clocks of regulators have no target that a priority could change.
 */
export function retargetClocks(draft: Draft, cause: string, policy: Policy = draft.context.policy): void {
  const { now } = draft.context;
  const changed = draft.state.clocks.flatMap((clock) => {
    if (!isServiceLevel(clock.name)) return [];
    const target = targetFor(policy, draft.state, clock.name);
    const named = target?.milliseconds === clock.target.milliseconds && target.calendar === clock.target.calendar;
    // In another version a calendar of the same name may have other hours, and warnings another share.
    const same = named && (policy === draft.context.policy || clockCondition(clock) === 'stopped');
    // Another policy may warn earlier, or close other days of a calendar of the same name.
    const other = policy !== draft.context.policy && clock.stoppedAt === null;
    return target && (other || !same) ? [retargetClock(clock, target, now, policy, draft.context.policy)] : [];
  });
  const names = changed.map(({ name }) => name);
  recordClocks(draft, changed, cause, withoutCalendar(policy, draft.state, names));
}

/** The legal entity, when one of these clocks should count on its calendar and there is none. */
function withoutCalendar(policy: Policy, state: InquiryState, names: readonly ClockId[]): string | null {
  const business = names.some((name) => isServiceLevel(name) && ruleFor(policy, state, name)?.time === 'business');
  return business && calendarOf(policy, state) === null ? state.legalEntity : null;
}

/** Somebody has to know: the clocks of this case count every hour, because its legal entity has no calendar. */
export const calendarIsMissing = (draft: Draft): boolean =>
  draft.events.some((event) => event.type === 'clocks_set' && event.withoutCalendar !== undefined);

const isServiceLevel = (name: ClockId): name is ClockName => (clockNames as readonly string[]).includes(name);

/** What waited goes on, from now or from the instant at which the waiting ended. */
export function resumeClocks(draft: Draft, cause: string, at: Instant = draft.context.now): void {
  changeClocks(draft, pausing, (clock, _now, policy) => resumeClock(clock, at, policy), cause);
}

/** A case that was split off goes on with the time that has passed, on the targets that it has now; it waits for nobody. */
export function inheritClocks(draft: Draft, { clocks, firstResponseAt, receivedAt }: SplitOff): void {
  const { policy, now } = draft.context;
  const inherited = clockNames.flatMap((name) => {
    const target = targetFor(policy, draft.state, name);
    const known = clocks.find((clock) => clock.name === name);
    if (!target || (!known && name === 'first_response' && firstResponseAt !== null)) return [];
    if (!known) return [startClock(name, target, receivedAt, policy)];
    const clock = retargetClock(known, target, now, policy);
    return [clockCondition(clock) === 'paused' ? resumeClock(clock, now, policy) : clock];
  });
  recordClocks(draft, inherited, 'split off', withoutCalendar(policy, draft.state, clockNames));
}

/**
 * The customer heard from a person of ours: the next update is due a whole target later. While we wait for the customer the
 * new clock waits as well, and once the case is resolved nothing is to be updated.
 */
export function restartNextUpdate(draft: Draft): void {
  const clock = newNextUpdate(draft);
  if (clock) recordClocks(draft, [clock], 'the customer was updated');
}

/** We wait for what the customer was asked: the resolution clock stands still, and the next update begins anew afterwards. */
export function waitForCustomer(draft: Draft): void {
  const { policy, now } = draft.context;
  const resolution = draft.state.clocks.filter(({ name }) => name === 'resolution');
  const paused = resolution.map((clock) => pauseClock(clock, now, policy));
  const update = newNextUpdate(draft);
  recordClocks(draft, update ? [update, ...paused] : paused, 'waiting for the customer');
}

/** The resolution clock goes on with what was consumed; the customer heard from us when the case was resolved. */
export function reopenClocks(draft: Draft): void {
  const { policy, now } = draft.context;
  const resolution = draft.state.clocks.filter(({ name }) => name === 'resolution');
  const resumed = resolution.map((clock) => resumeClock(clock, now, policy));
  const update = newNextUpdate(draft);
  recordClocks(draft, update ? [update, ...resumed] : resumed, 'reopened');
}

function newNextUpdate({ state, context: { policy, now } }: Draft): ClockState | null {
  const target = targetFor(policy, state, 'next_update');
  if (!target) return null;
  const clock = startClock('next_update', target, now, policy);
  return state.phase === 'pending_customer' ? pauseClock(clock, now, policy) : clock;
}

export function stopClocks(draft: Draft, names: ClockName[], cause: string): void {
  changeClocks(draft, names, stopClock, cause);
}

function changeClocks(
  draft: Draft,
  names: readonly ClockId[],
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

function recordClocks(draft: Draft, clocks: ClockEvent[], cause: string, missing: string | null = null): void {
  if (clocks.length > 0) {
    draft.record({ type: 'clocks_set', clocks, cause, ...(missing !== null && { withoutCalendar: missing }) });
  }
}
