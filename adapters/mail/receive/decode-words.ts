import { decodeCharset } from './decode-text';

// Bounded and without nested repetition: linear whatever the header holds.
const encodedWord = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bq])\?([^?]*)\?=/gi;

function wordBytes(encoding: string, text: string): Buffer {
  if (encoding.toLowerCase() === 'b') return Buffer.from(text, 'base64');
  const plain = text
    .replaceAll('_', ' ')
    .replaceAll(/=([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(plain, 'latin1');
}

/**
 * Decodes the encoded words of a header (RFC 2047). Neighbours of one charset are joined before they are decoded, since
 * programs cut characters in two; white space between neighbours does not count (section 6.2).
 */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value;
  let decoded = '';
  let end = 0;
  let pending: { charset: string; bytes: Buffer[] } | null = null;
  const flush = (): void => {
    if (pending !== null) decoded += decodeCharset(Buffer.concat(pending.bytes), pending.charset);
    pending = null;
  };
  for (const match of value.matchAll(encodedWord)) {
    const [whole, charset = '', encoding = '', text = ''] = match;
    const between = value.slice(end, match.index);
    const neighbour = pending !== null && /^\s*$/.test(between);
    if (!neighbour) {
      flush();
      decoded += between;
    } else if (pending !== null && pending.charset !== charset.toLowerCase()) flush();
    pending ??= { charset: charset.toLowerCase(), bytes: [] };
    pending.bytes.push(wordBytes(encoding, text));
    end = match.index + whole.length;
  }
  flush();
  return decoded + value.slice(end);
}
