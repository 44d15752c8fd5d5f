import {
  addBusinessDays,
  addBusinessTime,
  businessTimeBetween,
  type Calendar,
  CalendarError,
  checkCalendar,
  closeOfBusinessDay,
  isBusinessDay,
  isOpenAt,
  nextOpening,
  type Shift,
  weekdays,
} from '../../../domain/calendar';
import { hourInMilliseconds, minuteInMilliseconds } from '../../../domain/instant';
import { instantOfLocal } from '../../../domain/time-zone';

const office: Shift[] = [{ from: '09:00', to: '17:00' }];
const officeWeek = { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office };
const london: Calendar = {
  id: 'uk',
  zone: 'Europe/London',
  shifts: officeWeek,
  closedDays: ['2026-04-03', '2026-04-06'],
};
const always = (zone: string, shifts: Shift[] = [{ from: '00:00', to: '24:00' }]): Calendar => ({
  id: 'always',
  zone,
  shifts: Object.fromEntries(weekdays.map((weekday) => [weekday, shifts])),
  closedDays: [],
});

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof CalendarError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('business hours', () => {
  it('begin with the shift and are over at its end', () => {
    expect(isOpenAt(london, '2026-03-06T08:59:59.999Z')).toBe(false);
    expect(isOpenAt(london, '2026-03-06T09:00:00.000Z')).toBe(true);
    expect(isOpenAt(london, '2026-03-06T16:59:59.999Z')).toBe(true);
    expect(isOpenAt(london, '2026-03-06T17:00:00.000Z')).toBe(false);
  });

  it('follow the wall: in summer London opens an hour earlier in UTC', () => {
    expect(nextOpening(london, '2026-03-28T12:00:00.000Z')).toBe('2026-03-30T08:00:00.000Z');
  });

  it('leave out weekends and holidays: Good Friday and Easter Monday 2026', () => {
    expect(addBusinessTime(london, '2026-04-02T15:30:00.000Z', hourInMilliseconds)).toBe('2026-04-07T08:30:00.000Z');
    expect(businessTimeBetween(london, '2026-04-02T15:30:00.000Z', '2026-04-07T08:30:00.000Z')).toBe(
      hourInMilliseconds,
    );
    expect(isBusinessDay(london, '2026-04-06')).toBe(false);
    expect(isBusinessDay(london, '2026-04-07')).toBe(true);
  });

  it('end at the end of the shift that uses them up, not at the next opening', () => {
    expect(addBusinessTime(london, '2026-03-06T09:00:00.000Z', 8 * hourInMilliseconds)).toBe(
      '2026-03-06T17:00:00.000Z',
    );
  });

  it('close by the date on the wall, not by that of UTC: Christmas in Sydney', () => {
    const sydney: Calendar = { ...always('Australia/Sydney'), closedDays: ['2026-12-25'] };
    expect(nextOpening(sydney, '2026-12-24T13:00:00.000Z')).toBe('2026-12-25T13:00:00.000Z');
  });

  it('are zero long at once, also when closed', () => {
    expect(addBusinessTime(london, '2026-03-07T12:00:00.000Z', 0)).toBe('2026-03-07T12:00:00.000Z');
  });

  it('skip the pause of a split shift', () => {
    const split = always('Europe/Madrid', [
      { from: '16:00', to: '20:00' },
      { from: '09:30', to: '13:30' },
    ]);
    expect(addBusinessTime(split, '2026-07-15T11:00:00.000Z', hourInMilliseconds)).toBe('2026-07-15T14:30:00.000Z');
  });

  it('count backwards as negative', () => {
    expect(businessTimeBetween(london, '2026-03-06T11:00:00.000Z', '2026-03-06T10:00:00.000Z')).toBe(
      -hourInMilliseconds,
    );
  });
});

describe('when the clocks change', () => {
  const night = always('Europe/London', [{ from: '00:30', to: '02:30' }]);

  it('an hour that is skipped is no business time', () => {
    expect(businessTimeBetween(night, '2026-03-28T12:00:00.000Z', '2026-03-29T12:00:00.000Z')).toBe(
      60 * minuteInMilliseconds,
    );
  });

  it('an hour that comes twice counts twice', () => {
    expect(businessTimeBetween(night, '2026-10-24T12:00:00.000Z', '2026-10-25T12:00:00.000Z')).toBe(
      180 * minuteInMilliseconds,
    );
  });

  it('a shift that begins within the repeated hour is open twice, with a break between', () => {
    const broken = always('Europe/London', [{ from: '01:30', to: '02:30' }]);
    const open = ['00:30', '00:59', '01:00', '01:29', '01:30', '02:29', '02:30'].map((time) =>
      isOpenAt(broken, `2026-10-25T${time}:00.000Z`),
    );
    expect(open).toEqual([true, true, false, false, true, true, false]);
  });

  it('a date that a zone left out has no hours: Samoa, 30 December 2011', () => {
    expect(isBusinessDay(always('Pacific/Apia'), '2011-12-30')).toBe(false);
    expect(addBusinessDays(always('Pacific/Apia'), '2011-12-29T22:00:00.000Z', 1)).toBe('2011-12-30T22:00:00.000Z');
  });

  it('midnight may be skipped: Beirut', () => {
    expect(instantOfLocal('Asia/Beirut', '2026-03-29', '00:00')).toBe('2026-03-28T22:00:00.000Z');
    expect(instantOfLocal('Asia/Beirut', '2026-03-29', '00:30')).toBe('2026-03-28T22:00:00.000Z');
    expect(instantOfLocal('Asia/Beirut', '2026-03-29', '01:00')).toBe('2026-03-28T22:00:00.000Z');
  });
});

