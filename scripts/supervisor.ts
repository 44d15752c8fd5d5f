import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isRunning, sleep, stopProcess, type ProcessIdentity } from './services/process';
import type { Progress } from './services/progress';

/** Something that runs: a child process, or a server inside this one. */
export interface Service {
  /** Absent for what runs inside this process. */
  pid?: number | undefined;
  /** Resolves, with words for a person, when it has ended. Never rejects. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

/** Milliseconds before a service that ended is started again: doubled each time, up to the last. */
const firstPause = 500;
const longestPause = 30_000;
/** After running this long a service counts as healthy, and the pauses begin anew. */
const healthyAfter = 60_000;

/** Raised out of a start that was asked to stop half way. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Starts services in order, starts again what ends by itself, and stops all in reverse order. Keeps a file with the pid
 * of each in `<data directory>/pids/<name>.pid`, and identities of all in `processes.json`, so that the next start can
 * clear away what a killed one left running.
 */
export class Supervisor {
  private readonly kept: { name: string; current: Promise<Service | undefined> }[] = [];
  private stopping: Promise<void> | undefined;
  private endStopping: () => void = () => {};
  /** Resolves as soon as stopping is asked for: ends pauses at once. */
  private readonly stopAsked = new Promise<void>((resolve) => (this.endStopping = resolve));

  constructor(
    private readonly dataDirectory: string,
    private readonly progress: Progress,
  ) {}

  /** Starts a service and keeps it running. Resolves when it is up for the first time. @throws what `start` throws */
  async keep(name: string, start: () => Promise<Service>): Promise<void> {
    this.assertGoingOn();
    const entry = { name, current: start() as Promise<Service | undefined> };
    this.kept.push(entry);
    // A first start that fails fails the whole; whoever called hears of it, and nothing is left to stop.
    const guarded = entry.current;
    entry.current = guarded.catch(() => undefined);
    const service = await guarded;
    if (!service) return;
    this.record(name, service);
    void this.watch(entry, service, start);
    this.assertGoingOn();
  }

  /** @throws Stopped once stopping was asked for: between the steps of a start */
  assertGoingOn(): void {
    if (this.stopping) throw new Stopped('Stopped while starting');
  }

  /** Stops everything, newest first. Asked twice, the second call waits for the first. */
  stop(): Promise<void> {
    this.stopping ??= this.stopAll();
    this.endStopping();
    return this.stopping;
  }

  private async stopAll(): Promise<void> {
    // Let the flag be seen before anything ends, so that nothing is started again.
    await Promise.resolve();
    for (const entry of [...this.kept].reverse()) {
      const service = await entry.current;
      if (!service) continue;
      await this.progress.step(`Stopping ${entry.name}`, () => service.stop());
      this.forget(entry.name);
    }
  }

  private async watch(
    entry: { name: string; current: Promise<Service | undefined> },
    first: Service,
    start: () => Promise<Service>,
  ): Promise<void> {
    let pause = firstPause;
    for (let service: Service | undefined = first; ;) {
      if (service) {
        const since = Date.now();
        const how: string = await service.ended;
        if (this.stopping) return;
        if (Date.now() - since > healthyAfter) pause = firstPause;
        this.progress.say(`${entry.name} ended (${how}). Starting it again in ${pause / 1000} s.`);
      }
      await Promise.race([sleep(pause), this.stopAsked]);
      if (this.stopping) return;
      pause = Math.min(pause * 2, longestPause);
      // The stop waits for a start that is under way, and then stops what came of it.
      const attempt = start();
      entry.current = attempt.catch(() => undefined);
      try {
        service = await attempt;
        this.record(entry.name, service);
        this.progress.say(`${entry.name} is back${service.pid === undefined ? '' : ` (pid ${service.pid})`}.`);
      } catch (error) {
        service = undefined;
        if (this.stopping) return;
        this.progress.say(
          `${entry.name} did not start: ${(error as Error).message} Next attempt in ${pause / 1000} s.`,
        );
      }
    }
  }

  // --- pid files ---

  private readonly running = new Map<string, ProcessIdentity>();

  private record(name: string, service: Service): void {
    const identity = service.pid === undefined ? undefined : identify(service.pid);
    if (!identity) return;
    this.running.set(name, identity);
    mkdirSync(join(this.dataDirectory, 'pids'), { recursive: true });
    writeFileSync(join(this.dataDirectory, 'pids', `${name}.pid`), `${identity.pid}\n`);
    this.save();
  }

  private forget(name: string): void {
    this.running.delete(name);
    rmSync(join(this.dataDirectory, 'pids', `${name}.pid`), { force: true });
    this.save();
  }

  private save(): void {
    writeProcesses(this.dataDirectory, {
      supervisor: identify(process.pid),
      services: Object.fromEntries(this.running),
    });
  }

  /** Claims the data directory for this process. Call before the first service. */
  claim(): void {
    mkdirSync(join(this.dataDirectory, 'pids'), { recursive: true });
    writeFileSync(join(this.dataDirectory, 'pids', 'supervisor.pid'), `${process.pid}\n`);
    this.save();
  }

  release(): void {
    rmSync(join(this.dataDirectory, 'pids', 'supervisor.pid'), { force: true });
    rmSync(join(this.dataDirectory, 'processes.json'), { force: true });
  }
}

interface Processes {
  supervisor?: ProcessIdentity | undefined;
  /** In the order they were started. */
  services: Record<string, ProcessIdentity>;
}

function writeProcesses(dataDirectory: string, processes: Processes): void {
  writeFileSync(join(dataDirectory, 'processes.json'), `${JSON.stringify(processes, null, 2)}\n`);
}

function readProcesses(dataDirectory: string): Processes {
  try {
    return JSON.parse(readFileSync(join(dataDirectory, 'processes.json'), 'utf8')) as Processes;
  } catch {
    return { services: {} };
  }
}

/** The pid of the supervisor that runs on a data directory now. */
export function runningSupervisor(dataDirectory: string): number | undefined {
  const { supervisor } = readProcesses(dataDirectory);
  return supervisor && isRunning(supervisor) ? supervisor.pid : undefined;
}

/** Names and pids of services that run now, whether or not their supervisor does. */
export function runningServices(dataDirectory: string): { name: string; identity: ProcessIdentity }[] {
  return Object.entries(readProcesses(dataDirectory).services)
    .map(([name, identity]) => ({ name, identity }))
    .filter(({ identity }) => isRunning(identity));
}

/** Stops what a supervisor that was killed left running, newest first. */
export async function stopLeftovers(dataDirectory: string, progress: Progress): Promise<void> {
  for (const { name, identity } of runningServices(dataDirectory).reverse()) {
    await progress.step(`Stopping ${name} (pid ${identity.pid}), left running by a start that was killed`, () =>
      // For PostgreSQL this is the fast shutdown; the others take it as Ctrl-C.
      stopProcess(identity, 'SIGINT'),
    );
  }
}
