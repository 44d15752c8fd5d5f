import addressparser from 'nodemailer/lib/addressparser';
import type { Instant } from '../../../contracts/ids';
import type { Mailbox } from '../port';
import { cleanLine, decodeCharset } from './decode-text';
import { decodeWords } from './decode-words';

/** By lower-case name, unfolded, in the order of the mail; encoded words still encoded. */
export type RawHeaders = Map<string, string[]>;

/** Reads header lines, folded or not, whose bytes stand as `latin1` characters. */
export function readHeaderLines(lines: readonly string[]): RawHeaders {
  const headers: RawHeaders = new Map();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon < 1 || !/^[\x21-\x7e]+$/.test(name)) continue;
    const value = cleanLine(decodeCharset(Buffer.from(line.slice(colon + 1), 'latin1'), null));
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}

export const decodeHeader = (value: string): string => cleanLine(decodeWords(value));

/** The longest line of RFC 5322; what is longer is no identifier of anybody's. */
const longestId = 998;

/** Message-IDs of a header, with angle brackets each. Comments and phrases, which old programs write, are passed over. */
export function readMessageIds(values: readonly string[] | undefined): string[] {
  const ids = (values ?? []).flatMap((value) => {
    const bracketed = value.match(/<[^<>]+>/g) ?? [];
    return bracketed.length > 0
      ? bracketed.map((id) => id.replaceAll(/\s+/g, ''))
      : value
          .split(/\s+/)
          .filter((word) => /^[^\s<>@]+@[^\s<>@]+$/.test(word))
          .map((word) => `<${word}>`);
  });
  return [...new Set(ids)].filter((id) => id.length > 2 && id.length <= longestId);
}

/** One address as it can stand in an envelope: something, `@`, a domain; no white space, no brackets. */
const plausibleAddress = /^[^\s<>@,;:"\\]+@[^\s<>@,;:"\\]+$|^"[^"<>\r\n]*"@[^\s<>@,;:"\\]+$/;

/**
 * Mailboxes of a header; members of groups without their group. The addresses are taken apart before encoded words are
 * decoded, so that nobody hides one address in the name of another. What has no possible address is left out.
 */
export function readMailboxes(values: readonly string[] | undefined): Mailbox[] {
  return (values ?? [])
    .flatMap((value) => addressparser(value, { flatten: true }))
    .map(({ name, address }) => ({ name: decodeHeader(name) || null, address: decodeHeader(address) }))
    .filter(({ address }) => plausibleAddress.test(address) && address.length <= 320);
}

/** Characters of a `From` that names one person. */
const longestAuthor = 2_000;

/**
 * Whether `From` stands there once and names one address. RFC 5322, section 3.6.2, allows several authors, and then nobody can
 * tell whom DMARC was checked for (RFC 7489, section 6.6.1); two headers, or two addresses in brackets, are a trick.
 */
export function hasSoleAuthor(values: readonly string[] | undefined): boolean {
  const [value, ...others] = values ?? [];
  if (value === undefined || others.length > 0 || value.length > longestAuthor) return false;
  const authors = new Set(readMailboxes([value]).map(({ address }) => address.toLowerCase()));
  const bracketed = value.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/<[^<>]*@[^<>]*>/g) ?? [];
  return authors.size === 1 && bracketed.length <= 1;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Hours from UTC of the names of RFC 5322, section 4.3; other names are unknown and count as UTC, as it says. */
const zones: Record<string, number> = { edt: -4, est: -5, cdt: -5, cst: -6, mdt: -6, mst: -7, pdt: -7, pst: -8 };

function zoneMinutes(zone: string): number {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset === null) return (zones[zone.toLowerCase()] ?? 0) * 60;
  return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
}

/** Instant of a `Date` header (RFC 5322, section 3.3, with the old forms); null for what is no date or none of our time. */
export function readDate(value: string | undefined): Instant | null {
  const match =
    /(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s-]+(\d{4}|\d{2}),?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{2}:?\d{2}|[a-z]{1,4})?/i.exec(
      (value ?? '').slice(0, 200),
    );
  if (match === null) return null;
  const [, day, name = '', digits = '', hours, minutes, seconds = '0', zone = 'UTC'] = match;
  const year = digits.length === 4 ? Number(digits) : Number(digits) + (Number(digits) < 50 ? 2000 : 1900);
  const month = months.indexOf(name.toLowerCase());
  const local = Date.UTC(year, month, Number(day), Number(hours), Number(minutes), Number(seconds));
  if (month < 0 || year < 1970 || year > 2200 || new Date(local).getUTCDate() !== Number(day)) return null;
  if (Number(hours) > 23 || Number(minutes) > 59 || Math.abs(zoneMinutes(zone)) > 14 * 60) return null;
  return new Date(local - zoneMinutes(zone) * 60_000).toISOString();
}
