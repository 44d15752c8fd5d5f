import { readZipDirectory, type ZipEntry } from './read-zip-directory';
import { endingOf, makeSafeName } from './safe-name';
import { beginsWith, beginningOf, familyOfName, familyOfType, isSigned, isText, sniff } from './tell-media-type';

/**
 * Why nobody may open a file.
 *
 * - `executable`, `script`: a program for a machine or for an interpreter, by bytes or by ending.
 * - `macro_document`: an office document that carries a program.
 * - `active_content`: HTML, SVG, a PDF with script: shown, it may act.
 * - `type_mismatch`: its bytes are not what its name says.
 * - `encrypted`: nobody can look into it.
 * - `opaque_archive`: an archive of a kind that is not looked into, or one within another.
 * - `dangerous_archive`: a zip that claims to unpack to more than a hundredfold, to more than 1 GB, or that is damaged.
 * - `tnef`: Outlook's own container (`winmail.dat`): the sender can send the files themselves.
 * - `too_large`: more than 25 MB.
 */
export type QuarantineReason =
  | 'executable'
  | 'script'
  | 'macro_document'
  | 'active_content'
  | 'type_mismatch'
  | 'encrypted'
  | 'opaque_archive'
  | 'dangerous_archive'
  | 'tnef'
  | 'too_large';

export interface InspectedFile {
  /** Safe to show and to save: no path, no control or direction characters, no reserved name, at most 150 characters. */
  name: string;
  /** As its bytes tell; by its name or the claim where they tell nothing and it does no harm. */
  mediaType: string;
  quarantined: QuarantineReason | null;
}

/** Bytes. What a mail may have as a whole, and an upload as well. */
export const largestFile = 25 * 1024 * 1024;

const programs =
  /^\.(?:exe|com|scr|pif|dll|sys|drv|ocx|cpl|msi|msp|mst|msix|appx|appxbundle|jar|class|apk|ipa|app|dmg|pkg|deb|rpm|bin|elf|so|gadget|xll|wll|lnk|url|scf|reg|inf|chm|hlp|msc|diagcab|application|appref-ms|settingcontent-ms|library-ms|search-ms|one|onepkg|iso|img|vhdx?|swf|wasm)$/;
const scripts =
  /^\.(?:js|jse|mjs|cjs|vbs|vbe|vb|ws|wsf|wsh|wsc|sct|hta|bat|cmd|btm|ps1|ps1xml|psm1|psd1|psc1|sh|bash|zsh|csh|ksh|py|pyc|pyw|pyz|pl|rb|php\d?|phtml|asp|aspx|jsp|cgi|lua|tcl|applescript|scpt|command|iqy|slk|dqy|rqy|oqy)$/;
const scriptTypes =
  /(?:java|ecma|vb|j)script|x-(?:sh|csh|perl|python|ruby|php|httpd-php|bat|msdos-program)\b|application\/hta/;
const macroEndings = /^\.(?:docm|dotm|xlsm|xltm|xlam|pptm|ppsm|potm|ppam|sldm)$/;

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** What an old office file (MS-CFB) holds, told by the names in its directory. */
function inspectCompound(content: Buffer): QuarantineReason | null {
  if (content.includes(utf16('EncryptedPackage'))) return 'encrypted';
  const macros = ['_VBA_PROJECT', 'VBA', 'Macros'].some((name) => content.includes(utf16(`${name}\0`)));
  return macros ? 'macro_document' : null;
}

const isOffice = (entries: readonly ZipEntry[]): boolean =>
  entries.some(({ name }) => name === '[Content_Types].xml' || name === 'mimetype');

const macroParts = /vbaproject\.bin$|^basic\/.*\.xml$|(?:^|\/)macrosheets\//i;
const mostUnpacked = 1024 ** 3;

function inspectZip(content: Buffer): QuarantineReason | null {
  const entries = readZipDirectory(content);
  if (entries === null) return 'dangerous_archive';
  if (entries.some(({ encrypted }) => encrypted)) return 'encrypted';
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  // A hundredfold is beyond texts and pictures of any size; a small archive may well hold one empty table.
  const swells = unpacked > 10 * 1024 ** 2 && unpacked > 100 * content.length;
  if (unpacked > mostUnpacked || swells) return 'dangerous_archive';
  const office = isOffice(entries);
  const has = (holds: (name: string) => boolean): boolean => entries.some(({ name }) => holds(name));
  if (has((name) => macroParts.test(name))) return 'macro_document';
  // Office documents keep settings and pictures in files that end in .bin.
  if (has((name) => programs.test(endingOf(name)) && !(office && endingOf(name) === '.bin'))) return 'executable';
  if (has((name) => scripts.test(endingOf(name)))) return 'script';
  if (office) return null;
  if (has((name) => macroEndings.test(endingOf(name)))) return 'macro_document';
  if (has((name) => familyOfName(name) === 'active')) return 'active_content';
  return has((name) => familyOfName(name) === 'archive') ? 'opaque_archive' : null;
}

