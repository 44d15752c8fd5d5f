import { addElapsed, hourInMilliseconds, minuteInMilliseconds } from '../domain/instant';
import { readDefaultPolicy } from '../db/policies';
import type { Calendar } from '../domain/calendar';
import { resolveHolidays } from '../domain/holidays';
import { pauseClock, resumeClock, startClock, stopClock } from '../domain/service-levels';

/** A year and a half of 2,200 inquiries a month, over again: what a simulation or a rebuild works out. */
const cases = 48_000;
const clocksACase = 3;
const yearBegins = '2026-01-01T00:00:00.000Z';

/**
 * Seconds for the clocks of 48,000 cases, spread over a year and the shipped calendars: each started, paused, resumed and
 * stopped, with every due instant and all time used worked out on business calendars with their public holidays.
 */
export async function measureServiceLevels(): Promise<number> {
  const policy = resolveHolidays(await readDefaultPolicy(), yearBegins);
  // Fresh copies: nothing of the calendars is worked out before the watch runs.
  const calendars: Record<string, Calendar> = structuredClone(policy.calendars);
  const terms = { calendars, warnAt: policy.warnAt };
  const names = Object.keys(calendars);
  const apart = (365 * 24 * hourInMilliseconds) / cases;
  const started = performance.now();
  for (let index = 0; index < cases; index += 1) {
    const calendar = names[index % names.length] ?? '';
    const receivedAt = addElapsed(yearBegins, Math.floor(index * apart));
    for (let clock = 0; clock < clocksACase; clock += 1) {
      const milliseconds = (4 + ((index + clock) % 10) * 8) * hourInMilliseconds;
      const running = startClock('resolution', { milliseconds, calendar }, receivedAt, terms);
      const paused = pauseClock(running, addElapsed(receivedAt, (60 + (index % 2_880)) * minuteInMilliseconds), terms);
      const resumed = resumeClock(
        paused,
        addElapsed(receivedAt, (4_000 + (index % 1_440)) * minuteInMilliseconds),
        terms,
      );
      stopClock(resumed, addElapsed(receivedAt, (7_000 + (index % 4_320)) * minuteInMilliseconds), terms);
    }
  }
  return (performance.now() - started) / 1_000;
}
