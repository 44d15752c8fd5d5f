import fc from 'fast-check';
import {
  addBusinessDays,
  addBusinessTime,
  businessTimeBetween,
  isBusinessDay,
  isOpenAt,
  nextOpening,
} from '../../domain/calendar';
import { instantToMilliseconds, millisecondsToInstant } from '../../domain/instant';
import {
  consumedBy,
  type ClockState,
  elapsedCalendar,
  pauseClock,
  resumeClock,
  retargetClock,
  type ServiceLevelTerms,
  startClock,
  stopClock,
} from '../../domain/service-levels';
import { countMilliseconds, findEnd, minute } from '../support/wall-clock';
import { calendarInStretch, instantIn } from './arbitrary-calendars';

/** Each property takes how many cases to try, so that the long run can try more of the same. */

const spanInStretch = calendarInStretch.chain((place) =>
  fc.tuple(fc.constant(place), instantIn(place.stretch), instantIn(place.stretch)),
);

export function countsLikeTheWall(cases: number): void {
  fc.assert(
    fc.property(spanInStretch, ([{ calendar, stretch, open }, one, other]) => {
      const from = Math.min(one, other);
      const to = Math.max(one, other);
      const expected = countMilliseconds(stretch, open, from, to);
      expect(businessTimeBetween(calendar, millisecondsToInstant(from), millisecondsToInstant(to))).toBe(expected);
      expect(isOpenAt(calendar, millisecondsToInstant(one))).toBe(
        open[Math.floor((one - stretch.start) / minute)] === 1,
      );
    }),
    { numRuns: cases },
  );
}

export function addsLikeTheWall(cases: number): void {
  fc.assert(
    fc.property(
      spanInStretch,
      fc.oneof(
        fc.constant(0),
        fc.nat({ max: 60 * 60 * minute }),
        fc.nat({ max: 120 }).map((halves) => halves * 30 * minute),
      ),
      ([{ calendar, stretch, open }, at], milliseconds) => {
        const expected = findEnd(stretch, open, at, milliseconds);
        // Beyond the stretch the wall was not read.
        fc.pre(expected !== null);
        const from = millisecondsToInstant(at);
        const end = addBusinessTime(calendar, from, milliseconds);
        expect(end).toBe(millisecondsToInstant(expected));
        expect(businessTimeBetween(calendar, from, end)).toBe(milliseconds);
      },
    ),
    { numRuns: cases },
  );
}

/** What happens to a clock: at which instant, what, and for a new target how long and on which calendar. */
interface Happening {
  at: number;
  what: 'pause' | 'resume' | 'retarget' | 'stop';
  target: number;
  /** The new target counts day and night. */
  elapsed: boolean;
}

