import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  log,
  setCurrentDetails,
  setHandler,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { ActivityFailure, defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';
import type { EffectOutcome } from '../contracts/inquiry';
import type { Instant, Owner } from '../contracts/ids';
import {
  catchUpSignal,
  stateQuery,
  type Command,
  type Effect,
  type HandleRecord,
  type HandleRequest,
  type Outcome,
} from '../contracts/messages';
import { searchAttributes, type SearchAttributeName, type SearchAttributeValues } from '../contracts/search-attributes';

/** What an actor carries from one run to the next: its fold, its next instant, and what operators see of it. */
export interface Carried<State> {
  state: State;
  wakeAt: Instant | null;
  attributes: SearchAttributeValues;
}

/** What an actor's workflow is started with; `historyLimit` only where tests want runs to be short. */
export interface ActorInput<State> {
  owner: Owner;
  carried?: Carried<State>;
  historyLimit?: number;
}

export interface ActorOptions<State extends { sequence: number; ended: boolean }, Event> {
  owner: Owner;
  carried?: Carried<State>;
  /** Decisions of people, each an update of this name. */
  updates: readonly string[];
  /** Facts, each a signal of this name. */
  signals: readonly string[];
  /** The command that the actor gives itself when it begins. */
  first: Pick<Command, 'id' | 'type' | 'data'>;
  /** Events in a history after which a run is continued as new, should the server not suggest it before. */
  historyLimit?: number;
  handle(request: HandleRequest<State>, summary: string): Promise<HandleRecord<Event>>;
  evolve(state: State | null, entry: HandleRecord<Event>['entries'][number]): State;
  perform(effect: Effect): Promise<EffectOutcome>;
  /** The story so far in Markdown, for the operator; ids only, nothing personal. */
  describe(state: State): string;
}

/** A queued command; only a decision has somebody who waits for the answer. */
interface Waiting {
  command: Command;
  answer?: (outcome: Outcome) => void;
}

const usualHistoryLimit = 4_000;
/** Minutes after which a case whose journal was behind asks again. */
const alarmPause = '10 minutes';

/**
 * The durable shell of every actor: one queue, one loop, one command at a time. The loop takes what is due before what is
 * queued; timers and signals only wake it. What it knows comes from the journal: it evolves the rows that `handle`
 * returns, repeats a command that is not among them, and arms effects and its one timer from what was recorded, never
 * from rules (docs/adr/0002). So a task that is lost, repeated or taken in another order cannot lead it astray.
 */
export class Actor<State extends { sequence: number; ended: boolean }, Event> {
  private state: State | null;
  private wakeAt: Instant | null;
  private attributes: SearchAttributeValues;
  private readonly queue: Waiting[] = [];
  private readonly effects: Record<string, 'running' | 'settled'> = {};
  private timer: { at: Instant; scope: CancellationScope } | null = null;
  private alarmed = false;
  /** Length of the history when something was last committed: a run never ends in the task that committed. */
  private committedAt = -1;

  constructor(private readonly options: ActorOptions<State, Event>) {
    const { carried, updates, signals, first } = options;
    this.state = carried?.state ?? null;
    this.wakeAt = carried?.wakeAt ?? null;
    this.attributes = carried?.attributes ?? {};
    if (!carried) this.enqueue({ ...first, actor: { kind: 'policy', id: 'workflow' } });

    for (const name of updates) {
      setHandler(defineUpdate<Outcome, [Command]>(name), (command) => this.submit(command), {
        validator: (command: Command | undefined) => this.validate(name, command),
        description: `Decision: ${name}`,
      });
    }
    for (const name of signals) {
      setHandler(defineSignal<[Command]>(name), (command) => this.enqueue(command), { description: `Fact: ${name}` });
    }
    setHandler(defineSignal(catchUpSignal), () => this.enqueueCatchUp(), {
      description: 'The sweep found work of this case that no task has taken up',
    });
    setHandler(defineQuery<State | null>(stateQuery), () => this.state, { description: 'The state of the case' });
    if (this.state) setCurrentDetails(options.describe(this.state));
  }

  /** Runs until the actor has ended, or should be continued as new with what is returned. */
  async run(): Promise<'ended' | Carried<State>> {
    // A cancel request is a wish of an operator, not the end of a case: it is recorded and the work goes on.
    void CancellationScope.current().cancelRequested.catch(() =>
      this.enqueue({ id: `cancel:${workflowInfo().runId}`, type: 'requestCancel', actor: operator, data: {} }),
    );
    return CancellationScope.nonCancellable(() => this.loop());
  }

  private async loop(): Promise<'ended' | Carried<State>> {
    for (;;) {
      const next = this.due() ?? this.queue.shift();
      if (next) {
        await this.process(next);
        continue;
      }
      if (this.mayRest()) {
        if (this.committedAt === workflowInfo().historyLength) {
          // Ending is a matter of a task of its own, in which nothing is committed. What comes first is taken first: a
          // timer of a millisecond can take the server a second.
          await condition(() => this.queue.length > 0 || this.due() !== null, '1 millisecond');
          continue;
        }
        if (this.state?.ended) return 'ended';
        if (this.state) return { state: this.state, wakeAt: this.wakeAt, attributes: this.attributes };
      }
      this.arm();
      await condition(() => this.queue.length > 0 || this.due() !== null || this.needsTimer() || this.mayRest());
    }
  }

  /** Nothing queued, answered or under way, and a reason to end this run. */
  private mayRest(): boolean {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    const long = continueAsNewSuggested || historyLength > (this.options.historyLimit ?? usualHistoryLimit);
    const reason = this.state?.ended === true || long;
    const quiet = this.queue.length === 0 && !Object.values(this.effects).includes('running') && allHandlersFinished();
    return reason && quiet && !this.alarmed;
  }

  private due(): Waiting | null {
    if (this.wakeAt === null || this.wakeAt > instantNow()) return null;
    const id = `due:${this.state?.sequence ?? 0}:${this.wakeAt}`;
    return { command: { id, type: 'deadlinesDue', actor: { kind: 'timer', id: this.wakeAt }, data: {} } };
  }

  /** One command, repeated until the journal holds its outcome. */
  private async process(waiting: Waiting): Promise<void> {
    const { command, answer } = waiting;
    for (;;) {
      let record: HandleRecord<Event>;
      try {
        const { owner } = this.options;
        record = await this.options.handle({ owner, state: this.state, command, now: instantNow() }, command.type);
      } catch (error) {
        if (!isJournalBehind(error)) throw error;
        await this.alarm(waiting);
        return;
      }
      this.alarmed = false;
      this.committedAt = workflowInfo().historyLength;
      this.take(record);
      if (record.outcome) {
        answer?.(record.outcome);
        return;
      }
    }
  }

  private take(record: HandleRecord<Event>): void {
    for (const entry of record.entries) this.state = this.options.evolve(this.state, entry);
    this.wakeAt = record.wakeAt;
    for (const effect of record.effects) this.start(effect);
    this.publish(record.searchAttributes);
    if (this.state) setCurrentDetails(this.options.describe(this.state));
  }

  private start(effect: Effect): void {
    if (this.effects[effect.key]) return;
    this.effects[effect.key] = 'running';
    const { key, kind, subject } = effect;
    void this.options
      .perform(effect)
      .catch(outcomeOfFailure)
      .then((result) => {
        this.effects[key] = 'settled';
        const actor = { kind: 'integration' as const, id: kind };
        this.enqueue({ id: `effect:${key}`, type: 'settleEffect', actor, data: { key, kind, subject, ...result } });
      });
  }

  /** Changed keys only, one upsert a command. */
  private publish(values: SearchAttributeValues): void {
    const names = Object.keys(values) as SearchAttributeName[];
    const changed = names.filter((name) => (this.attributes[name] ?? null) !== (values[name] ?? null));
    if (changed.length === 0) return;
    upsertSearchAttributes(changed.map((name) => pair(name, values[name] ?? null)));
    this.attributes = { ...this.attributes, ...values };
  }

  /** A timer only wakes: when it fired before a deadline that has moved on, the next one is armed. */
  private needsTimer(): boolean {
    return this.wakeAt !== null && this.timer === null;
  }

  /** One timer. It is replaced only by an earlier one; fired early, the loop looks again and arms the next. */
  private arm(): void {
    if (this.wakeAt === null || (this.timer && this.timer.at <= this.wakeAt)) return;
    this.timer?.scope.cancel();
    const scope = new CancellationScope({ cancellable: true });
    const timer = { at: this.wakeAt, scope };
    this.timer = timer;
    const milliseconds = Math.max(1, Date.parse(this.wakeAt) - Date.now());
    void scope
      .run(() => sleep(milliseconds, { summary: `next deadline ${this.wakeAt}` }))
      .catch((error: unknown) => {
        if (!isCancellation(error)) throw error;
      })
      .finally(() => {
        if (this.timer === timer) this.timer = null;
      });
  }

  private submit(command: Command): Promise<Outcome> {
    return new Promise((resolve) => this.queue.push({ command, answer: resolve }));
  }

  private enqueue(command: Command): void {
    this.queue.push({ command });
  }

  private enqueueCatchUp(): void {
    if (!this.queue.some(isCatchUp)) this.queue.push(catchUp);
  }

  /** Shape only; whether the case can do it is decided in the loop, because the world moves on. */
  private validate(name: string, command: Command | undefined): void {
    if (typeof command?.id !== 'string' || command.type !== name || typeof command.data !== 'object') {
      throw ApplicationFailure.nonRetryable(`not a command of type ${name}`, 'invalid_request');
    }
    if (this.alarmed) throw ApplicationFailure.nonRetryable('the journal is behind this case', 'journal_behind');
  }

  /**
   * The journal lacks what this case has seen: nothing more is decided until an operator has restored it. What could not
   * be decided waits, with whoever asked for it. A catch-up, or some minutes, and the journal is asked again.
   */
  private async alarm(waiting: Waiting): Promise<void> {
    this.alarmed = true;
    const sequence = this.state?.sequence ?? 0;
    log.error('journal behind workflow', { owner: this.options.owner, sequence });
    setCurrentDetails(
      `# ALARM: the journal is behind this case\n\nThe case has seen row ${sequence}; the journal has fewer. ` +
        'See docs/operations.md, "The journal is behind".',
    );
    // Neither is lost: what is due stays due, and one catch-up is as good as many.
    const again = waiting.command.type === 'deadlinesDue' || isCatchUp(waiting) ? [] : [waiting];
    this.queue.splice(0, Infinity, ...again, ...this.queue.filter((queued) => !isCatchUp(queued)));
    await condition(() => this.queue.some(isCatchUp), alarmPause);
    this.queue.splice(0, Infinity, catchUp, ...this.queue.filter((queued) => !isCatchUp(queued)));
  }
}

const operator = { kind: 'integration', id: 'operator' } as const;

const catchUp: Waiting = { command: { id: 'catchUp', type: 'catchUp', actor: operator, data: {} } };
const isCatchUp = ({ command }: Waiting): boolean => command.type === 'catchUp';

const instantNow = (): Instant => new Date(Date.now()).toISOString();

/** A local activity fails with its own failure, an ordinary one with a failure around it. */
const causeOf = (error: unknown): unknown => (error instanceof ActivityFailure ? error.cause : error);

function isJournalBehind(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof ApplicationFailure && cause.type === 'journal_behind';
}

/** An effect that gave up: with the stable code of what it said, or without anybody knowing whether it was done. */
function outcomeOfFailure(error: unknown): EffectOutcome {
  const cause = causeOf(error);
  if (cause instanceof ApplicationFailure) return { result: 'failed', detail: cause.type ?? 'failed' };
  return { result: 'unknown', detail: 'timed_out' };
}

const keys = {
  KEYWORD: (name: string) => defineSearchAttributeKey(name, 'KEYWORD'),
  INT: (name: string) => defineSearchAttributeKey(name, 'INT'),
  DATETIME: (name: string) => defineSearchAttributeKey(name, 'DATETIME'),
  BOOL: (name: string) => defineSearchAttributeKey(name, 'BOOL'),
};

function pair(name: SearchAttributeName, value: string | number | boolean | null): SearchAttributePair {
  const type = searchAttributes[name];
  const typed = type === 'DATETIME' && typeof value === 'string' ? new Date(value) : value;
  return { key: keys[type](name), value: typed } as SearchAttributePair;
}
