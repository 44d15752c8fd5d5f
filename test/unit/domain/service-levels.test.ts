import type { Instant } from '../../../contracts/ids';
import type { Calendar, Shift } from '../../../domain/calendar';
import { hourInMilliseconds as hour } from '../../../domain/instant';
import {
  clockCondition,
  consumedBy,
  describeClock,
  dueOnClock,
  isMet,
  markBreached,
  markWarned,
  nextClockInstant,
  pauseClock,
  remainingAt,
  resumeClock,
  retargetClock,
  type ServiceLevelTerms,
  startClock,
  stopClock,
} from '../../../domain/service-levels';
import { instantOfLocal } from '../../../domain/time-zone';

const office: Shift[] = [{ from: '09:00', to: '17:00' }];
const officeHours = (id: string, zone: string): Calendar => ({
  id,
  zone,
  shifts: { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office },
  closedDays: [],
});
const terms: ServiceLevelTerms = {
  calendars: { london: officeHours('london', 'Europe/London'), newYork: officeHours('newYork', 'America/New_York') },
  warnAt: 0.75,
};
const elapsed = (hours: number) => ({ milliseconds: hours * hour, calendar: 'elapsed' });
const business = (hours: number, calendar = 'london') => ({ milliseconds: hours * hour, calendar });
const inLondon = (date: string, time: string): Instant => instantOfLocal('Europe/London', date, time);
const inNewYork = (date: string, time: string): Instant => instantOfLocal('America/New_York', date, time);

describe('scenario 1: a $7,800 dispute with 36 hours, raised on Friday 6 March 2026 at 16:00', () => {
  it('is due on Sunday at 04:00 in London when every hour counts', () => {
    const clock = startClock('resolution', elapsed(36), inLondon('2026-03-06', '16:00'), terms);
    expect(clock.dueAt).toBe('2026-03-08T04:00:00.000Z');
    expect(clock.warnAt).toBe('2026-03-07T19:00:00.000Z');
    expect(describeClock(clock, terms, 'Europe/London')).toMatchObject({
      counts: 'elapsed',
      calendar: 'elapsed',
      zone: 'Europe/London',
      dueAt: '2026-03-08T04:00:00.000+00:00',
      text: 'resolution: 36 h elapsed time (Europe/London), due Sun 8 Mar 2026 04:00 +00:00',
    });
  });

  it('is due on Friday 13 March at 12:00 in London when business hours count', () => {
    const clock = startClock('resolution', business(36), inLondon('2026-03-06', '16:00'), terms);
    expect(clock.dueAt).toBe('2026-03-13T12:00:00.000Z');
    // 27 of 36 hours: one on Friday, eight each from Monday to Wednesday, two on Thursday.
    expect(clock.warnAt).toBe('2026-03-12T11:00:00.000Z');
    expect(describeClock(clock, terms, 'Asia/Tokyo').text).toBe(
      'resolution: 36 h on calendar london (Europe/London), due Fri 13 Mar 2026 12:00 +00:00',
    );
  });

  it('is due an hour later on the wall in New York, where the clocks change that night', () => {
    const clock = startClock('resolution', elapsed(36), inNewYork('2026-03-06', '16:00'), terms);
    expect(clock.startedAt).toBe('2026-03-06T21:00:00.000Z');
    expect(clock.dueAt).toBe('2026-03-08T09:00:00.000Z');
    expect(describeClock(clock, terms, 'America/New_York')).toMatchObject({
      startedAt: '2026-03-06T16:00:00.000-05:00',
      dueAt: '2026-03-08T05:00:00.000-04:00',
      text: 'resolution: 36 h elapsed time (America/New_York), due Sun 8 Mar 2026 05:00 -04:00',
    });
  });

  it('is due on Friday 13 March at 12:00 in New York too when business hours count', () => {
    const clock = startClock('resolution', business(36, 'newYork'), inNewYork('2026-03-06', '16:00'), terms);
    expect(clock.dueAt).toBe('2026-03-13T16:00:00.000Z');
    expect(describeClock(clock, terms, 'Europe/London')).toMatchObject({
      counts: 'business',
      calendar: 'newYork',
      zone: 'America/New_York',
      dueAt: '2026-03-13T12:00:00.000-04:00',
      text: 'resolution: 36 h on calendar newYork (America/New_York), due Fri 13 Mar 2026 12:00 -04:00',
    });
  });
});

