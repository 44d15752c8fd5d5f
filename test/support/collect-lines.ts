import { Writable } from 'node:stream';

/** The lines that somebody writes into a stream. */
export async function collectLines(write: (into: Writable) => Promise<unknown>): Promise<string[]> {
  let text = '';
  const into = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString('utf8');
      done();
    },
  });
  await write(into);
  return text.split('\n').filter(Boolean);
}
