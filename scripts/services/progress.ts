/** Tells a person who waits what is going on: one line per step, and how long it has taken once it is slow. */
export interface Progress {
  /** A plain line. */
  say(line: string): void;
  /** Runs a step under a name; `note` says what the step is busy with right now. Failures pass through. */
  step<T>(name: string, run: (note: (detail: string) => void) => Promise<T>): Promise<T>;
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** After how many seconds a slow step is mentioned on a plain stream, where lines cannot be rewritten. */
const plainReminders = [2, 10, 30];

export function createProgress(stream: NodeJS.WriteStream | NodeJS.WritableStream): Progress {
  const live = 'isTTY' in stream && stream.isTTY;
  const line = (text: string): void => void stream.write(`${live ? '\r\u001b[2K' : ''}${text}\n`);

  return {
    say: line,
    async step(name, run) {
      const begun = performance.now();
      let detail = '';
      let reminded = 0;
      const remind = (): void => {
        const elapsed = (performance.now() - begun) / 1000;
        const suffix = detail === '' ? '' : ` (${detail})`;
        if (live) {
          if (elapsed >= 2) stream.write(`\r\u001b[2K${name} … ${Math.floor(elapsed)} s${suffix}`);
          return;
        }
        const due = plainReminders[reminded] ?? (reminded - plainReminders.length + 2) * 30;
        if (elapsed < due) return;
        reminded += 1;
        line(`${name} … ${Math.floor(elapsed)} s${suffix}`);
      };
      const ticker = setInterval(remind, 500);
      try {
        const result = await run((text) => {
          if (text === detail) return;
          detail = text;
          if (!live) line(`${name}: ${text}`);
        });
        line(`${name} … done in ${seconds(begun)}`);
        return result;
      } catch (error) {
        line(`${name} … failed after ${seconds(begun)}`);
        throw error;
      } finally {
        clearInterval(ticker);
      }
    },
  };
}

/** For tests and other quiet callers. */
export const silentProgress: Progress = { say: () => {}, step: (_name, run) => run(() => {}) };
