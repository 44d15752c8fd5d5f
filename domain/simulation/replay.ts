import type { PersonId } from '../../contracts/ids';
import type { Urgency } from '../../contracts/vocabulary';
import { isPresent, type Directory, type Person } from '../directory';
import { minuteInMilliseconds, millisecondsToInstant } from '../instant';
import type { Policy } from '../policy';
import { route, type Workload } from '../routing';
import { Agenda } from './agenda';
import type { CaseHistory, Segment, SegmentKind, Timeline } from './case-history';
import type { Step } from './plan';
import { afterTouch, nextAtWork, type Staff } from './staff';

/** Under which rules and with which people a period is lived through again. */
export interface Conditions {
  staff: Staff;
  policyOf: (history: CaseHistory) => Policy;
  /** `policy`: as the policy says. `automatic`: no case waits for a person to say what it is about. `manual`: every case does. */
  routing: 'policy' | 'automatic' | 'manual';
  /** Waits for a manual assignment that were seen, in milliseconds: a case that had none and now needs one borrows from these. */
  manualWaits: readonly number[];
}

/** What became of one case in a simulation. */
export interface Outcome {
  timeline: Timeline;
  /** Who took it up first; null while nobody has. */
  owner: PersonId | null;
  team: string | null;
}

interface Running {
  history: CaseHistory;
  steps: Step[];
  next: number;
  timeline: Timeline;
  owner: PersonId | null;
  firstOwner: PersonId | null;
  team: string | null;
  queuedAt: number;
  stepBegan: number;
  /** Counts as an open case of its owner. */
  isOpen: boolean;
  holdsHand: boolean;
  attempts: number;
}

type Happening =
  | { kind: 'arrival' | 'given' | 'done'; running: Running }
  /** Somebody may begin: their day has begun, or they are back. */
  | { kind: 'at work'; person: PersonId };

interface Worker {
  person: Person;
  busy: number;
  queue: Running[];
  wakesAt: number | null;
}

const urgencyOrder: Record<Urgency, number> = { critical: 0, high: 1, normal: 2, low: 3 };

/** Where nobody at all can be found for a case, it is looked for again so many times, a day apart; then it stays where it is. */
const attemptsAtMost = 90;
const attemptEvery = 24 * 60 * minuteInMilliseconds;

/** Happenings between two reports of progress. */
const slice = 400;

/**
 * Lives a period through again, happening by happening: cases arrive when they really did, are routed by `domain/routing` with
 * the workload of that moment, lie in queues until their owner is at work and has a hand free (urgent ones first, then who
 * waits longest), are worked on for as long as they really were, and wait for customers and approvers as they really did.
 * Nothing is left to chance: the same input gives the same outcome.
 *
 * Yields the cases that have arrived so far, so that whoever runs it can do something else in between.
 */
