import type { Instant, LocalDate } from '../contracts/ids';
import { dayInMilliseconds, instantToMilliseconds, millisecondsToInstant } from './instant';
import {
  dateToDay,
  isTimeZone,
  millisecondsOfLocal,
  offsetAt,
  offsetPieces,
  timeToMilliseconds,
  TimeZoneError,
} from './time-zone';

/**
 * Business calendars. An instant is business time when the clock on the wall in the calendar's zone shows a time within
 * a shift of that weekday, and the date is not a closed day. Everything follows from this one sentence, also when the
 * clocks change: an hour that is skipped is no business time, an hour that comes twice counts twice.
 */

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/** Local times `HH:MM`; `from` belongs to the shift, `to` (up to `24:00`) no longer does. */
export interface Shift {
  readonly from: string;
  readonly to: string;
}

/**
 * A calendar is a value: build a new one instead of changing it, because what is worked out for it is remembered by
 * identity. A night shift is two: `22:00`–`24:00` and, on the next weekday, `00:00`–`06:00`.
 */
export interface Calendar {
  readonly id: string;
  /** IANA name, `Europe/London`. */
  readonly zone: string;
  readonly shifts: Readonly<Partial<Record<Weekday, readonly Shift[]>>>;
  /** Public holidays as they were worked out when the policy was written, so that no later library changes a deadline. */
  readonly holidays?: { readonly resolved?: { readonly days: Readonly<Record<LocalDate, string>> } };
  /** Other closed dates, local, `yyyy-mm-dd`. */
  readonly closedDays: readonly LocalDate[];
  /** Dates that are worked although they are public holidays. */
  readonly openDays?: readonly LocalDate[];
}

export type CalendarErrorCode =
  | 'calendar_zone_unknown'
  | 'calendar_shift_invalid'
  | 'calendar_date_invalid'
  | 'calendar_never_opens'
  | 'calendar_span_too_long'
  | 'duration_invalid';

