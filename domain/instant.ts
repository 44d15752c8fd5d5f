import type { Instant } from '../contracts/ids';

/**
 * Arithmetic on instants, which the journal carries as ISO 8601 in UTC with milliseconds (`2026-03-06T16:00:00.000Z`):
 * one spelling per instant, so that comparing the texts compares the times. Years 0000 to 9999.
 */

export class InstantError extends Error {
  override readonly name = 'InstantError';
  readonly code = 'instant_invalid';
}

export const minuteInMilliseconds = 60_000;
export const hourInMilliseconds = 3_600_000;
export const dayInMilliseconds = 86_400_000;

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Milliseconds since 1970-01-01T00:00:00Z. Throws `InstantError` for any other spelling. */
export function instantToMilliseconds(instant: Instant): number {
  const milliseconds = instantPattern.test(instant) ? Date.parse(instant) : Number.NaN;
  if (!Number.isFinite(milliseconds)) throw new InstantError(`not an instant in UTC with milliseconds: ${instant}`);
  return milliseconds;
}

/** Throws `InstantError` for a fraction of a millisecond and for years that do not have four digits. */
export function millisecondsToInstant(milliseconds: number): Instant {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < earliest || milliseconds > latest) {
    throw new InstantError(`no instant between years 0000 and 9999: ${milliseconds} ms`);
  }
  return new Date(milliseconds).toISOString();
}

const earliest = Date.parse('0000-01-01T00:00:00.000Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** Elapsed time, whatever the clocks on the wall do; `milliseconds` may be negative. */
export function addElapsed(from: Instant, milliseconds: number): Instant {
  return millisecondsToInstant(instantToMilliseconds(from) + milliseconds);
}

/** Milliseconds from `from` to `to`; negative when `to` is the earlier. */
export function elapsedBetween(from: Instant, to: Instant): number {
  return instantToMilliseconds(to) - instantToMilliseconds(from);
}

/** The earliest of the instants that are set, or `null`. */
export function earliestInstant(instants: readonly (Instant | null)[]): Instant | null {
  let first: Instant | null = null;
  for (const instant of instants) {
    if (instant !== null && (first === null || instant < first)) first = instant;
  }
  return first;
}