describe('business days', () => {
  it('keep the time on the wall', () => {
    expect(addBusinessDays(london, '2026-03-27T10:15:00.000Z', 1)).toBe('2026-03-30T09:15:00.000Z');
    expect(addBusinessDays(london, '2026-04-02T10:00:00.000Z', 5)).toBe('2026-04-13T10:00:00.000Z');
    expect(addBusinessDays(london, '2026-04-07T10:00:00.000Z', -1)).toBe('2026-04-02T10:00:00.000Z');
    expect(addBusinessDays(london, '2026-04-04T10:00:00.000Z', 0)).toBe('2026-04-04T10:00:00.000Z');
  });

  it('close with the last shift', () => {
    expect(closeOfBusinessDay(london, '2026-04-02T10:00:00.000Z', 3)).toBe('2026-04-09T16:00:00.000Z');
    expect(closeOfBusinessDay(london, '2026-04-02T10:00:00.000Z', 0)).toBe('2026-04-02T16:00:00.000Z');
    expect(closeOfBusinessDay(london, '2026-04-04T10:00:00.000Z', 0)).toBe('2026-04-07T16:00:00.000Z');
  });
});

describe('a calendar that cannot be right', () => {
  const from = '2026-03-06T09:00:00.000Z';

  it('never opens: no shifts, or closed for years', () => {
    const shut: Calendar = { id: 'shut', zone: 'UTC', shifts: {}, closedDays: [] };
    expect(isOpenAt(shut, from)).toBe(false);
    expect(businessTimeBetween(shut, from, '2027-03-06T09:00:00.000Z')).toBe(0);
    for (const action of [
      () => nextOpening(shut, from),
      () => addBusinessTime(shut, from, 1),
      () => addBusinessDays(shut, from, 1),
      () => addBusinessDays(shut, from, -1),
    ]) {
      expect(codeOf(action)).toBe('calendar_never_opens');
    }
  });

  it('is searched for a century and no further', () => {
    expect(codeOf(() => addBusinessTime(london, from, Number.MAX_SAFE_INTEGER))).toBe('calendar_span_too_long');
    expect(codeOf(() => addBusinessDays(london, from, 1_000_000))).toBe('calendar_span_too_long');
    expect(codeOf(() => businessTimeBetween(london, from, '2227-03-06T09:00:00.000Z'))).toBe('calendar_span_too_long');
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('takes no duration of %d ms', (milliseconds) => {
    expect(codeOf(() => addBusinessTime(london, from, milliseconds))).toBe('duration_invalid');
  });

  it.each<[string, Partial<Record<keyof Calendar, unknown>>, string]>([
    ['an unknown zone', { zone: 'Europe/Atlantis' }, 'calendar_zone_unknown'],
    ['an offset for a zone', { zone: '+01:00' }, 'calendar_zone_unknown'],
    [
      'a shift that ends before it begins',
      { shifts: { monday: [{ from: '17:00', to: '09:00' }] } },
      'calendar_shift_invalid',
    ],
    ['an empty shift', { shifts: { monday: [{ from: '09:00', to: '09:00' }] } }, 'calendar_shift_invalid'],
    ['a time that does not exist', { shifts: { monday: [{ from: '09:00', to: '24:01' }] } }, 'calendar_shift_invalid'],
    [
      'overlapping shifts',
      { shifts: { monday: [...office, { from: '16:00', to: '18:00' }] } },
      'calendar_shift_invalid',
    ],
    ['a misspelled weekday', { shifts: { mon: office } }, 'calendar_shift_invalid'],
    ['a date that does not exist', { closedDays: ['2026-02-30'] }, 'calendar_date_invalid'],
    ['a date spelled otherwise', { closedDays: ['25.12.2026'] }, 'calendar_date_invalid'],
  ])('has %s', (_name, part, code) => {
    const calendar = { ...london, ...part } as Calendar;
    expect(checkCalendar(calendar)?.code).toBe(code);
    expect(codeOf(() => isOpenAt(calendar, from))).toBe(code);
  });

  it('is told apart from a good one', () => {
    expect(checkCalendar(london)).toBeNull();
  });
});