export class CalendarError extends Error {
  override readonly name = 'CalendarError';
  constructor(
    readonly code: CalendarErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** No business is closed for three years and then opens: beyond this many days on end the calendar never opens. */
const longestClosure = 3 * 366;
/** No deadline of the desk lies further off than a century (days). */
const longestSpan = 36_525;
const rememberedDays = 20_000;

/** Open from `start` up to, not including, `end` (milliseconds since 1970), on that local day. */
interface Window {
  readonly start: number;
  readonly end: number;
  readonly localDay: number;
}

/** The open windows within one UTC day, in order and apart, and their sum in milliseconds. */
interface Day {
  readonly windows: readonly Window[];
  readonly total: number;
}

interface CompiledCalendar {
  readonly id: string;
  readonly zone: string;
  /** By weekday, Monday first: [from, to) in milliseconds after local midnight, in order. */
  readonly shifts: readonly (readonly (readonly [number, number])[])[];
  readonly closed: ReadonlySet<number>;
  readonly days: Map<number, Day>;
}

/** The first thing wrong with a calendar, or `null`: zone, times, overlapping shifts, dates. For whoever reads policies. */
export function checkCalendar(calendar: Calendar): CalendarError | null {
  try {
    compile(calendar);
    return null;
  } catch (error) {
    if (error instanceof CalendarError) return error;
    throw error;
  }
}

export function isOpenAt(calendar: Calendar, instant: Instant): boolean {
  const at = instantToMilliseconds(instant);
  const { windows } = dayOf(compiled(calendar), utcDayOf(at));
  return windows.some((window) => window.start <= at && at < window.end);
}

/** The first open instant not before `from`. Throws `CalendarError` (`calendar_never_opens`). */
export function nextOpening(calendar: Calendar, from: Instant): Instant {
  const at = instantToMilliseconds(from);
  for (const window of windowsFrom(compiled(calendar), at)) return millisecondsToInstant(Math.max(window.start, at));
  throw new CalendarError('calendar_span_too_long', `no opening of calendar ${calendar.id} found`);
}

/**
 * The earliest instant by which `milliseconds` of business time have passed since `from`; so eight hours from Monday
 * 09:00 end on Monday at 17:00, not on Tuesday at 09:00, and zero ends at once, open or not.
 *
 * Throws `CalendarError`: `duration_invalid` (negative or fractional), `calendar_never_opens`,
 * `calendar_span_too_long` (over a century), or what is wrong with the calendar.
 */
export function addBusinessTime(calendar: Calendar, from: Instant, milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new CalendarError('duration_invalid', `not a duration in whole milliseconds: ${milliseconds}`);
  }
  if (milliseconds === 0) return from;
  const at = instantToMilliseconds(from);
  let left = milliseconds;
  for (const window of windowsFrom(compiled(calendar), at)) {
    const start = Math.max(window.start, at);
    const length = window.end - start;
    if (left <= length) return millisecondsToInstant(start + left);
    left -= length;
  }
  throw new CalendarError('calendar_span_too_long', `${milliseconds} ms of calendar ${calendar.id} exceed a century`);
}

/**
 * Milliseconds of business time from `from` to `to`; negative when `to` is the earlier.
 * Throws `CalendarError` (`calendar_span_too_long`, or what is wrong with the calendar).
 */
export function businessTimeBetween(calendar: Calendar, from: Instant, to: Instant): number {
  const start = instantToMilliseconds(from);
  const end = instantToMilliseconds(to);
  const plan = compiled(calendar);
  if (end < start) return -countOpen(plan, end, start);
  return countOpen(plan, start, end);
}

/**
 * The same time on the wall, `days` business days later (or earlier, when negative). A business day is a local date with
 * any open time; the date of `from` itself is not counted. Zero days is `from`. Where the clocks skip that time, the
 * instant of the change is meant; where it comes twice, its first coming.
 *
 * Throws `CalendarError`: `duration_invalid` (not whole), `calendar_never_opens`, `calendar_span_too_long`.
 */
export function addBusinessDays(calendar: Calendar, from: Instant, days: number): Instant {
  if (days === 0) return from;
  const plan = compiled(calendar);
  const at = instantToMilliseconds(from);
  const local = at + offsetAt(plan.zone, at);
  const localDay = utcDayOf(local);
  const sinceMidnight = local - localDay * dayInMilliseconds;
  return millisecondsToInstant(millisecondsOfLocal(plan.zone, moveBusinessDays(plan, localDay, days), sinceMidnight));
}

/**
 * The end of business on the business day `days` after the local date of `from`, for deadlines "by the close of the third
 * business day following". Zero days means the date of `from`, or the next business day when that is closed.
 * Errors as `addBusinessDays`; `days` is not negative.
 */
export function closeOfBusinessDay(calendar: Calendar, from: Instant, days: number): Instant {
  if (days < 0) throw new CalendarError('duration_invalid', `not a number of days to come: ${days}`);
  const plan = compiled(calendar);
  const at = instantToMilliseconds(from);
  const localDay = utcDayOf(at + offsetAt(plan.zone, at));
  // Counting from the day before makes "zero days" find the date itself when it is a business day.
  const day = days === 0 ? moveBusinessDays(plan, localDay - 1, 1) : moveBusinessDays(plan, localDay, days);
  return millisecondsToInstant(Math.max(...windowsOfLocalDay(plan, day).map((window) => window.end)));
}

/** Whether a local date has any open time. */
export function isBusinessDay(calendar: Calendar, date: LocalDate): boolean {
  return windowsOfLocalDay(compiled(calendar), dateToDay(date)).length > 0;
}

// Working out a calendar's days is most of the cost of a deadline, and thousands of cases share a few calendars.
const compiledCalendars = new WeakMap<Calendar, CompiledCalendar>();

function compiled(calendar: Calendar): CompiledCalendar {
  let plan = compiledCalendars.get(calendar);
  if (plan === undefined) {
    plan = compile(calendar);
    compiledCalendars.set(calendar, plan);
  }
  return plan;
}

function compile(calendar: Calendar): CompiledCalendar {
  const { id, zone } = calendar;
  if (!isTimeZone(zone)) throw new CalendarError('calendar_zone_unknown', `calendar ${id}: no such zone: ${zone}`);
  for (const name of Object.keys(calendar.shifts)) {
    if (!(weekdays as readonly string[]).includes(name)) {
      throw new CalendarError('calendar_shift_invalid', `calendar ${id}: no such weekday: ${name}`);
    }
  }
  const shifts = weekdays.map((weekday) => compileShifts(calendar, weekday));
  const dayOfDate = (date: LocalDate): number => refusing('calendar_date_invalid', id, () => dateToDay(date));
  const worked = new Set((calendar.openDays ?? []).map(dayOfDate));
  const holidays = Object.keys(calendar.holidays?.resolved?.days ?? {}).map(dayOfDate);
  const closed = new Set([...holidays.filter((day) => !worked.has(day)), ...calendar.closedDays.map(dayOfDate)]);
  return { id, zone, shifts, closed, days: new Map() };
}

function compileShifts(calendar: Calendar, weekday: Weekday): [number, number][] {
  const { id } = calendar;
  const shifts = (calendar.shifts[weekday] ?? []).map((shift): [number, number] =>
    refusing('calendar_shift_invalid', id, () => [timeToMilliseconds(shift.from), timeToMilliseconds(shift.to)]),
  );
  shifts.sort((a, b) => a[0] - b[0]);
  let previousEnd = 0;
  for (const [from, to] of shifts) {
    if (from >= to)
      throw new CalendarError('calendar_shift_invalid', `calendar ${id}: ${weekday} shift ends too early`);
    if (from < previousEnd) throw new CalendarError('calendar_shift_invalid', `calendar ${id}: ${weekday} overlaps`);
    previousEnd = to;
  }
  return shifts;
}

/** Gives an error about a date or time the name of the calendar it stands in. */
function refusing<T>(code: CalendarErrorCode, id: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof TimeZoneError) throw new CalendarError(code, `calendar ${id}: ${error.message}`);
    throw error;
  }
}

