import { IANAZone } from 'luxon';
import type { Instant, LocalDate } from '../contracts/ids';
import { dayInMilliseconds, instantToMilliseconds, millisecondsToInstant } from './instant';

/**
 * What the clocks on the wall show in a zone of the IANA time zone database, and when. The rules themselves come from
 * the runtime's copy of that database, through Luxon. Days are counted from 1970-01-01 (day 0), UTC or local as named.
 */

export class TimeZoneError extends Error {
  override readonly name = 'TimeZoneError';
  constructor(
    readonly code: 'zone_unknown' | 'date_invalid' | 'time_invalid',
    message: string,
  ) {
    super(message);
  }
}

/** A stretch of time during which the zone keeps one offset. `start` ≤ t < `end`; local time = UTC + `offset`; all ms. */
export interface OffsetPiece {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

// Asking the runtime for an offset costs microseconds and is asked for the same days again and again. The answers are
// remembered; they depend on nothing but zone and day, so that nobody outside can tell.
const rememberedDays = 20_000;
const memory = new Map<string, Map<number, readonly OffsetPiece[]>>();

/** True for an IANA name such as `Europe/London` or `UTC`; a bare offset like `+01:00` is no zone: it has no rules. */
export function isTimeZone(zone: string): boolean {
  return memory.has(zone) || (/^[A-Za-z]/.test(zone) && IANAZone.isValidZone(zone));
}

/**
 * The pieces that make up a UTC day, in order: one on most days, two when the clocks change. Throws `TimeZoneError`
 * (`zone_unknown`).
 */
export function offsetPieces(zone: string, utcDay: number): readonly OffsetPiece[] {
  let days = memory.get(zone);
  if (days === undefined) {
    if (!isTimeZone(zone)) throw new TimeZoneError('zone_unknown', `not a zone of the IANA database: ${zone}`);
    days = new Map();
    memory.set(zone, days);
  }
  let pieces = days.get(utcDay);
  if (pieces === undefined) {
    if (days.size >= rememberedDays) days.clear();
    pieces = findPieces(IANAZone.create(zone), utcDay * dayInMilliseconds);
    days.set(utcDay, pieces);
  }
  return pieces;
}

/** Local minus UTC at an instant given in milliseconds; milliseconds, positive east of Greenwich. */
export function offsetAt(zone: string, milliseconds: number): number {
  const pieces = offsetPieces(zone, Math.floor(milliseconds / dayInMilliseconds));
  for (const piece of pieces) if (milliseconds < piece.end) return piece.offset;
  throw new TimeZoneError('zone_unknown', `no offset in ${zone} at ${milliseconds}`);
}

/** The date on the calendar on the wall. */
export function localDateAt(zone: string, instant: Instant): LocalDate {
  const milliseconds = instantToMilliseconds(instant);
  return dayToDate(Math.floor((milliseconds + offsetAt(zone, milliseconds)) / dayInMilliseconds));
}

/**
 * The first instant at which the wall shows this time (or, where the clocks skip it, the instant of the change) on this
 * date. A time that comes twice, when the clocks go back, means its first coming. `time` is `HH:MM`, up to `24:00`.
 */
export function instantOfLocal(zone: string, date: LocalDate, time: string): Instant {
  return millisecondsToInstant(millisecondsOfLocal(zone, dateToDay(date), timeToMilliseconds(time)));
}

/** As `instantOfLocal`, in numbers: local day, milliseconds after its midnight → milliseconds since 1970. */
export function millisecondsOfLocal(zone: string, localDay: number, sinceMidnight: number): number {
  const wall = localDay * dayInMilliseconds + sinceMidnight;
  // No zone is more than a day away from UTC, so the wall time falls within a day of its namesake in UTC.
  for (let utcDay = localDay - 1; ; utcDay += 1) {
    for (const piece of offsetPieces(zone, utcDay)) {
      if (wall < piece.end + piece.offset) return Math.max(piece.start, wall - piece.offset);
    }
  }
}

/**
 * RFC 3339 with the zone's offset: `2026-03-13T12:00:00.000-04:00`. Offsets of whole minutes, which is what RFC 3339 can
 * say; local mean times of the nineteenth century are shown with the nearest minute, still naming the right instant.
 */
export function formatWithOffset(zone: string, instant: Instant): string {
  const milliseconds = instantToMilliseconds(instant);
  const minutes = Math.round(offsetAt(zone, milliseconds) / 60_000);
  const local = new Date(milliseconds + minutes * 60_000).toISOString().slice(0, -1);
  const size = Math.abs(minutes);
  return `${local}${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

/** Days since 1970-01-01. Throws `TimeZoneError` (`date_invalid`) unless `yyyy-mm-dd` of a date that exists. */
export function dateToDay(date: LocalDate): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00.000Z`) : Number.NaN;
  // `Date.parse` rolls 30 February over into March; writing it again shows that.
  if (!Number.isFinite(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== date) {
    throw new TimeZoneError('date_invalid', `not a date yyyy-mm-dd: ${date}`);
  }
  return milliseconds / dayInMilliseconds;
}

export function dayToDate(day: number): LocalDate {
  return millisecondsToInstant(day * dayInMilliseconds).slice(0, 10);
}

/** Milliseconds after midnight of `HH:MM`, `00:00` to `24:00`. Throws `TimeZoneError` (`time_invalid`). */
export function timeToMilliseconds(time: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(time);
  const hours = Number(match?.[1]);
  const minutes = Number(match?.[2]);
  const total = hours * 60 + minutes;
  if (match === null || minutes > 59 || total > 24 * 60) {
    throw new TimeZoneError('time_invalid', `not a time of day 00:00 to 24:00: ${time}`);
  }
  return total * 60_000;
}

/** Adding days to a date of the calendar, which no change of clocks disturbs. */
export function addDaysToDate(date: LocalDate, days: number): LocalDate {
  return dayToDate(dateToDay(date) + days);
}

function findPieces(zone: IANAZone, dayStart: number): OffsetPiece[] {
  const offset = (milliseconds: number): number => Math.round(zone.offset(milliseconds) * 60_000);
  const dayEnd = dayStart + dayInMilliseconds;
  const lastOffset = offset(dayEnd - 1);
  const pieces: OffsetPiece[] = [];
  let start = dayStart;
  // Compared at both ends of the day only: no zone has ever changed its clocks and changed them back within one.
  for (let current = offset(start); current !== lastOffset; current = offset(start)) {
    let before = start;
    let after = dayEnd - 1;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offset(middle) === current) before = middle;
      else after = middle;
    }
    pieces.push({ start, end: after, offset: current });
    start = after;
  }
  pieces.push({ start, end: dayEnd, offset: lastOffset });
  return pieces;
}

function twoDigits(number: number): string {
  return number.toString().padStart(2, '0');
}
