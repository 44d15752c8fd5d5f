import type { Language } from '../../contracts/vocabulary';

/** Dates that name their year, as ISO `yyyy-mm-dd`. What could be two different days is left out, not guessed. */

const monthNames: Readonly<Record<string, number>> = {
  jan: 1,
  january: 1,
  januar: 1,
  janvier: 1,
  janv: 1,
  enero: 1,
  ene: 1,
  jänner: 1,
  feb: 2,
  february: 2,
  februar: 2,
  février: 2,
  fevrier: 2,
  févr: 2,
  febrero: 2,
  mar: 3,
  march: 3,
  märz: 3,
  maerz: 3,
  mrz: 3,
  mars: 3,
  marzo: 3,
  apr: 4,
  april: 4,
  avril: 4,
  avr: 4,
  abril: 4,
  abr: 4,
  may: 5,
  mai: 5,
  mayo: 5,
  jun: 6,
  june: 6,
  juni: 6,
  juin: 6,
  junio: 6,
  jul: 7,
  july: 7,
  juli: 7,
  juillet: 7,
  juil: 7,
  julio: 7,
  aug: 8,
  august: 8,
  août: 8,
  aout: 8,
  agosto: 8,
  ago: 8,
  sep: 9,
  sept: 9,
  september: 9,
  septembre: 9,
  septiembre: 9,
  setiembre: 9,
  oct: 10,
  october: 10,
  okt: 10,
  oktober: 10,
  octobre: 10,
  octubre: 10,
  nov: 11,
  november: 11,
  novembre: 11,
  noviembre: 11,
  dec: 12,
  december: 12,
  dez: 12,
  dezember: 12,
  décembre: 12,
  decembre: 12,
  déc: 12,
  dic: 12,
  diciembre: 12,
};

const isoDate = /(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g;
const numericDate = /(?<![\d.,/-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2}|\d{2})(?![\d])/g;
const dayMonthYear =
  /(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s{1,2}(?:of\s|de\s|del\s)?(\p{L}{3,10})\.?,?\s{1,2}(?:de\s|del\s)?((?:19|20)\d{2})(?!\d)/giu;
const monthDayYear = /(?<!\p{L})(\p{L}{3,10})\.?\s{1,2}(\d{1,2})(?:st|nd|rd|th)?,?\s{1,2}((?:19|20)\d{2})(?!\d)/giu;

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function toIso(year: number, month: number, day: number): string | undefined {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function monthOf(name: string): number {
  const folded = name.toLowerCase();
  return Object.hasOwn(monthNames, folded) ? (monthNames[folded] ?? 0) : 0;
}

function fullYear(written: string): number {
  return written.length === 2 ? 2000 + Number(written) : Number(written);
}

type DayOrder = 'day_first' | 'month_first' | 'unknown';

/** In English alone the order is open: another date of the mail may settle it, then the currency. */
function dayOrderOf(text: string, language: Language, numeric: readonly RegExpExecArray[]): DayOrder {
  if (language !== 'en') return 'day_first';
  const slashed = numeric.filter((match) => match[2] !== '.');
  const dayFirst = slashed.some((match) => Number(match[1]) > 12);
  const monthFirst = slashed.some((match) => Number(match[3]) > 12);
  if (dayFirst !== monthFirst) return dayFirst ? 'day_first' : 'month_first';
  if (dayFirst) return 'unknown';
  const american = /\$|\bUSD\b/.test(text);
  const european = /[€£]|\b(?:EUR|GBP)\b/.test(text);
  if (american === european) return 'unknown';
  return american ? 'month_first' : 'day_first';
}

export function extractDates(text: string, language: Language): string[] {
  const found: { at: number; date: string }[] = [];
  const add = (at: number, year: number, month: number, day: number): void => {
    const date = toIso(year, month, day);
    if (date !== undefined) found.push({ at, date });
  };

  for (const match of text.matchAll(isoDate)) add(match.index, Number(match[1]), Number(match[2]), Number(match[3]));
  for (const match of text.matchAll(dayMonthYear))
    add(match.index, Number(match[3]), monthOf(match[2] ?? ''), Number(match[1]));
  for (const match of text.matchAll(monthDayYear))
    add(match.index, Number(match[3]), monthOf(match[1] ?? ''), Number(match[2]));

  const numeric = [...text.matchAll(numericDate)];
  const order = dayOrderOf(text, language, numeric);
  for (const match of numeric) {
    const [first, second, year] = [Number(match[1]), Number(match[3]), fullYear(match[4] ?? '')];
    // Points are written day first wherever they are written.
    if (match[2] === '.' || first > 12 || first === second) add(match.index, year, second, first);
    else if (second > 12) add(match.index, year, first, second);
    else if (order === 'day_first') add(match.index, year, second, first);
    else if (order === 'month_first') add(match.index, year, first, second);
  }
  return [...new Set(found.sort((left, right) => left.at - right.at).map(({ date }) => date))];
}
