export interface ZipEntry {
  name: string;
  encrypted: boolean;
  /** Bytes, as the archive claims. */
  packed: number;
  unpacked: number;
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
/** The most of which the directory is read: whoever packs more is up to something. */
const mostEntries = 10_000;

/**
 * Reads the directory of a zip archive (APPNOTE 6.3.10, sections 4.3.12 and 4.3.16) without unpacking anything.
 *
 * @returns null where there is no whole directory of at most 10,000 entries
 */
export function readZipDirectory(content: Buffer): ZipEntry[] | null {
  const end = content.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end === -1 || end + 22 > content.length || content.readUInt32LE(end) !== endOfDirectory) return null;
  const count = content.readUInt16LE(end + 10);
  if (count > mostEntries) return null;
  // Bytes may stand before the archive, as in one that unpacks itself: the directory ends where its end begins.
  let position = end - content.readUInt32LE(end + 12);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    if (position < 0 || position + 46 > end || content.readUInt32LE(position) !== directoryEntry) return null;
    const nameLength = content.readUInt16LE(position + 28);
    const next = position + 46 + nameLength + content.readUInt16LE(position + 30) + content.readUInt16LE(position + 32);
    if (next > end) return null;
    entries.push({
      name: content.toString('utf8', position + 46, position + 46 + nameLength),
      encrypted: (content.readUInt16LE(position + 8) & 1) === 1,
      packed: content.readUInt32LE(position + 20),
      unpacked: content.readUInt32LE(position + 24),
    });
    position = next;
  }
  return entries;
}
