/**
 * A second opinion on business time, as slow and plain as it can be: it asks the runtime for the wall clock of every
 * single minute and counts those that are open. It shares nothing with `domain/calendar.ts`: no Luxon, no offsets, no
 * intervals, no days.
 */
import type { Calendar, Weekday } from '../../domain/calendar';

export const minute = 60_000;

/** Stretches of two weeks around changes of clocks, of all kinds that there are. Whole minutes of UTC. */
export const stretches: readonly { zone: string; from: string; days: number }[] = [
  { zone: 'Europe/London', from: '2026-03-23', days: 14 },
  { zone: 'Europe/London', from: '2026-10-19', days: 14 },
  { zone: 'America/New_York', from: '2026-03-02', days: 14 },
  { zone: 'America/New_York', from: '2026-10-26', days: 14 },
  { zone: 'Australia/Lord_Howe', from: '2026-03-28', days: 14 }, // by half an hour
  { zone: 'Australia/Lord_Howe', from: '2026-09-26', days: 14 },
  { zone: 'Antarctica/Troll', from: '2026-03-23', days: 14 }, // by two hours
  { zone: 'Asia/Beirut', from: '2026-03-23', days: 14 }, // at midnight, which is skipped
  { zone: 'Africa/Cairo', from: '2026-10-23', days: 14 }, // at midnight, back into the day before
  { zone: 'America/Havana', from: '2026-10-24', days: 14 },
  { zone: 'Africa/Casablanca', from: '2026-02-09', days: 14 }, // an hour back for Ramadan
  { zone: 'Africa/Casablanca', from: '2026-03-16', days: 14 }, // and forth again
  { zone: 'Pacific/Apia', from: '2011-12-24', days: 14 }, // a whole day left out
  { zone: 'Pacific/Kwajalein', from: '1993-08-15', days: 14 }, // likewise
  { zone: 'Pacific/Chatham', from: '2026-03-28', days: 14 }, // +13:45 and +12:45
  { zone: 'Asia/Pyongyang', from: '2018-04-28', days: 14 }, // a change of the standard itself
  { zone: 'America/St_Johns', from: '2026-03-01', days: 14 },
  { zone: 'Asia/Kathmandu', from: '2026-03-01', days: 14 }, // no change at all, but +05:45
  { zone: 'Etc/GMT+12', from: '2026-03-01', days: 14 },
  { zone: 'Pacific/Kiritimati', from: '2026-03-01', days: 14 },
  { zone: 'UTC', from: '2026-12-20', days: 14 },
];

/** What the wall shows during one minute. */
interface WallMinute {
  date: string;
  weekday: Weekday;
  /** Minutes after midnight. */
  time: number;
}

const walls = new Map<string, WallMinute[]>();

export interface Stretch {
  zone: string;
  /** Milliseconds since 1970, a whole minute. */
  start: number;
  wall: readonly WallMinute[];
}

/** Every minute of a stretch, read off the wall once and kept, because asking is slow. */
export function readWall(index: number): Stretch {
  const stretch = stretches[index];
  if (stretch === undefined) throw new Error(`no stretch ${index}`);
  const { zone, from, days } = stretch;
  const start = Date.parse(`${from}T00:00:00.000Z`);
  const key = `${zone} ${from}`;
  let wall = walls.get(key);
  if (wall === undefined) {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      weekday: 'long',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    wall = [];
    for (let at = start; at < start + days * 24 * 60 * minute; at += minute) {
      const parts: Record<string, string> = {};
      for (const part of format.formatToParts(at)) parts[part.type] = part.value;
      const date = `${parts['year']}-${parts['month']}-${parts['day']}`;
      const previous: string | undefined = wall.at(-1)?.date;
      wall.push({
        // The very same text for the same date: comparing it is what the counting spends most of its time on.
        date: previous === date ? previous : date,
        weekday: parts['weekday']?.toLowerCase() as Weekday,
        time: Number(parts['hour']) * 60 + Number(parts['minute']),
      });
    }
    walls.set(key, wall);
  }
  return { zone, start, wall };
}

/** For every minute of the stretch, whether the calendar is open: 1 or 0. */
export function openMinutes(stretch: Stretch, calendar: Calendar): Uint8Array {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const week = new Map<Weekday, Uint8Array>();
  for (const [weekday, shifts] of Object.entries(calendar.shifts)) {
    const day = new Uint8Array(1440);
    for (const shift of shifts) day.fill(1, minutes(shift.from), minutes(shift.to));
    week.set(weekday as Weekday, day);
  }
  const holidays = Object.keys(calendar.holidays?.resolved?.days ?? {});
  const worked = calendar.openDays ?? [];
  const closed = new Set([...calendar.closedDays, ...holidays.filter((date) => !worked.includes(date))]);
  const open = new Uint8Array(stretch.wall.length);
  let date = '';
  let today: Uint8Array | undefined;
  stretch.wall.forEach((wall, index) => {
    if (wall.date !== date) {
      date = wall.date;
      today = closed.has(date) ? undefined : week.get(wall.weekday);
    }
    open[index] = today?.[wall.time] ?? 0;
  });
  return open;
}

/** Open milliseconds from `from` to `to` (since 1970, `from` ≤ `to`), minute by minute. */
export function countMilliseconds(stretch: Stretch, open: Uint8Array, from: number, to: number): number {
  let total = 0;
  for (let index = Math.floor((from - stretch.start) / minute); stretch.start + index * minute < to; index += 1) {
    if (open[index] !== 1) continue;
    const begins = stretch.start + index * minute;
    total += Math.min(begins + minute, to) - Math.max(begins, from);
  }
  return total;
}

/** The earliest instant by which `milliseconds` have been open, or `null` when the stretch ends before. */
export function findEnd(stretch: Stretch, open: Uint8Array, from: number, milliseconds: number): number | null {
  if (milliseconds === 0) return from;
  let left = milliseconds;
  for (let index = Math.floor((from - stretch.start) / minute); index < open.length; index += 1) {
    if (open[index] !== 1) continue;
    const begins = Math.max(stretch.start + index * minute, from);
    const length = stretch.start + (index + 1) * minute - begins;
    if (left <= length) return begins + left;
    left -= length;
  }
  return null;
}
