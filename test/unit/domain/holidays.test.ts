import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { policySchema, type PolicyContent } from '../../../contracts/policy';
import { addBusinessDays, isBusinessDay, type Calendar } from '../../../domain/calendar';
import {
  checkHolidayPlace,
  holidayCountries,
  holidayRegions,
  holidaysOf,
  resolveHolidays,
  withoutResolvedHolidays,
} from '../../../domain/holidays';
import { addDaysToDate } from '../../../domain/time-zone';

const root = join(__dirname, '../../..');
const read = (file: string): PolicyContent => parse(readFileSync(join(root, file), 'utf8')) as PolicyContent;
const shipped = policySchema.parse(read('policies/default.yaml'));
const resolved = resolveHolidays(shipped, '2026-11-22T09:00:00.000Z');
const dates = (country: string, region: string | undefined, year: number, types = ['public'] as const) =>
  holidaysOf({ country, region }, types, year).map(({ date }) => date);

const days = (from: string, to: string): string[] => {
  const all = [];
  for (let date = from; date <= to; date = addDaysToDate(date, 1)) all.push(date);
  return all;
};

describe('the shipped calendars, with holidays from the library', () => {
  test.each(['london', 'new-york', 'berlin'])(
    '%s is open and closed on the very days of 2026 to 2028 that the first release listed by hand',
    (id) => {
      const before = read('test/fixtures/policy-0.1.0.yaml').calendars[id]!;
      const now = resolved.calendars[id]!;
      const differing = days('2026-01-01', '2028-12-31').filter(
        (date) => isBusinessDay(before, date) !== isBusinessDay(now, date),
      );
      expect(differing).toEqual([]);
    },
  );

  it('name every date of the list by hand, and besides it only Saturdays and Sundays, which are closed anyway', () => {
    for (const [id, { closedDays }] of Object.entries(read('test/fixtures/policy-0.1.0.yaml').calendars)) {
      const { closedDays: own, holidays } = resolved.calendars[id]!;
      const named = [...own, ...Object.keys(holidays!.resolved!.days)].filter((date) => /^202[678]/.test(date));
      expect(closedDays.filter((date) => !named.includes(date))).toEqual([]);
      const more = named.filter((date) => !closedDays.includes(date));
      expect(more.filter((date) => ![0, 6].includes(new Date(date).getUTCDay()))).toEqual([]);
    }
  });

  it('observe federal holidays as 5 U.S.C. 6103 says, in every year that the version knows', () => {
    const { from, to } = resolved.calendars['new-york']!.holidays!.resolved!;
    const expected: string[] = [];
    for (let year = from; year <= to + 1; year += 1) {
      for (const fixed of ['01-01', '06-19', '07-04', '11-11', '12-25']) {
        const weekday = new Date(`${year}-${fixed}`).getUTCDay();
        expected.push(addDaysToDate(`${year}-${fixed}`, weekday === 6 ? -1 : weekday === 0 ? 1 : 0));
      }
      const monday = (month: string, nth: number) => nthWeekday(year, month, 1, nth);
      expected.push(monday('01', 3), monday('02', 3), lastMonday(year, '05'), monday('09', 1), monday('10', 2));
      expected.push(nthWeekday(year, '11', 4, 4));
    }
    const weekdays = days(`${from}-01-01`, `${to}-12-31`).filter((date) => new Date(date).getUTCDay() % 6 !== 0);
    const closed = weekdays.filter((date) => !isBusinessDay(resolved.calendars['new-york']!, date));
    expect(closed).toEqual(expected.filter((date) => date >= `${from}` && date < `${to + 1}`).sort());
  });

  it('are known from the year before to ten years ahead, with what they were taken from', () => {
    const { source, from, to } = resolved.calendars['berlin']!.holidays!.resolved!;
    expect([from, to]).toEqual([2025, 2036]);
    expect(source).toMatch(/^date-holidays \d+\.\d+\.\d+$/);
    expect(resolved.calendars['berlin']!.holidays!.resolved!.days['2026-10-03']).toBe('National Holiday');
    expect(policySchema.safeParse(resolved).error).toBeUndefined();
  });

  it('are written without the dates, and worked out to the same again', () => {
    expect(withoutResolvedHolidays(resolved)).toEqual(shipped);
    expect(resolveHolidays(resolved, '2026-11-22T09:00:00.000Z')).toEqual(resolved);
  });
});

