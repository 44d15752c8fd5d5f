import type { Instant } from '../../contracts/ids';
import { weekdays } from '../calendar';
import { dayInMilliseconds, instantToMilliseconds, millisecondsToInstant } from '../instant';
import type { QuietTimes } from '../policy';
import { addDaysToDate, dateToDay, instantOfLocal, localDateAt, offsetAt, timeToMilliseconds } from '../time-zone';

/** When a customer may be written to: their zone, the times in which they are left in peace, and the usual hour of the day. */
export interface QuietTerms {
  zone: string;
  quiet: QuietTimes;
  sendAtHour: number;
}

/** Far more days in a row than any list of holidays has. */
const longestPeace = 400;

/**
 * The first instant from `at` on at which the customer may be written to: `at` itself, the end of the quiet hours, or the
 * usual hour of the first day that is not quiet. Throws when no such day comes within 400.
 */
export function nextAllowed({ zone, quiet, sendAtHour }: QuietTerms, at: Instant): Instant {
  let instant = at;
  for (let tries = 0; tries < 2 * longestPeace; tries += 1) {
    const date = localDateAt(zone, instant);
    if (isQuietDay(quiet, date)) {
      const usual = instantOfLocal(zone, addDaysToDate(date, 1), hourOfDay(sendAtHour));
      instant = usual;
      continue;
    }
    const end = endOfQuietHours(quiet, zone, instant);
    if (end === null) return instant;
    instant = end;
  }
  throw new Error('the quiet times never end');
}

const hourOfDay = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

function isQuietDay({ days = [], dates = [] }: QuietTimes, date: string): boolean {
  // 1970-01-01 was a Thursday.
  const weekday = weekdays[(((dateToDay(date) + 3) % 7) + 7) % 7];
  return dates.includes(date) || (weekday !== undefined && days.includes(weekday));
}

/** When the quiet hours end that this instant lies in; null when it lies in none. Where clocks change, the wall counts. */
function endOfQuietHours({ hours }: QuietTimes, zone: string, at: Instant): Instant | null {
  if (!hours || hours.from === hours.to) return null;
  const [from, to] = [timeToMilliseconds(hours.from), timeToMilliseconds(hours.to)];
  const milliseconds = instantToMilliseconds(at);
  const wall = milliseconds + offsetAt(zone, milliseconds);
  const time = wall - Math.floor(wall / dayInMilliseconds) * dayInMilliseconds;
  const overMidnight = to < from;
  const within = overMidnight ? time >= from || time < to : time >= from && time < to;
  if (!within) return null;
  const today = localDateAt(zone, at);
  const end = instantOfLocal(zone, overMidnight && time >= from ? addDaysToDate(today, 1) : today, hours.to);
  // An hour that comes twice: its end has been, and comes once more.
  return end > at ? end : millisecondsToInstant(milliseconds + ((to - time + dayInMilliseconds) % dayInMilliseconds));
}