const inPdf = ['/JavaScript', '/Launch', '/JS ', '/JS(', '/JS<', '/JS\n', '/JS\r'];

/** By what the bytes are. */
function inspectBytes(sniffed: string | null, content: Buffer): QuarantineReason | null {
  if (sniffed === null) return beginningOf(content.subarray(0, 2)) === '#!' ? 'script' : null;
  if (sniffed === 'application/ms-tnef') return 'tnef';
  if (sniffed === 'application/pdf') return inPdf.some((name) => content.includes(name)) ? 'active_content' : null;
  if (sniffed === 'application/rtf')
    return /\\obj(?:data|emb|autlink|update)/.test(content.toString('latin1')) ? 'active_content' : null;
  if (/macroenabled/.test(sniffed)) return 'macro_document';
  if (beginsWith(content, 'd0cf11e0')) return inspectCompound(content);
  const family = familyOfType(sniffed);
  if (family === 'program') return 'executable';
  if (family === 'active') return 'active_content';
  if (beginsWith(content, '504b0304') || beginsWith(content, '504b0506')) return inspectZip(content);
  return family === 'archive' ? 'opaque_archive' : null;
}

/** By what name and claim say that the bytes do not. */
function inspectClaims(
  name: string,
  declared: string,
  sniffed: string | null,
  empty: boolean,
): QuarantineReason | null {
  const ending = endingOf(name);
  if (programs.test(ending)) return 'executable';
  if (scripts.test(ending)) return 'script';
  if (macroEndings.test(ending)) return 'macro_document';
  const claimed = familyOfName(name) ?? familyOfType(declared);
  if (claimed === 'active') return 'active_content';
  if (ending === '' && scriptTypes.test(declared)) return 'script';
  if (claimed === null || claimed === 'program' || empty) return null;
  const found = sniffed === null ? null : familyOfType(sniffed);
  if (found === null) return isSigned(claimed) ? 'type_mismatch' : null;
  if (found === claimed) return null;
  // An office document is a zip inside; a table or a mail is text.
  const alike = claimed === 'document' && sniffed === 'application/zip';
  const texts = (claimed === 'text' || claimed === 'mail') && found === 'text';
  return alike || texts ? null : 'type_mismatch';
}

const textEndings: Record<string, string> = {
  '.csv': 'text/csv',
  '.tsv': 'text/tab-separated-values',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.ics': 'text/calendar',
  '.vcf': 'text/vcard',
  '.md': 'text/markdown',
  '.eml': 'message/rfc822',
};

const mediaTypePattern = /^[a-z]{1,20}\/[a-z0-9][a-z0-9.+_-]{0,100}$/;

function mediaTypeOf(name: string, declared: string, sniffed: string | null, content: Buffer): string {
  if (sniffed !== null && sniffed !== 'application/zip' && sniffed !== 'application/x-cfb') return sniffed;
  const harmless =
    mediaTypePattern.test(declared) &&
    !scriptTypes.test(declared) &&
    !['active', 'program'].includes(familyOfType(declared) ?? '');
  const family = familyOfType(declared);
  // The container was recognised; the claim says which kind of document it is.
  if (sniffed !== null)
    return harmless && family === 'document' && familyOfName(name) === 'document' ? declared : sniffed;
  if (content.length > 0 && isText(content)) {
    const byEnding = textEndings[endingOf(name)];
    if (byEnding !== undefined) return byEnding;
    return harmless && (family === 'text' || family === 'mail') ? declared : 'text/plain';
  }
  return harmless && (family === null || !isSigned(family)) ? declared : 'application/octet-stream';
}

const endings: Record<string, string> = {
  'application/pdf': '.pdf',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'text/plain': '.txt',
  'text/html': '.html',
  'text/csv': '.csv',
  'application/xml': '.xml',
  'text/calendar': '.ics',
  'message/rfc822': '.eml',
  'application/zip': '.zip',
};

/**
 * Tells what a stranger's file is worth: a safe name, its type by its bytes, and whether anybody may open it. Nothing is
 * unpacked, run or looked up. Never throws.
 *
 * It is a first gate, no virus scanner: what passes has no known way to act by itself when it is saved as a download.
 *
 * @param name as the sender wrote it, if at all
 * @param declaredType as the sender called it, if at all; parameters do not matter
 */
export async function inspectFile(
  name: string | null,
  declaredType: string | null,
  content: Buffer,
): Promise<InspectedFile> {
  const declared = (declaredType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const claimedName = makeSafeName(name ?? '');
  const claimsMail = (familyOfName(claimedName) ?? familyOfType(declared)) === 'mail';
  const large = content.length > largestFile;
  const sniffed = large ? null : await sniff(content, claimsMail);
  const mediaType = mediaTypeOf(claimedName, declared, sniffed, content.subarray(0, 64 * 1024));
  const quarantined = large
    ? 'too_large'
    : (inspectBytes(sniffed, content) ?? inspectClaims(claimedName, declared, sniffed, content.length === 0));
  return { name: claimedName || `attachment${endings[mediaType] ?? ''}`, mediaType, quarantined };
}
