/** A string, or a number; strings are passed over, so that digits in words are no numbers. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/**
 * The text of a `jsonb` value, read, and whether JavaScript's numbers hold exactly what is stored. PostgreSQL keeps every digit
 * (`7800.00`, `0.1000000000000000000001`), and nothing that we wrote has more than a JavaScript number; so a text that is not
 * exact was changed behind our back in a way that its value does not show.
 */
export function readExactJson(text: string): { value: unknown; exact: boolean } {
  let exact = true;
  for (const [token] of text.matchAll(tokens)) {
    if (!token.startsWith('"') && writePlainly(Number(token)) !== token) exact = false;
  }
  return { value: JSON.parse(text) as unknown, exact };
}

/** A number without exponent, as `jsonb` spells it: `1e-7` as `0.0000001`. */
function writePlainly(value: number): string {
  const written = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([-+]\d+)$/.exec(written);
  if (!match) return written;
  const [, sign = '', first = '', rest = '', power = '0'] = match;
  const digits = first + rest;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