export function* replay(
  cases: readonly { history: CaseHistory; steps: Step[] }[],
  { staff, policyOf, routing, manualWaits }: Conditions,
): Generator<number, Outcome[]> {
  const agenda = new Agenda<Happening>();
  const workers = new Map<PersonId, Worker>();
  const workload: Workload = { open: {}, lastAssigned: {} };
  const generous = withoutCapacity(staff.directory);
  const waits = [...manualWaits].sort((left, right) => left - right);
  let borrowed = 0;
  let arrived = 0;

  const all = cases.map(({ history, steps }): Running => {
    const { receivedAt } = history.actual;
    const timeline: Timeline = { receivedAt, segments: [], marks: [], resolvedAt: null };
    const rest = { next: 0, owner: null, firstOwner: null, team: null, queuedAt: receivedAt, stepBegan: receivedAt };
    return { history, steps, timeline, ...rest, isOpen: false, holdsHand: false, attempts: 0 };
  });
  for (const running of [...all].sort(byArrival)) agenda.add(running.timeline.receivedAt, { kind: 'arrival', running });

  for (let count = 1; agenda.length > 0; count += 1) {
    const happening = agenda.next();
    if (!happening) break;
    const { at, item } = happening;
    if (item.kind === 'at work') {
      const worker = workerOf(item.person);
      if (worker?.wakesAt === at) worker.wakesAt = null;
      if (worker) begin(worker, at);
    } else if (item.kind === 'arrival') {
      arrived += 1;
      proceed(item.running, at);
    } else if (item.kind === 'given') {
      giveOut(item.running, at);
    } else {
      finish(item.running, at);
    }
    if (count % slice === 0) yield arrived;
  }
  for (const running of all) {
    if (running.steps[running.next]?.kind === 'take')
      record(running, 'queue', running.queuedAt, Number.POSITIVE_INFINITY);
  }
  return all.map(({ timeline, firstOwner, team }) => ({ timeline, owner: firstOwner, team }));

  /** Begins the next step of a case, or resolves it. */
  function proceed(running: Running, at: number): void {
    const step = running.steps[running.next];
    running.stepBegan = at;
    if (step === undefined) {
      if (!running.history.leftOut) running.timeline.resolvedAt = at;
      release(running, at);
      leave(running);
      return;
    }
    switch (step.kind) {
      case 'route':
        release(running, at);
        leave(running);
        return routeCase(running, step, at);
      case 'take': {
        release(running, at);
        const { person } = step;
        if (person !== null && person !== running.owner && isPresentNow(person, at)) own(running, person, at);
        running.queuedAt = at;
        const worker = running.owner === null ? undefined : workerOf(running.owner);
        if (!worker) return routeCase(running, { wait: 0, person: null }, at);
        worker.queue.push(running);
        return begin(worker, at);
      }
      case 'work': {
        // What follows a wait for the customer or an approver goes on at once, as it really did.
        if (!running.holdsHand) hold(running, 1);
        agenda.add(afterTouch(calendarOf(running.owner), at, step.touch), { kind: 'done', running });
        return;
      }
      case 'wait':
        release(running, at);
        if (step.segment === 'resolved') leave(running);
        if (Number.isFinite(step.duration)) agenda.add(at + step.duration, { kind: 'done', running });
        else record(running, step.segment, at, Number.POSITIVE_INFINITY);
        return;
    }
  }

  /** The present step is over. */
  function finish(running: Running, at: number): void {
    const step = running.steps[running.next];
    if (step?.kind === 'work') record(running, 'work', running.stepBegan, at);
    if (step?.kind === 'wait') {
      record(running, step.segment, running.stepBegan, at);
      if (step.segment === 'resolved' && running.owner !== null) own(running, running.owner, at);
    }
    if (step) mark(running, step, running.stepBegan, at);
    running.next += 1;
    proceed(running, at);
  }

  function routeCase(running: Running, step: { wait: number | null; person: PersonId | null }, at: number): void {
    const { history } = running;
    const policy = policyOf(history);
    const first = running.next === 0;
    // A case that was taken back later on waited for a person, whatever the rules for new ones.
    if (!first) return void agenda.add(at + (step.wait ?? 0), { kind: 'given', running });
    const unclear = routing !== 'automatic' && history.confidence < policy.classification.confidenceThreshold;
    const needsReview = routing === 'manual' || unclear;
    const question = { ...history.question, needsReview };
    const chosen = route(question, policy, staff.directory, workload, millisecondsToInstant(at));
    if (chosen.person !== null && !chosen.manual) {
      own(running, chosen.person, at);
      running.team = chosen.team;
      return moveOn(running, at);
    }
    agenda.add(at + (step.wait ?? borrowWait()), { kind: 'given', running });
  }

  /** A person gives the case out: to whom it really went, or else to whom the rules would have given it. */
  function giveOut(running: Running, at: number): void {
    const step = running.steps[running.next];
    const recorded = step?.kind === 'route' ? step.person : null;
    const policy = policyOf(running.history);
    const question = { ...running.history.question, needsReview: false };
    const chosen = route(question, policy, generous, workload, millisecondsToInstant(at));
    const person = recorded !== null && isPresentNow(recorded, at) ? recorded : chosen.person;
    if (person === null) {
      running.attempts += 1;
      if (running.attempts <= attemptsAtMost) agenda.add(at + attemptEvery, { kind: 'given', running });
      else record(running, 'assignment', running.stepBegan, Number.POSITIVE_INFINITY);
      return;
    }
    own(running, person, at);
    running.team = chosen.team;
    moveOn(running, at);
  }

  /** The case has an owner: what comes after the routing. */
  function moveOn(running: Running, at: number): void {
    record(running, 'assignment', running.stepBegan, at);
    const step = running.steps[running.next];
    if (step?.kind === 'route') {
      mark(running, step, running.stepBegan, at);
      running.next += 1;
    }
    proceed(running, at);
  }

  /** The person takes up what is most urgent and has waited longest, as often as they have a hand free. */
  function begin(worker: Worker, at: number): void {
    const { person } = worker;
    while (worker.queue.length > 0 && worker.busy < (staff.hands[person.id] ?? 1)) {
      const ready = nextAtWork(person, calendarOf(person.id), at);
      if (ready === null) return;
      if (ready > at) {
        if (worker.wakesAt === null || ready < worker.wakesAt) {
          worker.wakesAt = ready;
          agenda.add(ready, { kind: 'at work', person: person.id });
        }
        return;
      }
      let best = 0;
      for (let index = 1; index < worker.queue.length; index += 1) {
        if (comesBefore(worker.queue[index] as Running, worker.queue[best] as Running)) best = index;
      }
      const [running] = worker.queue.splice(best, 1);
      if (!running) return;
      running.firstOwner ??= person.id;
      record(running, 'queue', running.queuedAt, at);
      const step = running.steps[running.next];
      if (step) mark(running, step, running.queuedAt, at);
      hold(running, 1);
      running.next += 1;
      // Beginning it may give the hand back at once.
      proceed(running, at);
    }
  }

  function own(running: Running, person: PersonId, at: number): void {
    leave(running);
    running.owner = person;
    workload.open[person] = (workload.open[person] ?? 0) + 1;
    workload.lastAssigned[person] = millisecondsToInstant(at);
    running.isOpen = true;
  }

  function leave(running: Running): void {
    if (!running.isOpen || running.owner === null) return;
    running.isOpen = false;
    workload.open[running.owner] = (workload.open[running.owner] ?? 1) - 1;
  }

  function hold(running: Running, hands: 1 | -1): void {
    const worker = running.owner === null ? undefined : workerOf(running.owner);
    if (worker) worker.busy += hands;
    running.holdsHand = hands === 1;
  }

  function release(running: Running, at: number): void {
    if (!running.holdsHand) return;
    hold(running, -1);
    // In a happening of its own, so that everything of this instant is seen first.
    if (running.owner !== null) agenda.add(at, { kind: 'at work', person: running.owner });
  }

  function isPresentNow(id: PersonId, at: number): boolean {
    const person = staff.directory.people[id];
    return person !== undefined && isPresent(person, millisecondsToInstant(at));
  }

  function workerOf(id: PersonId): Worker | undefined {
    const known = workers.get(id);
    if (known) return known;
    const person = staff.directory.people[id];
    if (!person) return undefined;
    const worker = { person, busy: 0, queue: [], wakesAt: null };
    workers.set(id, worker);
    return worker;
  }

  function calendarOf(id: PersonId | null) {
    return id === null ? null : (staff.calendarOf[id] ?? null);
  }

  /** Spread over the waits that were seen, so that their distribution stays: the golden ratio reaches all of them in turn. */
  function borrowWait(): number {
    borrowed += 1;
    return waits[Math.floor(((borrowed * 0.618_033_988_75) % 1) * waits.length)] ?? 0;
  }

  function mark(running: Running, step: Step, began: number, ended: number): void {
    for (const { offset, mark: planned } of step.marks) {
      const at = step.kind === 'work' ? afterTouch(calendarOf(running.owner), began, offset) : began + offset;
      running.timeline.marks.push({ ...planned, at: Math.min(at, ended) });
    }
  }
}

function record({ timeline, owner }: Running, kind: SegmentKind, from: number, to: number): void {
  if (to <= from) return;
  const segment: Segment = { kind, from, to, person: kind === 'assignment' ? null : owner };
  timeline.segments.push(segment);
}

const byArrival = (left: Running, right: Running): number =>
  left.timeline.receivedAt - right.timeline.receivedAt ||
  (left.history.reference < right.history.reference ? -1 : left.history.reference > right.history.reference ? 1 : 0);

function comesBefore(one: Running, other: Running): boolean {
  const urgency =
    urgencyOrder[one.history.question.urgency] - urgencyOrder[other.history.question.urgency] ||
    one.queuedAt - other.queuedAt;
  return urgency < 0 || (urgency === 0 && one.history.reference < other.history.reference);
}

/** A person who gives cases out is not bound by anybody's capacity; who has less to do is still preferred. */
function withoutCapacity({ people }: Directory): Directory {
  const roomy = Object.entries(people).map(([id, person]) => [
    id,
    { ...person, capacity: person.capacity * 1_000_000 },
  ]);
  return { people: Object.fromEntries(roomy) as Directory['people'], delegations: [] };
}
