import type { ClockEvent } from '../contracts/inquiry';
import { clockNames } from '../contracts/vocabulary';
import type { Policy } from '../domain/policy';
import { describeClock } from '../domain/service-levels';

/** The three of the desk, then those of regulators. The case itself lists them by when each was last set. */
export const clocksInOrder = (clocks: readonly ClockEvent[]): ClockEvent[] =>
  clocks.toSorted((left, right) => placeOf(left) - placeOf(right));

function placeOf({ name }: ClockEvent): number {
  const place = clockNames.findIndex((known) => known === name);
  return place === -1 ? clockNames.length : place;
}

/** A clock with the calendar it is counted on and its instants as the wall there shows them. */
export function presentClock(clock: ClockEvent, policy: Policy, zone: string) {
  const described = describeClock(clock, policy, zone);
  return {
    name: described.name,
    condition: described.condition,
    counts: described.counts,
    calendar: described.calendar,
    zone: described.zone,
    target_seconds: described.targetMilliseconds / 1_000,
    ...(clock.days && { days: { count: clock.days.count, unit: clock.days.unit, until: clock.days.until } }),
    started_at: described.startedAt,
    due_at: described.dueAt,
    warn_at: described.warnAt,
    breached_at: described.breachedAt,
    stopped_at: described.stoppedAt,
    text: described.text,
  };
}

/** What `due_at` speaks of: which clock that is and how it is counted. Null for a case that has no resolution clock. */
export function presentDue(clocks: readonly ClockEvent[], policy: Policy, zone: string) {
  const clock = clocks.find(({ name }) => name === 'resolution');
  if (!clock) return null;
  const { condition, counts, calendar, zone: shownIn, dueAt, text } = describeClock(clock, policy, zone);
  return {
    clock: 'resolution',
    condition,
    counts,
    calendar,
    zone: shownIn,
    at: condition === 'stopped' ? null : dueAt,
    text,
  };
}