describe.each([
  ['London', 'london', inLondon],
  ['New York', 'newYork', inNewYork],
])('scenario 6: a pause, in %s', (_city, calendar, at) => {
  // Monday 9 to Thursday 12 March 2026.
  const created = at('2026-03-09', '09:00');
  const paused = at('2026-03-09', '13:00');
  const back = at('2026-03-12', '10:00');
  const waiting = pauseClock(startClock('resolution', business(8, calendar), created, terms), paused, terms);

  it('stops the clock, and nothing is due', () => {
    expect(clockCondition(waiting)).toBe('paused');
    expect(waiting).toMatchObject({ consumed: 4 * hour, runningSince: null, dueAt: null, warnAt: null });
    expect(nextClockInstant(waiting)).toBeNull();
  });

  it('leaves four of eight hours: due on Thursday at 14:00', () => {
    const clock = resumeClock(waiting, back, terms);
    expect(clock.dueAt).toBe(at('2026-03-12', '14:00'));
    expect(clock.warnAt).toBe(at('2026-03-12', '12:00'));
  });

  it('with the target cut to six hours during the pause: due on Thursday at 12:00', () => {
    const cut = retargetClock(waiting, business(6, calendar), at('2026-03-11', '15:00'), terms);
    expect(cut).toMatchObject({ consumed: 4 * hour, runningSince: null, dueAt: null });
    expect(resumeClock(cut, back, terms).dueAt).toBe(at('2026-03-12', '12:00'));
  });

  it('resolved out of the pause: four hours consumed, and met', () => {
    const clock = stopClock(waiting, at('2026-03-11', '15:00'), terms);
    expect(clock).toMatchObject({ consumed: 4 * hour, stoppedAt: at('2026-03-11', '15:00'), dueAt: null });
    expect(isMet(clock)).toBe(true);
  });

  it('leaves every earlier clock as it was', () => {
    const before = JSON.stringify(waiting);
    resumeClock(waiting, back, terms);
    expect(JSON.stringify(waiting)).toBe(before);
  });
});

describe('warning and breach', () => {
  const created = inLondon('2026-03-09', '09:00');
  const clock = startClock('first_response', business(8), created, terms);

  it('come in order, each once, when due and not a millisecond before', () => {
    expect(dueOnClock(clock, '2026-03-09T14:59:59.999Z')).toBeNull();
    expect(dueOnClock(clock, '2026-03-09T15:00:00.000Z')).toBe('warning');
    const warned = markWarned(clock, '2026-03-09T15:00:00.000Z');
    expect(nextClockInstant(warned)).toBe('2026-03-09T17:00:00.000Z');
    expect(dueOnClock(warned, '2026-03-09T16:59:59.999Z')).toBeNull();
    expect(dueOnClock(warned, '2026-03-09T17:00:00.000Z')).toBe('breach');
    const breached = markBreached(warned, '2026-03-09T17:00:00.000Z');
    expect(nextClockInstant(breached)).toBeNull();
    expect(isMet(breached)).toBe(false);
  });

  it('stay when the clock is paused, resumed and stopped afterwards', () => {
    const breached = markBreached(markWarned(clock, '2026-03-09T15:00:00.000Z'), '2026-03-09T17:00:00.000Z');
    const paused = pauseClock(breached, inLondon('2026-03-10', '10:00'), terms);
    const resumed = resumeClock(paused, inLondon('2026-03-11', '10:00'), terms);
    const stopped = stopClock(resumed, inLondon('2026-03-11', '11:00'), terms);
    expect(stopped).toMatchObject({
      warnedAt: '2026-03-09T15:00:00.000Z',
      breachedAt: '2026-03-09T17:00:00.000Z',
      dueAt: '2026-03-09T17:00:00.000Z',
      consumed: 10 * hour,
    });
    expect(describeClock(stopped, terms, 'UTC').text).toBe(
      'first response: 8 h on calendar london (Europe/London), stopped Wed 11 Mar 2026 11:00 +00:00, 10 h used, breached',
    );
  });

  it('are not escaped by an answer that is late before anybody noticed', () => {
    expect(isMet(stopClock(clock, '2026-03-09T16:59:59.999Z', terms))).toBe(true);
    expect(isMet(stopClock(clock, '2026-03-09T17:00:00.000Z', terms))).toBe(false);
    expect(stopClock(clock, '2026-03-09T18:00:00.000Z', terms).breachedAt).toBe('2026-03-09T17:00:00.000Z');
  });
});

