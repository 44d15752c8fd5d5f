import { fileTypeFromBuffer } from 'file-type/core';
import { endingOf } from './safe-name';

/** Groups of types of which one is as good as another: a PNG that is called JPEG harms nobody. */
export type Family = 'pdf' | 'image' | 'document' | 'archive' | 'media' | 'program' | 'text' | 'active' | 'mail';

const byType: [Family, RegExp][] = [
  ['active', /^(?:text\/html|application\/xhtml\+xml|image\/svg\+xml|multipart\/related|application\/x-mimearchive)$/],
  ['pdf', /^application\/(?:x-)?pdf$/],
  ['image', /^image\//],
  [
    'document',
    /^application\/(?:msword|rtf|x-cfb|vnd\.(?:ms-(?:excel|powerpoint|word|outlook)|visio|openxml|oasis).*)$|^text\/rtf$/,
  ],
  [
    'archive',
    /^application\/(?:(?:x-)?(?:zip|rar|7z|gzip|bzip2|tar|xz|compress|lzip|lz4|zstd|cpio|arj|lzh|ace).*|zip|gzip|zstd|vnd\.(?:rar|ms-cab-compressed)|x-apple-diskimage)$/,
  ],
  ['media', /^(?:audio|video)\//],
  [
    'program',
    /^application\/(?:x-(?:msdownload|dosexec|executable|elf|mach-binary|msi|shockwave-flash|deb|rpm|google-chrome-extension|xpinstall|ms-regedit)|java-(?:vm|archive)|wasm|vnd\.(?:android\.package-archive|ms-htmlhelp)|x\.(?:ms\.shortcut|apple\.alias))$/,
  ],
  ['mail', /^message\/rfc822$/],
  ['text', /^text\/|^application\/(?:xml|json|edifact|.*\+(?:xml|json))$/],
];

const byEnding: [Family, RegExp][] = [
  ['active', /^\.(?:html?|xhtml|shtml|mht|mhtml|svgz?|xht)$/],
  ['pdf', /^\.pdf$/],
  ['image', /^\.(?:png|jpe?g|jfif|gif|webp|bmp|tiff?|heic|heif|avif)$/],
  [
    'document',
    /^\.(?:doc|dot|xls|xlt|xlw|ppt|pps|pot|msg|vsd|rtf|docx|dotx|xlsx|xltx|pptx|ppsx|potx|docm|dotm|xlsm|xltm|xlsb|xlam|pptm|ppsm|potm|odt|ods|odp|odg|ott|ots)$/,
  ],
  ['archive', /^\.(?:zip|rar|7z|gz|tgz|bz2|tar|xz|zst|cab|lzh|arj|ace|iso|img|dmg|vhdx?)$/],
  ['media', /^\.(?:mp3|mp4|m4a|wav|ogg|avi|mov|mkv|webm|flac|amr|wma|wmv)$/],
  ['text', /^\.(?:txt|csv|tsv|xml|json|md|log|edi|asc|ics|vcf|mt940|sta|940|camt)$/],
  ['mail', /^\.eml$/],
];

const find = (table: [Family, RegExp][], value: string): Family | null =>
  table.find(([, pattern]) => pattern.test(value))?.[0] ?? null;

export const familyOfType = (type: string): Family | null => find(byType, type);
export const familyOfName = (name: string): Family | null => find(byEnding, endingOf(name));

/** Families whose files begin with bytes of their own: without these they are something else. */
export const isSigned = (family: Family): boolean =>
  family === 'pdf' || family === 'image' || family === 'document' || family === 'archive' || family === 'media';

/** Signatures made of letters: what begins with them may still be text. */
const textual = /^(?:text\/|application\/(?:pdf|rtf|xml|postscript|eps|pgp-encrypted|x-ms-regedit|json))/;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text in UTF-8 or in one of the eight-bit charsets: no control characters but those of texts. */
export function isText(content: Buffer): boolean {
  const start = content.subarray(0, 64 * 1024);
  // UTF-16 with its mark: half of it is zeros.
  if (/^(?:\xff\xfe|\xfe\xff)/.test(start.toString('latin1', 0, 2))) return true;
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(start.toString('latin1'))) return false;
  if (start.length < content.length) return true;
  try {
    utf8.decode(start);
    return true;
  } catch {
    return !/[\x80-\x9f]{3}/.test(start.toString('latin1'));
  }
}

/** The first characters of a text, whatever its charset, in lower case. */
export function beginningOf(content: Buffer): string {
  const start = content.subarray(0, 8192);
  const wide = start[0] === 0xff && start[1] === 0xfe;
  return (wide ? start.toString('utf16le') : start.toString('latin1').replaceAll('\0', '')).toLowerCase();
}

/** @param hexadecimal the first bytes, as documents on formats write them */
export const beginsWith = (content: Buffer, hexadecimal: string): boolean =>
  content.toString('hex', 0, hexadecimal.length / 2) === hexadecimal;

const activeMarkup =
  /<(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|meta\s+http-equiv)[\s>/]|http:\/\/www\.w3\.org\/(?:1999\/xhtml|2000\/svg)/;

/** A mail begins with header fields, or with the line that mailbox files put above (RFC 4155). */
const mailBeginning = /^\s*(?:from \S|[a-z][a-z0-9-]{1,60}:\s)/;

/**
 * Type by the bytes; null where they tell nothing.
 *
 * @param mail whether it claims to be a mail: mails quote everything, so that what is in one tells nothing of it
 */
export async function sniff(content: Buffer, mail: boolean): Promise<string | null> {
  if (content.length === 0) return null;
  if (beginsWith(content, '789f3e22')) return 'application/ms-tnef';
  // Some programs put bytes before; readers allow a kilobyte (PDF 1.7, implementation note 13).
  if (content.subarray(0, 1024).includes('%PDF-')) return 'application/pdf';
  const text = isText(content);
  if (text) {
    const beginning = beginningOf(content);
    if (mail && mailBeginning.test(beginning)) return 'message/rfc822';
    if (activeMarkup.test(beginning)) return beginning.includes('<svg') ? 'image/svg+xml' : 'text/html';
  }
  try {
    const found = (await fileTypeFromBuffer(content))?.mime.split(';')[0] ?? null;
    return text && found !== null && !textual.test(found) ? null : found;
  } catch {
    return null;
  }
}
