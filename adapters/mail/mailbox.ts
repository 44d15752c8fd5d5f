import type { Mailbox } from './port';

// Control characters: CR and LF would begin a header of the attacker's choice, the others have no business there either.
// eslint-disable-next-line no-control-regex
const controlCharacters = /[\u0000-\u001f\u007f\u0085\u2028\u2029]/;

/**
 * A dot-atom and a domain (RFC 5322, section 3.4.1), also in other scripts (RFC 6531). Quoted local parts, comments,
 * address literals and everything that could be read as two addresses are refused; no mail of ours needs them.
 */
const addressPattern =
  /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u;

/** Scripts that names are written in today (UAX 31, table 5), each of them alone. */
const scripts = (
  'Arabic Armenian Bengali Cyrillic Devanagari Ethiopic Georgian Greek Gujarati Gurmukhi Hebrew Kannada Khmer Lao Latin ' +
  'Malayalam Myanmar Oriya Sinhala Tamil Telugu Thaana Thai Tibetan'
).split(' ');

/** Scripts that are written together, and with Latin letters (UTS 39, section 5.2, "highly restrictive"). */
const mixtures = [...scripts.map((script) => [script]), ['Latin', 'Han', 'Hiragana', 'Katakana']].concat([
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]);

const oneScript = mixtures.map(
  (mixture) =>
    new RegExp(`^[\\p{sc=Common}\\p{sc=Inherited}${mixture.map((script) => `\\p{sc=${script}}`).join('')}]*$`, 'u'),
);

/** Letters of other scripts that look like Latin ones: a word of nothing else is a disguise under a Latin top domain. */
const disguise = /^[-\d\p{M}аԁеһіјӏорԛгѕԝхусьѵѡοανρτυικχγηѐё]+$/u;

/**
 * An address that a person reads as it is: composed letters (NFC), each part in one script, and no word that only looks like
 * a Latin one. `pаypal.example` with a Cyrillic `а` is somebody else's mailbox.
 */
function isPlain(text: string): boolean {
  if (isAscii(text)) return true;
  if (text.normalize('NFKC') !== text) return false;
  const parts = text.split(/[@.]/);
  const latinTop = isAscii(parts.at(-1) ?? '');
  return parts.every(
    (part) =>
      isAscii(part) ||
      (oneScript.some((script) => script.test(part)) && !(latinTop && disguise.test(part.toLowerCase()))),
  );
}

export const isAscii = (text: string): boolean => /^[ -~]*$/.test(text);

/**
 * 64 octets before the at sign, 254 in all (RFC 5321, section 4.5.3.1, with the erratum on the path). Look-alikes are
 * refused as well.
 */
export function isAddress(text: string): boolean {
  if (controlCharacters.test(text) || Buffer.byteLength(text) > 254) return false;
  const lengthOfLocal = Buffer.byteLength(text.slice(0, text.indexOf('@')));
  return addressPattern.test(text) && lengthOfLocal <= 64 && isPlain(text);
}

/** False for a text that could break out of its header line (header injection). */
export function isHeaderText(text: string): boolean {
  return !controlCharacters.test(text);
}

/**
 * Reads `MAIL_FROM`: `Inquiry Desk <desk@example.com>`, `"Desk, Inquiry" <desk@example.com>` or the bare address.
 * @throws TypeError when it is none of these
 */
export function readMailbox(text: string): Mailbox {
  const match = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^<>"]*?))\s*<([^<>]+)>\s*$/.exec(text);
  const name = match ? (match[1]?.replace(/\\(.)/g, '$1') ?? match[2] ?? '') : '';
  const address = (match?.[3] ?? text).trim();
  if (!isAddress(address) || !isHeaderText(text)) throw new TypeError('not a mail address with an optional name');
  return { name: name === '' ? null : name, address };
}

/** What follows the at sign, in lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
