/** Files as tests need them: small, and made here so that their content is plain to see. */

export interface ZipContent {
  name: string;
  encrypted?: true;
  /** Bytes that it claims to unpack to. */
  unpacked?: number;
}

/** A zip archive of stored entries without content: what counts is what its directory says (APPNOTE 4.3). */
export function makeZip(entries: readonly ZipContent[]): Buffer {
  const local: Buffer[] = [];
  const directory: Buffer[] = [];
  for (const { name, encrypted, unpacked = 0 } of entries) {
    const bytes = Buffer.from(name);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(encrypted ? 1 : 0, 6);
    header.writeUInt16LE(bytes.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(encrypted ? 1 : 0, 8);
    entry.writeUInt32LE(unpacked, 24);
    entry.writeUInt16LE(bytes.length, 28);
    entry.writeUInt32LE(Buffer.concat(local).length, 42);
    local.push(header, bytes);
    directory.push(entry, bytes);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(Buffer.concat(local).length, 16);
  return Buffer.concat([...local, ...directory, end]);
}

export const pdf = (body = '1 0 obj << /Type /Catalog >> endobj'): Buffer => Buffer.from(`%PDF-1.7\n${body}\n%%EOF\n`);

export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

export const windowsProgram = Buffer.concat([Buffer.from('MZ\x90\x00\x03\x00\x00\x00', 'latin1'), Buffer.alloc(300)]);

const compoundBeginning = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
/** An old office file with these names in its directory. */
export const compoundFile = (...names: string[]): Buffer =>
  Buffer.concat([compoundBeginning, ...names.map((name) => Buffer.from(`${name}\0`, 'utf16le'))]);

export const workbook = [
  { name: '[Content_Types].xml' },
  { name: 'xl/workbook.xml' },
  { name: 'xl/printerSettings1.bin' },
];
