import fc from 'fast-check';
import { type Calendar, type Shift, type Weekday, weekdays } from '../../domain/calendar';
import { minute, openMinutes, readWall, type Stretch, stretches } from '../support/wall-clock';

const clockFace = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Up to three shifts a day, in any order, touching or apart, at odd minutes as well as round ones, up to 24:00. */
const shifts: fc.Arbitrary<Shift[]> = fc
  .uniqueArray(
    fc.oneof(
      fc.integer({ min: 0, max: 1440 }),
      fc.integer({ min: 0, max: 48 }).map((half) => half * 30),
    ),
    {
      minLength: 2,
      maxLength: 6,
    },
  )
  .chain((edges) => {
    const sorted = [...edges].sort((a, b) => a - b);
    const list: Shift[] = [];
    for (let index = 0; index + 1 < sorted.length; index += 2) {
      list.push({ from: clockFace(sorted[index] ?? 0), to: clockFace(sorted[index + 1] ?? 0) });
    }
    return fc.shuffledSubarray(list, { minLength: list.length });
  });

const office: Shift[] = [{ from: '09:00', to: '17:00' }];
const roundTheClock: Shift[] = [{ from: '00:00', to: '24:00' }];
/** The hours in which clocks change. */
const smallHours: Shift[] = [
  { from: '00:00', to: '00:30' },
  { from: '01:30', to: '02:15' },
  { from: '02:45', to: '24:00' },
];

export interface CalendarInStretch {
  calendar: Calendar;
  stretch: Stretch;
  /** Read off the wall, minute by minute: 1 is open. */
  open: Uint8Array;
  /** A counterexample names the calendar, and not every minute of the wall. */
  [fc.toStringMethod]: () => string;
}

/** A calendar in one of the stretches, with some of its dates closed. */
export const calendarInStretch: fc.Arbitrary<CalendarInStretch> = fc
  .record({
    index: fc.nat({ max: stretches.length - 1 }),
    week: fc.dictionary(
      fc.constantFrom<Weekday>(...weekdays),
      fc.oneof(shifts, fc.constantFrom(office, roundTheClock, smallHours)),
      { maxKeys: 7, size: 'max' },
    ),
    closed: fc.array(fc.nat({ max: 13 }), { maxLength: 5 }),
    holidays: fc.array(fc.nat({ max: 13 }), { maxLength: 4 }),
    worked: fc.array(fc.nat({ max: 13 }), { maxLength: 4 }),
  })
  .map(({ index, week, closed, holidays, worked }) => {
    const stretch = readWall(index);
    const dateOf = (day: number) => stretch.wall[Math.min(day * 1440 + 720, stretch.wall.length - 1)]?.date ?? '';
    const calendar: Calendar = {
      id: 'any',
      zone: stretch.zone,
      shifts: { ...week },
      holidays: { resolved: { days: Object.fromEntries(holidays.map((day) => [dateOf(day), 'a holiday'])) } },
      closedDays: closed.map(dateOf),
      openDays: worked.map(dateOf),
    };
    const from = new Date(stretch.start).toISOString();
    return {
      calendar,
      stretch,
      open: openMinutes(stretch, calendar),
      [fc.toStringMethod]: () => `${JSON.stringify(calendar)} from ${from}`,
    };
  });

/** An instant within the stretch: mostly any millisecond, often a round minute, where windows begin and end. */
export function instantIn(stretch: Stretch): fc.Arbitrary<number> {
  const lastMinute = stretch.wall.length - 1;
  return fc
    .tuple(
      fc.nat({ max: lastMinute }),
      fc.oneof(fc.constant(0), fc.constant(1), fc.nat({ max: minute - 1 }), fc.constant(minute - 1)),
      fc.boolean(),
    )
    .map(([index, rest, round]) => stretch.start + (round ? index - (index % 30) : index) * minute + rest);
}