describe('which days are off', () => {
  it('differs by region: Corpus Christi in Bavaria, not in Berlin', () => {
    expect(dates('DE', 'BY', 2026)).toContain('2026-06-04');
    expect(dates('DE', 'BE', 2026)).not.toContain('2026-06-04');
  });

  it('differs by part of a region: the peace festival in Augsburg alone', () => {
    expect(dates('DE', 'BY-A', 2026)).toContain('2026-08-08');
    expect(dates('DE', 'BY', 2026)).not.toContain('2026-08-08');
  });

  it('leaves out half holidays and, unless they are asked for, bank and optional ones', () => {
    // Christmas Eve in Austria is a bank holiday from 14:00.
    expect(holidaysOf({ country: 'AT' }, ['public', 'bank', 'optional'], 2026).map(({ date }) => date)).not.toContain(
      '2026-12-24',
    );
    expect(dates('DE', 'BE', 2026)).not.toContain('2026-12-24');
  });

  it('counts each day of a long holiday', () => {
    expect(dates('RU', undefined, 2026)).toEqual(expect.arrayContaining(['2026-01-02', '2026-01-05']));
  });

  it('counts an Islamic feast on the date that the calendars print', () => {
    expect(dates('AE', undefined, 2026)).toContain('2026-03-20');
  });

  it('the company may close on other days, and work on a holiday', () => {
    const calendar: Calendar = {
      ...resolved.calendars['london']!,
      closedDays: ['2026-12-24'],
      openDays: ['2026-12-28'],
    };
    expect(addBusinessDays(calendar, '2026-12-23T10:00:00.000Z', 1)).toBe('2026-12-28T10:00:00.000Z');
    expect(isBusinessDay({ ...calendar, closedDays: ['2026-12-28'] }, '2026-12-28')).toBe(false);
  });
});

describe('places', () => {
  it('are named when they are known, with their regions', () => {
    expect(holidayCountries()).toEqual(expect.arrayContaining(['DE', 'GB', 'JP', 'US']));
    expect(holidayRegions('GB')).toEqual(['ALD', 'ENG', 'NIR', 'SCT', 'WLS']);
    expect(checkHolidayPlace({ country: 'GB', region: 'ENG' })).toBeNull();
  });

  it.each(['XX', '__proto__', 'constructor', 'gb'])('%s is none, and those that are possible are listed', (country) => {
    expect(checkHolidayPlace({ country })).toMatchObject({ field: 'country', message: expect.stringContaining('GB') });
    expect(holidayRegions(country)).toEqual([]);
  });

  it('a region that is none: those of the country are listed', () => {
    expect(checkHolidayPlace({ country: 'GB', region: 'LON' })).toEqual({
      field: 'region',
      message: 'no holidays are known of LON in GB; known are ALD, ENG, NIR, SCT, WLS',
    });
    expect(checkHolidayPlace({ country: 'PL', region: 'X' })?.message).toContain('leave it out');
  });

  it('all countries can be asked', () => {
    const asked = holidayCountries().map((country) => holidaysOf({ country }, ['public'], 2027));
    expect(asked.length).toBeGreaterThan(200);
    for (const { date } of asked.flat()) expect(date).toMatch(/^2027-\d\d-\d\d$/);
  });
});

function nthWeekday(year: number, month: string, weekday: number, nth: number): string {
  const first = new Date(`${year}-${month}-01`).getUTCDay();
  return addDaysToDate(`${year}-${month}-01`, ((weekday - first + 7) % 7) + 7 * (nth - 1));
}

function lastMonday(year: number, month: string): string {
  const fifth = nthWeekday(year, month, 1, 5);
  return fifth.slice(5, 7) === month ? fifth : nthWeekday(year, month, 1, 4);
}