describe('another target', () => {
  const created = inLondon('2026-03-09', '09:00');
  const clock = startClock('resolution', business(8), created, terms);

  it('keeps the time consumed: six of eight hours left are four of six', () => {
    const cut = retargetClock(clock, business(6), inLondon('2026-03-09', '11:00'), terms);
    expect(cut).toMatchObject({ consumed: 2 * hour, dueAt: inLondon('2026-03-09', '15:00'), startedAt: created });
  });

  it('that is used up already is due at once, never in the past, and without a warning beside the breach', () => {
    const at = inLondon('2026-03-09', '14:00');
    const cut = retargetClock(clock, business(4), at, terms);
    expect(cut.dueAt).toBe(at);
    expect(cut.breachedAt).toBeNull();
    expect(dueOnClock(cut, at)).toBe('breach');
    expect(nextClockInstant(markBreached(cut, at))).toBeNull();
  });

  it('that is longer takes warning and breach back, and both come again', () => {
    const late = markBreached(markWarned(clock, '2026-03-09T15:00:00.000Z'), '2026-03-09T17:00:00.000Z');
    const longer = retargetClock(late, business(16), inLondon('2026-03-10', '10:00'), terms);
    expect(longer).toMatchObject({
      consumed: 9 * hour,
      warnedAt: null,
      breachedAt: null,
      warnAt: inLondon('2026-03-10', '13:00'),
      dueAt: inLondon('2026-03-10', '17:00'),
    });
  });

  it('may count on another calendar', () => {
    const round = retargetClock(clock, elapsed(24), inLondon('2026-03-09', '17:00'), terms);
    expect(round.dueAt).toBe(inLondon('2026-03-10', '09:00'));
  });

  it('of a stopped clock changes no verdict until the case is reopened', () => {
    const stopped = stopClock(clock, inLondon('2026-03-09', '14:00'), terms);
    const cut = retargetClock(stopped, business(4), inLondon('2026-03-10', '14:00'), terms);
    expect(isMet(cut)).toBe(true);
    const reopened = resumeClock(cut, inLondon('2026-03-12', '10:00'), terms);
    expect(reopened).toMatchObject({ consumed: 5 * hour, stoppedAt: null, dueAt: inLondon('2026-03-12', '10:00') });
  });
});

describe('a clock', () => {
  const clock = startClock('resolution', business(8), inLondon('2026-03-09', '09:00'), terms);

  it('says what is used and what is left at any instant', () => {
    expect(consumedBy(clock, inLondon('2026-03-09', '20:00'), terms)).toBe(8 * hour);
    expect(remainingAt(clock, inLondon('2026-03-10', '10:00'), terms)).toBe(-hour);
    expect(consumedBy(clock, inLondon('2026-03-08', '10:00'), terms)).toBe(0);
  });

  it('is paused, resumed and stopped only once', () => {
    expect(resumeClock(clock, inLondon('2026-03-09', '10:00'), terms)).toBe(clock);
    const paused = pauseClock(clock, inLondon('2026-03-09', '10:00'), terms);
    expect(pauseClock(paused, inLondon('2026-03-09', '11:00'), terms)).toBe(paused);
    const stopped = stopClock(paused, inLondon('2026-03-09', '12:00'), terms);
    expect(stopClock(stopped, inLondon('2026-03-09', '13:00'), terms)).toBe(stopped);
  });

  it.each([
    [{ milliseconds: 0, calendar: 'london' }, 'target_invalid'],
    [{ milliseconds: 1.5, calendar: 'london' }, 'target_invalid'],
    [{ milliseconds: hour, calendar: 'paris' }, 'calendar_unknown'],
    [{ milliseconds: hour, calendar: 'constructor' }, 'calendar_unknown'],
  ])('does not start with target %j', (target, code) => {
    expect(() => startClock('resolution', target, clock.startedAt, terms)).toThrow(expect.objectContaining({ code }));
  });
});
