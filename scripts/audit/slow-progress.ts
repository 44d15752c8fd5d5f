/** Milliseconds of silence: what is done by then needs no progress. */
const silence = 2_000;
const pause = 1_000;

/** Tells on a stream how far a long pass has come, at most once a second and not before two. */
export function slowProgress(stream: NodeJS.WritableStream & { isTTY?: boolean }, name: string) {
  const begun = performance.now();
  let told = begun + silence - pause;
  return {
    at(words: () => string): void {
      const now = performance.now();
      // Lines cannot be rewritten in a file: there, every tenth will do.
      if (now - told < (stream.isTTY ? pause : told > begun + silence ? 10 * pause : pause)) return;
      told = now;
      stream.write(`${stream.isTTY ? '\r\u001b[2K' : ''}${name} … ${words()}${stream.isTTY ? '' : '\n'}`);
    },
    done(): void {
      if (stream.isTTY && told > begun + silence - pause) stream.write('\r\u001b[2K');
    },
  };
}
