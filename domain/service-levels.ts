import type { Instant } from '../contracts/ids';
import type { ClockDays, ClockId } from '../contracts/inquiry';
import { addBusinessTime, businessTimeBetween, type Calendar } from './calendar';
import { addElapsed, earliestInstant, elapsedBetween } from './instant';
import { formatWithOffset } from './time-zone';

/**
 * Service-level clocks: how long the desk has, how much of it is used, and when it will be up. A clock is plain data with
 * every instant worked out, so that an event can carry it whole and `evolve` needs no calendar. Every operation returns
 * a new clock and leaves the old one alone.
 *
 * Recorded instants never move backwards in the desk; should an operation come with an earlier one than the clock has
 * seen, no time passes (it is never counted negative).
 */

/** The calendar id that means plain elapsed time, day and night. */
export const elapsedCalendar = 'elapsed';

/** How long, in milliseconds, and counted on which calendar: an id of the policy, or `'elapsed'`. */
export interface ServiceTarget {
  readonly milliseconds: number;
  readonly calendar: string;
}

/** Running: `runningSince` is set. Stopped: `stoppedAt` is set. Paused: neither. */
export interface ClockState {
  readonly name: ClockId;
  readonly target: ServiceTarget;
  readonly startedAt: Instant;
  readonly runningSince: Instant | null;
  /** Milliseconds on the target's calendar used up before `runningSince`. */
  readonly consumed: number;
  /** When the target is used up if the clock keeps running; `null` while paused or stopped, unless breached. */
  readonly dueAt: Instant | null;
  /** When the warning share of the target is used up; `null` while paused or stopped, unless warned. */
  readonly warnAt: Instant | null;
  readonly warnedAt: Instant | null;
  readonly breachedAt: Instant | null;
  readonly stoppedAt: Instant | null;
  /** When it last ran again after a pause or a stop; absent while it never did. */
  readonly resumedAt?: Instant;
  /** Set for clocks that count whole days (`regulatory.ts`), whose instants are not worked out from the target. */
  readonly days?: ClockDays;
}

/** What the clocks need of a policy; a whole policy can be passed. */
export interface ServiceLevelTerms {
  /** Calendars by id. */
  readonly calendars: Readonly<Record<string, Calendar>>;
  /** Share of the target, in the target's own time, after which a warning is given: above 0, up to 1; usually 0.75. */
  readonly warnAt: number;
}

export class ServiceLevelError extends Error {
  override readonly name = 'ServiceLevelError';
  constructor(
    readonly code: 'calendar_unknown' | 'target_invalid',
    message: string,
  ) {
    super(message);
  }
}

/** The milliseconds of a target after which its owner is warned, to the nearest millisecond. */
export function warningThreshold(target: ServiceTarget, terms: ServiceLevelTerms): number {
  return Math.round(target.milliseconds * terms.warnAt);
}

/** Throws `ServiceLevelError`: `target_invalid` (not positive whole milliseconds, or `warnAt` no share), `calendar_unknown`. */
export function startClock(name: ClockId, target: ServiceTarget, at: Instant, terms: ServiceLevelTerms): ClockState {
  requireTarget(target, terms);
  const clock: ClockState = {
    name,
    target,
    startedAt: at,
    runningSince: null,
    consumed: 0,
    dueAt: null,
    warnAt: null,
    warnedAt: null,
    breachedAt: null,
    stoppedAt: null,
  };
  return run(clock, at, terms);
}

/** Time stops counting, for example while the customer is asked. A clock that is not running stays as it is. */
export function pauseClock(clock: ClockState, at: Instant, terms: ServiceLevelTerms): ClockState {
  if (clock.runningSince === null) return clock;
  return hold(clock, at, terms);
}