function utcDayOf(milliseconds: number): number {
  return Math.floor(milliseconds / dayInMilliseconds);
}

function dayOf(plan: CompiledCalendar, utcDay: number): Day {
  let day = plan.days.get(utcDay);
  if (day === undefined) {
    if (plan.days.size >= rememberedDays) plan.days.clear();
    day = openWindows(plan, utcDay);
    plan.days.set(utcDay, day);
  }
  return day;
}

/**
 * Days are cut at UTC midnight and at every change of clocks. Within such a piece local time runs evenly, so a shift is
 * a plain interval; no rule about skipped or repeated hours is needed, nor one about dates that a zone left out.
 */
function openWindows(plan: CompiledCalendar, utcDay: number): Day {
  const windows: Window[] = [];
  let total = 0;
  for (const piece of offsetPieces(plan.zone, utcDay)) {
    const lastLocalDay = utcDayOf(piece.end - 1 + piece.offset);
    for (let localDay = utcDayOf(piece.start + piece.offset); localDay <= lastLocalDay; localDay += 1) {
      if (plan.closed.has(localDay)) continue;
      const midnight = localDay * dayInMilliseconds - piece.offset;
      for (const [from, to] of plan.shifts[weekdayIndex(localDay)] ?? []) {
        const start = Math.max(midnight + from, piece.start);
        const end = Math.min(midnight + to, piece.end);
        if (start >= end) continue;
        windows.push({ start, end, localDay });
        total += end - start;
      }
    }
  }
  return { windows, total };
}

/** Monday is 0. Day 0, 1 January 1970, was a Thursday. */
function weekdayIndex(localDay: number): number {
  return (((localDay + 3) % 7) + 7) % 7;
}

/** The windows that end after `at`, in order, for at most `longestSpan` days. */
function* windowsFrom(plan: CompiledCalendar, at: number): Generator<Window> {
  const firstDay = utcDayOf(at);
  let closedFor = 0;
  for (let utcDay = firstDay; utcDay <= firstDay + longestSpan; utcDay += 1) {
    const { windows } = dayOf(plan, utcDay);
    closedFor = windows.length === 0 ? closedFor + 1 : 0;
    if (closedFor > longestClosure) throw neverOpens(plan);
    for (const window of windows) if (window.end > at) yield window;
  }
}

function countOpen(plan: CompiledCalendar, start: number, end: number): number {
  const firstDay = utcDayOf(start);
  const lastDay = utcDayOf(end);
  if (lastDay - firstDay > longestSpan) {
    throw new CalendarError('calendar_span_too_long', `calendar ${plan.id}: more than a century`);
  }
  let total = 0;
  for (let utcDay = firstDay; utcDay <= lastDay; utcDay += 1) {
    const day = dayOf(plan, utcDay);
    if (utcDay > firstDay && utcDay < lastDay) {
      total += day.total;
      continue;
    }
    for (const window of day.windows) {
      total += Math.max(0, Math.min(window.end, end) - Math.max(window.start, start));
    }
  }
  return total;
}

/** A local day lies within the UTC days before, of and after its date. */
function windowsOfLocalDay(plan: CompiledCalendar, localDay: number): Window[] {
  return [localDay - 1, localDay, localDay + 1].flatMap((utcDay) =>
    dayOf(plan, utcDay).windows.filter((window) => window.localDay === localDay),
  );
}

function moveBusinessDays(plan: CompiledCalendar, fromDay: number, days: number): number {
  if (!Number.isSafeInteger(days)) throw new CalendarError('duration_invalid', `not a whole number of days: ${days}`);
  const step = days < 0 ? -1 : 1;
  let left = Math.abs(days);
  let closedFor = 0;
  let day = fromDay;
  while (left > 0) {
    day += step;
    if (Math.abs(day - fromDay) > longestSpan) {
      throw new CalendarError(
        'calendar_span_too_long',
        `${days} business days of calendar ${plan.id} exceed a century`,
      );
    }
    const open = windowsOfLocalDay(plan, day).length > 0;
    closedFor = open ? 0 : closedFor + 1;
    if (closedFor > longestClosure) throw neverOpens(plan);
    if (open) left -= 1;
  }
  return day;
}

function neverOpens(plan: CompiledCalendar): CalendarError {
  return new CalendarError('calendar_never_opens', `calendar ${plan.id} has no open hour for three years on end`);
}