const happenings = calendarInStretch.chain((place) =>
  fc.record({
    place: fc.constant(place),
    startedAt: instantIn(place.stretch),
    target: fc.integer({ min: 1, max: 30 * 60 * minute }),
    story: fc.array(
      fc.record({
        at: instantIn(place.stretch),
        what: fc.constantFrom<Happening['what']>('pause', 'resume', 'pause', 'resume', 'retarget', 'stop'),
        target: fc.integer({ min: 1, max: 30 * 60 * minute }),
        elapsed: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
  }),
);

export function clocksCountLikeTheWall(cases: number): void {
  fc.assert(
    fc.property(happenings, ({ place: { calendar, stretch, open }, startedAt, target, story }) => {
      const terms: ServiceLevelTerms = { calendars: { any: calendar }, warnAt: 0.75 };
      const told = story.filter((event) => event.at >= startedAt).sort((a, b) => a.at - b.at);
      const longest = Math.max(target, ...told.map((event) => event.target));
      // The clock works out its due instant whatever comes; a calendar without hours or a stretch too short is not asked.
      fc.pre(findEnd(stretch, open, told.at(-1)?.at ?? startedAt, longest) !== null);

      let clock: ClockState = startClock(
        'resolution',
        { milliseconds: target, calendar: 'any' },
        millisecondsToInstant(startedAt),
        terms,
      );
      // The second opinion: since when it runs, what was used up before, out of how much, and whether that was too much.
      let runningSince: number | null = startedAt;
      let used = 0;
      let allowed = target;
      let breached = false;
      // Every minute counts on plain elapsed time.
      const everyMinute = new Uint8Array(open.length).fill(1);
      let counted = open;
      const whenUsed = (since: number, milliseconds: number): number | null =>
        findEnd(stretch, counted, since, Math.max(0, milliseconds - used));
      const countUntil = (at: number): void => {
        if (runningSince === null) return;
        breached ||= at >= (whenUsed(runningSince, allowed) ?? Number.POSITIVE_INFINITY);
        used += countMilliseconds(stretch, counted, runningSince, at);
        runningSince = at;
      };

      for (const event of told) {
        const at = millisecondsToInstant(event.at);
        switch (event.what) {
          case 'pause':
          case 'stop':
            clock = event.what === 'pause' ? pauseClock(clock, at, terms) : stopClock(clock, at, terms);
            countUntil(event.at);
            runningSince = null;
            break;
          case 'resume':
            clock = resumeClock(clock, at, terms);
            runningSince ??= event.at;
            breached &&= used >= allowed;
            break;
          case 'retarget': {
            const stopped = clock.stoppedAt !== null;
            const calendarId = event.elapsed ? elapsedCalendar : 'any';
            clock = retargetClock(clock, { milliseconds: event.target, calendar: calendarId }, at, terms);
            countUntil(event.at);
            counted = event.elapsed ? everyMinute : open;
            allowed = event.target;
            if (!stopped) breached &&= used >= allowed;
            break;
          }
        }
        expect(clock.consumed).toBe(used);
        expect(clock.runningSince).toBe(isoOrNull(runningSince));
        expect(clock.breachedAt !== null).toBe(breached);
        if (!breached) {
          const instant = (share: number): string | null =>
            runningSince === null ? null : isoOrNull(whenUsed(runningSince, Math.round(share * allowed)));
          expect([clock.warnAt, clock.dueAt]).toEqual([instant(0.75), instant(1)]);
        }
        if (runningSince !== null) {
          const running = countMilliseconds(stretch, counted, runningSince, event.at);
          expect(consumedBy(clock, at, terms)).toBe(used + running);
        }
      }
    }),
    { numRuns: cases },
  );
}

export function businessDaysKeepTheWall(cases: number): void {
  fc.assert(
    fc.property(spanInStretch, fc.integer({ min: 1, max: 4 }), ([{ calendar, stretch, open }, at], days) => {
      // Dates with open minutes, in order, as the wall showed them.
      const dates = [...new Set(stretch.wall.filter((_, index) => open[index] === 1).map(({ date }) => date))];
      const here = stretch.wall[Math.floor((at - stretch.start) / minute)];
      const date = dates.filter((candidate) => here !== undefined && candidate > here.date)[days - 1];
      // The first and last dates of a stretch are cut off.
      const last = stretch.wall.at(-1)?.date ?? '';
      fc.pre(here !== undefined && date !== undefined && date < last);
      if (here === undefined || date === undefined) return;

      const end = instantToMilliseconds(addBusinessDays(calendar, millisecondsToInstant(at), days));
      const there = stretch.wall[Math.floor((end - stretch.start) / minute)];
      const sameTime = stretch.wall.findIndex((wall) => wall.date === date && wall.time === here.time);
      if (sameTime >= 0) {
        expect(end).toBe(stretch.start + sameTime * minute + (at % minute));
      } else {
        // The time was skipped that day: the first minute after it.
        expect(there?.date === date ? there.time > here.time : (there?.date ?? '') > date).toBe(true);
        expect(end % minute).toBe(0);
      }
      expect(isBusinessDay(calendar, date)).toBe(true);
    }),
    { numRuns: cases },
  );
}

export function opensLikeTheWall(cases: number): void {
  fc.assert(
    fc.property(spanInStretch, ([{ calendar, stretch, open }, at]) => {
      const index = Math.floor((at - stretch.start) / minute);
      const next = open.indexOf(1, index);
      fc.pre(next >= 0);
      const expected = Math.max(at, stretch.start + next * minute);
      expect(nextOpening(calendar, millisecondsToInstant(at))).toBe(millisecondsToInstant(expected));
    }),
    { numRuns: cases },
  );
}

function isoOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : millisecondsToInstant(milliseconds);
}