/** Goes on with what was consumed, after a pause or, when a case is reopened, after a stop. */
export function resumeClock(clock: ClockState, at: Instant, terms: ServiceLevelTerms): ClockState {
  if (clock.runningSince !== null) return clock;
  return run(rejudge({ ...clock, stoppedAt: null, resumedAt: at }, terms), at, terms);
}

/**
 * The work is done: answered, updated, resolved. Met unless `breachedAt` is set, see `isMet`. A clock stopped at or after
 * its due instant is breached, whether or not somebody had recorded that before; due means before.
 */
export function stopClock(clock: ClockState, at: Instant, terms: ServiceLevelTerms): ClockState {
  if (clock.stoppedAt !== null) return clock;
  return { ...hold(clock, at, terms), stoppedAt: at };
}

/**
 * Another target, by a change of priority, classification or policy. The time already consumed is kept, in milliseconds,
 * also when the calendar changes. Works in every state: a paused clock stays paused and takes the new target when resumed.
 *
 * A running clock is judged by the new target: when that is already used up it is due at once (`at`, never in the past);
 * when there is time left, an earlier warning or breach no longer stands in the clock (the journal keeps it). A paused
 * clock becomes due only after it resumes; a stopped one keeps its verdict unless it is reopened.
 *
 * With another policy, `termsBefore` are those that the time so far is counted by: a calendar of the same name may have
 * other days.
 *
 * Throws `ServiceLevelError`: `target_invalid`, `calendar_unknown`.
 */
export function retargetClock(
  clock: ClockState,
  target: ServiceTarget,
  at: Instant,
  terms: ServiceLevelTerms,
  termsBefore: ServiceLevelTerms = terms,
): ClockState {
  requireTarget(target, terms);
  if (clock.stoppedAt !== null) return { ...clock, target };
  if (clock.runningSince === null) return rejudge({ ...clock, target }, terms);
  return run(rejudge({ ...hold(clock, at, termsBefore), target }, terms), at, terms);
}

export function markWarned(clock: ClockState, at: Instant): ClockState {
  return clock.warnedAt === null ? { ...clock, warnedAt: at } : clock;
}

export function markBreached(clock: ClockState, at: Instant): ClockState {
  return clock.breachedAt === null ? { ...clock, breachedAt: at } : clock;
}

/** The next instant at which this clock wants something done: its warning or its breach, whichever is yet to come. */
export function nextClockInstant(clock: ClockState): Instant | null {
  if (clock.runningSince === null) return null;
  return earliestInstant([
    clock.warnedAt === null && clock.breachedAt === null ? clock.warnAt : null,
    clock.breachedAt === null ? clock.dueAt : null,
  ]);
}

/**
 * What is due on this clock at `now` and not yet recorded: first the warning, then the breach. At the very millisecond
 * of `dueAt` it is a breach.
 */
export function dueOnClock(clock: ClockState, now: Instant): 'warning' | 'breach' | null {
  const next = nextClockInstant(clock);
  if (next === null || next > now) return null;
  // A warning at the instant of the breach (a target cut below what is used) would be noise: the breach says it all.
  return next === clock.dueAt ? 'breach' : 'warning';
}

/** Milliseconds on the clock's calendar used up by `at`. */
export function consumedBy(clock: ClockState, at: Instant, terms: ServiceLevelTerms): number {
  if (clock.runningSince === null) return clock.consumed;
  // Days are counted when the clock starts; what passes of them is plain time.
  if (clock.days) return clock.consumed + Math.max(0, elapsedBetween(clock.runningSince, at));
  return clock.consumed + Math.max(0, timeBetween(clock.target, clock.runningSince, at, terms));
}

/** Milliseconds left by `at`; negative once overdue. */
export function remainingAt(clock: ClockState, at: Instant, terms: ServiceLevelTerms): number {
  return clock.target.milliseconds - consumedBy(clock, at, terms);
}

export function clockCondition(clock: ClockState): 'running' | 'paused' | 'stopped' {
  if (clock.stoppedAt !== null) return 'stopped';
  return clock.runningSince === null ? 'paused' : 'running';
}

