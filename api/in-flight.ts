import { Problem } from './problem';

interface Line {
  running: number;
  waiting: (() => void)[];
}

/**
 * So many pieces of work at a time for each name, the others in the order they came. Above ten updates in flight Temporal
 * turns some away and applies others all the same; therefore fewer.
 */
export class InFlight {
  private readonly lines = new Map<string, Line>();

  /**
   * @param patience milliseconds that a piece of work waits for its turn
   * @param longest how many may wait for one name
   */
  constructor(
    private readonly limit: number,
    private readonly patience: number,
    private readonly longest = 64,
  ) {}

  /** Throws `Problem` (`too_busy`) when the turn does not come in time; the work is not begun then. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(name) ?? { running: 0, waiting: [] };
    this.lines.set(name, line);
    if (line.running < this.limit) line.running += 1;
    else await this.turn(line);
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      // The place is handed over, so that nobody who comes in between can take it.
      if (next) next();
      else line.running -= 1;
      if (line.running === 0) this.lines.delete(name);
    }
  }

  private turn(line: Line): Promise<void> {
    if (line.waiting.length >= this.longest) return Promise.reject(new Problem('too_busy'));
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        line.waiting = line.waiting.filter((other) => other !== enter);
        reject(new Problem('too_busy'));
      }, this.patience);
      line.waiting.push(enter);
    });
  }
}
