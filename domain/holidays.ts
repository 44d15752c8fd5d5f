import Holidays, { type HolidaysTypes } from 'date-holidays';
import { version as edition } from 'date-holidays/package.json';
import type { Instant, LocalDate } from '../contracts/ids';
import type { PolicyContent } from '../contracts/policy';
import { dayInMilliseconds } from './instant';
import { dayToDate } from './time-zone';

/**
 * Public holidays of any country or region, from the library `date-holidays`. It is asked when a policy is written and never
 * when a deadline is worked out: what it said is kept in the version, so that no later edition of it moves a case.
 */

export type HolidayType = 'public' | 'bank' | 'optional';

export interface HolidayPlace {
  /** ISO 3166-1, two capital letters. */
  country: string;
  /** Part of the country as `holidayRegions` lists it: `ENG`, or `BY-A` for a part of a part. */
  region?: string | undefined;
}

export interface Holiday {
  date: LocalDate;
  /** In English where the library knows it. */
  name: string;
  type: HolidayType;
}

/** What dates are taken from; kept beside them. */
export const holidaySource = `date-holidays ${edition}`;

/** Years that a version knows the holidays of: the one before it is written, and ten after. */
const yearsBefore = 1;
const yearsAfter = 10;

const halfADay = dayInMilliseconds / 2;

/** Codes of the countries that the library knows. */
export const holidayCountries = (): string[] => Object.keys(new Holidays().getCountries('en')).sort();

/** Codes of the parts of a country that have holidays of their own; none for most. */
export function holidayRegions(country: string): string[] {
  if (!holidayCountries().includes(country)) return [];
  const known = new Holidays();
  const parts = Object.keys(known.getStates(country, 'en') ?? {});
  return parts
    .flatMap((part) => [
      part,
      ...Object.keys(known.getRegions(country, part, 'en') ?? {}).map((sub) => `${part}-${sub}`),
    ])
    .sort();
}

/** What is wrong with a place, with what is possible instead; or null. */
export function checkHolidayPlace({
  country,
  region,
}: HolidayPlace): { field: 'country' | 'region'; message: string } | null {
  const countries = holidayCountries();
  if (!countries.includes(country)) {
    return { field: 'country', message: `no holidays are known of ${country}; known are ${countries.join(', ')}` };
  }
  const regions = holidayRegions(country);
  if (region === undefined || regions.includes(region)) return null;
  const possible = regions.length === 0 ? 'it has no regions: leave it out' : `known are ${regions.join(', ')}`;
  return { field: 'region', message: `no holidays are known of ${region} in ${country}; ${possible}` };
}

/**
 * The days off of a year, by date. A date counts when a holiday covers more than half of it: so half holidays (from noon or
 * 14:00) are working days, and one that begins at sunset counts on the day after. Optional holidays count only when their
 * type is asked for. The place is one that `checkHolidayPlace` lets pass.
 */
export function holidaysOf(place: HolidayPlace, types: readonly HolidayType[], year: number): Holiday[] {
  const found = new Map<LocalDate, Holiday>();
  // A holiday may begin in the year before.
  for (const each of [year - 1, year].flatMap((asked) => askLibrary(place, asked))) {
    const type = types.find((wanted) => wanted === each.type);
    if (type === undefined) continue;
    // Local time of the place, whatever zone this machine or the library's offset is in.
    const from = Date.parse(`${each.date.slice(0, 19).replace(' ', 'T')}Z`);
    const until = from + (each.end.getTime() - each.start.getTime());
    for (let day = Math.floor(from / dayInMilliseconds); day * dayInMilliseconds < until; day += 1) {
      const midnight = day * dayInMilliseconds;
      const covered = Math.min(until, midnight + dayInMilliseconds) - Math.max(from, midnight);
      const date = dayToDate(day);
      if (covered > halfADay && date.startsWith(`${year}-`) && !found.has(date)) {
        found.set(date, { date, name: each.name, type });
      }
    }
  }
  return [...found.values()].sort((left, right) => (left.date < right.date ? -1 : 1));
}

// Working out a year takes the library milliseconds, and each version of a policy asks for the same ones. The answers depend
// on nothing but place and year, so that nobody outside can tell that they are remembered.
const remembered = new Map<string, HolidaysTypes.Holiday[]>();
const rememberedYears = 1_000;

function askLibrary(place: HolidayPlace, year: number): HolidaysTypes.Holiday[] {
  const key = `${place.country}/${place.region ?? ''}/${year}`;
  let found = remembered.get(key);
  if (found === undefined) {
    if (remembered.size >= rememberedYears) remembered.clear();
    found = libraryOf(place).getHolidays(year, 'en');
    remembered.set(key, found);
  }
  return found;
}

function libraryOf({ country, region }: HolidayPlace): Holidays {
  if (region === undefined) return new Holidays(country);
  const states = Object.keys(new Holidays().getStates(country, 'en') ?? {});
  const state = states.find((each) => region === each || region.startsWith(`${each}-`)) ?? region;
  return state === region ? new Holidays(country, state) : new Holidays(country, state, region.slice(state.length + 1));
}

/**
 * The content with the dates of all its public holidays worked out for the years around `at`, as a version keeps them; what
 * was worked out before is replaced. Places that are not known are left without dates: the checks of the policy name them.
 */
export function resolveHolidays(written: PolicyContent, at: Instant): PolicyContent {
  const content = withoutResolvedHolidays(written);
  const year = Number(at.slice(0, 4));
  const [from, to] = [year - yearsBefore, year + yearsAfter];
  const calendars = Object.entries(content.calendars).map(([id, calendar]): [string, typeof calendar] => {
    const { holidays } = calendar;
    if (!holidays || checkHolidayPlace(holidays)) return [id, calendar];
    const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const found = years.flatMap((each) => holidaysOf(holidays, holidays.types, each));
    const days = Object.fromEntries(found.map(({ date, name }) => [date, name]));
    return [id, { ...calendar, holidays: { ...holidays, resolved: { source: holidaySource, from, to, days } } }];
  });
  return { ...content, calendars: Object.fromEntries(calendars) };
}

/** Content as people write it: without the dates that `resolveHolidays` works out again. */
export function withoutResolvedHolidays(content: PolicyContent): PolicyContent {
  const calendars = Object.entries(content.calendars).map(([id, calendar]): [string, typeof calendar] => {
    if (!calendar.holidays) return [id, calendar];
    const { resolved: _before, ...holidays } = calendar.holidays;
    return [id, { ...calendar, holidays }];
  });
  return { ...content, calendars: Object.fromEntries(calendars) };
}