/** Stopped in time. `null` while that is still open. */
export function isMet(clock: ClockState): boolean | null {
  if (clock.breachedAt !== null) return false;
  return clock.stoppedAt === null ? null : true;
}

/** For people: which clock, counted on what, and its instants as the wall shows them, with offset. */
export interface ClockDescription {
  readonly name: ClockId;
  readonly condition: 'running' | 'paused' | 'stopped';
  readonly counts: 'elapsed' | 'business';
  /** Id of the calendar, or `'elapsed'`. */
  readonly calendar: string;
  /** IANA zone that the instants below are shown in. */
  readonly zone: string;
  readonly targetMilliseconds: number;
  /** RFC 3339 with offset, such as `2026-03-13T12:00:00.000-04:00`. */
  readonly startedAt: string;
  readonly dueAt: string | null;
  readonly warnAt: string | null;
  readonly breachedAt: string | null;
  readonly stoppedAt: string | null;
  /** One line in English: `resolution: 36 h on calendar uk (Europe/London), due Fri 13 Mar 2026 12:00 +00:00`. */
  readonly text: string;
}

/**
 * `displayZone` (IANA, usually that of the legal entity) is where an elapsed clock is shown; a business clock is shown in
 * the zone of its calendar. Throws `ServiceLevelError` (`calendar_unknown`), `TimeZoneError` (`zone_unknown`).
 */
export function describeClock(clock: ClockState, terms: ServiceLevelTerms, displayZone: string): ClockDescription {
  const { target } = clock;
  const calendar = target.calendar === elapsedCalendar ? null : calendarOf(target, terms);
  const zone = calendar?.zone ?? displayZone;
  const condition = clockCondition(clock);
  const shown = (instant: Instant | null): string | null => (instant === null ? null : formatWithOffset(zone, instant));
  const dueAt = shown(clock.dueAt);
  const stoppedAt = shown(clock.stoppedAt);

  const { days } = clock;
  const length = days ? `${days.count} ${days.unit.replace('_', ' ')}` : formatDuration(target.milliseconds);
  const counted = `${length} ${calendar === null ? `elapsed time (${zone})` : `on calendar ${calendar.id} (${zone})`}`;
  const used = days ? '' : `, ${formatDuration(clock.consumed)} used`;
  const situation =
    stoppedAt !== null
      ? `stopped ${formatForReading(stoppedAt)}${used}${clock.breachedAt === null ? '' : ', breached'}`
      : clock.breachedAt !== null
        ? `breached${dueAt === null ? '' : `, was due ${formatForReading(dueAt)}`}`
        : dueAt === null
          ? `${condition}${used}`
          : `due ${formatForReading(dueAt)}`;

  return {
    name: clock.name,
    condition,
    counts: calendar === null || days?.unit === 'calendar_days' ? 'elapsed' : 'business',
    calendar: target.calendar,
    zone,
    targetMilliseconds: target.milliseconds,
    startedAt: formatWithOffset(zone, clock.startedAt),
    dueAt,
    warnAt: shown(clock.warnAt),
    breachedAt: shown(clock.breachedAt),
    stoppedAt,
    text: `${clock.name.replaceAll('_', ' ').replace(':', ' ')}: ${counted}, ${situation}`,
  };
}

/** Starts counting at `at` with what is consumed, and works out the instants. */
function run(clock: ClockState, at: Instant, terms: ServiceLevelTerms): ClockState {
  const { target, consumed } = clock;
  // What is already used up is due now, not at some instant in the past that nobody could have kept.
  const after = (milliseconds: number): Instant => addTime(target, at, Math.max(0, milliseconds - consumed), terms);
  // What has come to pass stays as it was; after a breach there is nothing left to warn of.
  const warned = clock.warnedAt !== null || clock.breachedAt !== null;
  return {
    ...clock,
    runningSince: at,
    warnAt: warned ? clock.warnAt : after(warningThreshold(target, terms)),
    dueAt: clock.breachedAt !== null ? clock.dueAt : after(target.milliseconds),
  };
}

