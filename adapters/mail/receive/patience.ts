/** Reading was given up. */
export class OutOfPatience extends Error {}

/** How much longer by the clock than by the processor: a busy machine must not make a harmless mail look like an attack. */
const clockFactor = 10;
/** Milliseconds. */
const glance = 20;

/**
 * How long one mail may keep us: so many milliseconds of the processor's time, or ten times as many by the clock. Counts all
 * that the process does meanwhile, which is more than the mail's own share and never less.
 */
export class Patience {
  private readonly begin = process.cpuUsage();
  private readonly started = performance.now();
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly milliseconds: number) {
    this.timer = setInterval(() => {
      if (this.left() <= 0) this.controller.abort(new OutOfPatience());
    }, glance);
    this.timer.unref();
  }

  /** Aborted once it is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Milliseconds of the processor's time. */
  left(): number {
    const { user, system } = process.cpuUsage(this.begin);
    const clock = (performance.now() - this.started) / clockFactor;
    return Math.floor(this.milliseconds - Math.max((user + system) / 1_000, clock));
  }

  /** @throws OutOfPatience once it is over */
  check(): void {
    if (this.left() <= 0) throw new OutOfPatience();
  }

  /** To be called when the mail has been read or given up. */
  end(): void {
    clearInterval(this.timer);
  }
}
