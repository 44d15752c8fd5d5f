/** Names that say nothing, or that are often wrong: the bytes have to tell. */
const saysNothing = /^(us-?ascii|ascii|ansi_x3\.4-\d+|646|7bit|8bit|binary|none|default|unknown.*|x-unknown|utf-?8)?$/;

/** Names that mails use and the Encoding Standard does not know. */
const otherNames: Record<string, string> = {
  ks_c_5601: 'euc-kr',
  cp932: 'shift_jis',
  'x-windows-949': 'euc-kr',
  cp949: 'euc-kr',
  cp936: 'gbk',
  cp950: 'big5',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-8859-8-e': 'iso-8859-8',
};

/** RFC 2152: bytes in base64 between `+` and `-`; text only, since whatever comes out is cleaned afterwards. */
function decodeUtf7(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/\+([A-Za-z0-9/]*)-?/g, (_, encoded: string) => {
    if (encoded === '') return '+';
    const units = Buffer.from(encoded, 'base64');
    return units
      .subarray(0, units.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}

const replaced = /\ufffd/g;
const beyondAscii = /[\u0080-\uffff]/g;

/**
 * UTF-8 when it is, but for a slip; ISO-2022-JP when it switches character sets; else what western mail programs mean by
 * eight bits. Programs call texts ASCII or UTF-8 that are neither.
 */
function guessCharset(bytes: Buffer): string {
  if (bytes.includes('\x1b$B') || bytes.includes('\x1b$@')) return 'iso-2022-jp';
  const text = bytes.toString('utf8');
  const wrong = text.match(replaced)?.length ?? 0;
  return wrong * 2 <= (text.match(beyondAscii)?.length ?? 0) ? 'utf-8' : 'windows-1252';
}

/** What windows-1252 has at 0x80 to 0x9f. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function decode(bytes: Buffer, label: string): string {
  const decoder = new TextDecoder(label);
  // Node takes windows-1252 for ISO 8859-1, which has control characters there.
  if (decoder.encoding !== 'windows-1252') return decoder.decode(bytes);
  return bytes
    .toString('latin1')
    .replaceAll(/[\u0080-\u009f]/g, (character) => windows1252.charAt(character.charCodeAt(0) - 0x80));
}

/** Characters of bytes in a charset by any name, or none. Never throws: an unknown name counts as none. */
export function decodeCharset(bytes: Buffer, charset: string | null): string {
  const name = (charset ?? '')
    .trim()
    .toLowerCase()
    .replaceAll(/^["']|["']$/g, '');
  if (/^(unicode-1-1-)?utf-?7$/.test(name)) return decodeUtf7(bytes);
  const label = saysNothing.test(name) ? guessCharset(bytes) : (otherNames[name] ?? name);
  try {
    return decode(bytes, label);
  } catch {
    return decode(bytes, guessCharset(bytes));
  }
}

/**
 * A text that can be stored and shown: lines end with \n, no control characters but tab and line end (PostgreSQL stores no
 * NUL), no half characters.
 */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029\f\v]/g, '\n')
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufeff]/g, '');

/** A text in one line, as a header has it. */
export const cleanLine = (text: string): string => cleanText(text).replaceAll(/\s+/g, ' ').trim();