/** Stops counting at `at`. Instants to come are no longer known; those that have come to pass stay. */
function hold(clock: ClockState, at: Instant, terms: ServiceLevelTerms): ClockState {
  // The desk records a breach when it is due, before it takes the next command. Should that ever be missed, the clock
  // must still not count as met.
  const missed = clock.runningSince !== null && clock.dueAt !== null && at >= clock.dueAt ? clock.dueAt : null;
  const breachedAt = clock.breachedAt ?? missed;
  return {
    ...clock,
    consumed: consumedBy(clock, at, terms),
    runningSince: null,
    breachedAt,
    dueAt: breachedAt === null ? null : clock.dueAt,
    warnAt: clock.warnedAt === null ? null : clock.warnAt,
  };
}

/** Forgets a warning or breach that the target, now longer, has not reached. */
function rejudge(clock: ClockState, terms: ServiceLevelTerms): ClockState {
  const breached = clock.consumed >= clock.target.milliseconds;
  const warned = clock.consumed >= warningThreshold(clock.target, terms);
  return {
    ...clock,
    breachedAt: breached ? clock.breachedAt : null,
    dueAt: breached ? clock.dueAt : null,
    warnedAt: warned ? clock.warnedAt : null,
    warnAt: warned ? clock.warnAt : null,
  };
}

function addTime(target: ServiceTarget, from: Instant, milliseconds: number, terms: ServiceLevelTerms): Instant {
  if (target.calendar === elapsedCalendar) return addElapsed(from, milliseconds);
  return addBusinessTime(calendarOf(target, terms), from, milliseconds);
}

function timeBetween(target: ServiceTarget, from: Instant, to: Instant, terms: ServiceLevelTerms): number {
  if (target.calendar === elapsedCalendar) return elapsedBetween(from, to);
  return businessTimeBetween(calendarOf(target, terms), from, to);
}

function requireTarget(target: ServiceTarget, terms: ServiceLevelTerms): void {
  if (!Number.isSafeInteger(target.milliseconds) || target.milliseconds <= 0) {
    throw new ServiceLevelError('target_invalid', `not a positive target in milliseconds: ${target.milliseconds}`);
  }
  if (!(terms.warnAt > 0 && terms.warnAt <= 1)) {
    throw new ServiceLevelError('target_invalid', `not a share above 0 and up to 1: ${terms.warnAt}`);
  }
  if (target.calendar !== elapsedCalendar) calendarOf(target, terms);
}

function calendarOf(target: ServiceTarget, terms: ServiceLevelTerms): Calendar {
  const calendar = Object.hasOwn(terms.calendars, target.calendar) ? terms.calendars[target.calendar] : undefined;
  if (calendar === undefined) {
    throw new ServiceLevelError('calendar_unknown', `the policy has no calendar ${target.calendar}`);
  }
  return calendar;
}

/** `36 h`, `7 h 30 min`, `45 min`; seconds and less only when there is nothing greater. */
function formatDuration(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes === 0 && milliseconds > 0) return `${milliseconds / 1_000} s`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return `${rest} min`;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const weekdayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-03-13T12:00:00.000-04:00` → `Fri 13 Mar 2026 12:00 -04:00`. Names are fixed: no locale of the machine shows. */
function formatForReading(withOffset: string): string {
  const local = new Date(`${withOffset.slice(0, 23)}Z`);
  const weekday = weekdayNames[local.getUTCDay()];
  const month = monthNames[local.getUTCMonth()];
  const time = withOffset.slice(11, 16);
  return `${weekday} ${local.getUTCDate()} ${month} ${local.getUTCFullYear()} ${time} ${withOffset.slice(23)}`;
}
