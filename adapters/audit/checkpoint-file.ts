import { open, type FileHandle } from 'node:fs/promises';

/** Bytes read at once. */
const piece = 64 * 1024;
const lineFeed = 0x0a;

/**
 * The lines of a file from its end, each without its line feed; nothing when there is no file. What a crash left of a last
 * line comes like any other.
 */
export async function* readLinesBackwards(path: string): AsyncGenerator<string> {
  const file = await openIfThere(path);
  if (!file) return;
  try {
    let { size: from } = await file.stat();
    // Pieces of the line that is being put together, the last one first.
    let pieces: Buffer[] = [];
    const line = (): string => Buffer.concat(pieces.reverse()).toString('utf8');
    while (from > 0) {
      const to = from;
      from = Math.max(0, to - piece);
      let rest = await readPiece(file, from, to);
      for (let at = rest.lastIndexOf(lineFeed); at !== -1; at = rest.lastIndexOf(lineFeed)) {
        pieces.push(rest.subarray(at + 1));
        const complete = line();
        if (complete !== '') yield complete;
        pieces = [];
        rest = rest.subarray(0, at);
      }
      pieces.push(rest);
    }
    const first = line();
    if (first !== '') yield first;
  } finally {
    await file.close();
  }
}

/**
 * Adds a line and sees it safely on the disk. A piece that a crash left behind is closed with a line feed first: the file only
 * grows, so that it may lie where nothing can be changed.
 */
export async function appendLine(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o644);
  try {
    const { size } = await file.stat();
    const last = size === 0 ? undefined : (await readPiece(file, size - 1, size))[0];
    const torn = last !== undefined && last !== lineFeed;
    const bytes = Buffer.from(`${torn ? '\n' : ''}${line}\n`, 'utf8');
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten !== bytes.length)
      throw new Error(`only ${bytesWritten} of ${bytes.length} bytes fitted into ${path}`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readPiece(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}
