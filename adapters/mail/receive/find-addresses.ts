/** A mail address within running text: plain ASCII, so that neighbouring words of any script do not stick to it. */
const inText =
  /(?<![a-z0-9!#$%&'*+/=?^_`{|}~.-])[a-z0-9!#$%&*+/=?^_{|}~-][a-z0-9!#$%&'*+/=?^_`{|}~.-]{0,63}@(?:[a-z0-9_-]{1,63}\.{1,2}){1,8}[a-z0-9-]{2,24}/gi;

/** An address found in a line, and where. */
export interface FoundAddress {
  address: string;
  start: number;
  end: number;
}

export function findAddresses(line: string): FoundAddress[] {
  return [...line.matchAll(inText)].map((match) => ({
    address: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/**
 * The address of a field such as `rfc822; kijitora@neko.example` or `utf-8; J\x{FC}rgen@example` (RFC 3464, section 2.1.2;
 * RFC 6533, section 3), whatever surrounds it. Null when there is none with a domain.
 */
export function readTypedAddress(value: string): string | null {
  const semicolon = value.indexOf(';');
  const bare = value
    .slice(semicolon + 1)
    .replaceAll(/\\x\{([0-9a-f]{2,6})\}/gi, (escape, code: string) => decodePoint(code) ?? escape)
    .trim()
    .replaceAll(/^<+|>+$/g, '');
  if (/^[^\s<>@"]{1,64}@[^\s<>@"]{3,255}$/u.test(bare)) return bare;
  return findAddresses(value)[0]?.address ?? null;
}

function decodePoint(hexadecimal: string): string | null {
  const point = Number.parseInt(hexadecimal, 16);
  const usable = point >= 0x20 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return usable ? String.fromCodePoint(point) : null;
}

export const sameAddress = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
