import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes read at once. */
const piece = 1024 * 1024;
const lineFeed = 0x0a;

/**
 * The lines of a file, one by one and without their line feeds, also a last one that has none. Synchronous, because the
 * verifier is: it has nothing to wait for.
 *
 * @param progress bytes read, of how many
 */
export function* readLines(path: string, progress: (read: number, of: number) => void = () => {}): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(piece);
    let pieces: Buffer[] = [];
    let read = 0;
    for (;;) {
      const got = readSync(file, buffer, 0, piece, null);
      if (got === 0) break;
      read += got;
      let from = 0;
      for (let at = buffer.indexOf(lineFeed, from); at !== -1 && at < got; at = buffer.indexOf(lineFeed, from)) {
        pieces.push(buffer.subarray(from, at));
        yield Buffer.concat(pieces).toString('utf8');
        pieces = [];
        from = at + 1;
      }
      pieces.push(Buffer.from(buffer.subarray(from, got)));
      progress(read, size);
    }
    const last = Buffer.concat(pieces).toString('utf8');
    if (last !== '') yield last;
  } finally {
    closeSync(file);
  }
}
