import { errorTable, type Refusal } from '../../contracts/errors';
import type { Instant } from '../../contracts/ids';
import { inquiryUpdates, type Actor } from '../../contracts/messages';
import type {
  Amount,
  InquiryCommand,
  InquiryCommandData,
  InquiryCommandType,
  InquiryEvent,
  ProposalContent,
} from '../../contracts/inquiry';
import { categories, clockNames, disputeReasons, messageStatuses, urgencies } from '../../contracts/vocabulary';
import { businessTimeBetween } from '../../domain/calendar';
import { wakeAt } from '../../domain/inquiry/deadlines';
import { decide, isUpdate, type Decision } from '../../domain/inquiry/decide';
import { evolve } from '../../domain/inquiry/evolve';
import type { InquiryContext } from '../../domain/inquiry/context';
import { statusOf, type InquiryState, type Occurrence, type Phase } from '../../domain/inquiry/state';
import { allowedNextSteps } from '../../domain/inquiry/transitions';
import { addElapsed, dayInMilliseconds, elapsedBetween, hourInMilliseconds } from '../../domain/instant';
import { clockCondition, consumedBy } from '../../domain/service-levels';
import { check, Choices, deepFreeze, sameValue, type Tally } from './inquiry-choices';
import { countingElsewhere, Oracle } from './inquiry-oracle';
import { beginning, makeDelegation, makeWorld, text, titles, type World } from './inquiry-world';

/** Which events may change the phase, and from what to what; everything else leaves it as it is. */
const lifecycle: Partial<Record<InquiryEvent['type'], readonly string[]>> = {
  routed: ['open>assigned', 'in_progress>assigned', 'reopened>assigned'],
  assigned: ['open>assigned', 'in_progress>assigned', 'reopened>assigned'],
  work_started: ['assigned>in_progress', 'pending_customer>in_progress', 'reopened>in_progress'],
  message_received: ['pending_customer>in_progress'],
  information_requested: ['assigned>pending_customer', 'in_progress>pending_customer', 'reopened>pending_customer'],
  proposal_made: ['in_progress>pending_approval', 'pending_customer>pending_approval'],
  proposal_revised: [
    'assigned>pending_approval',
    'in_progress>pending_approval',
    'pending_customer>pending_approval',
    'reopened>pending_approval',
  ],
  proposal_approved: ['pending_approval>in_progress'],
  proposal_closed: ['pending_approval>in_progress'],
  resolved: ['assigned>resolved', 'in_progress>resolved', 'pending_customer>resolved', 'reopened>resolved'],
  closed: ['resolved>closed'],
  reopened: ['resolved>reopened', 'closed>reopened'],
};

const times = <Item>(weights: readonly [Item, number][]): Item[] =>
  weights.flatMap(([item, weight]) => Array<Item>(weight).fill(item));

/** What usually happens next in a phase, so that stories get somewhere; anything else happens as well, if more rarely. */
const usual: Record<Phase, InquiryCommandType[]> = {
  open: times([
    ['claim', 4],
    ['assign', 4],
    ['reclassify', 2],
    ['identify', 2],
  ]),
  assigned: times([
    ['propose', 8],
    ['dispute', 2],
    ['start', 2],
    ['requestInformation', 2],
    ['identify', 2],
    ['resolve', 2],
  ]),
  in_progress: times([
    ['propose', 6],
    ['revise', 4],
    ['dispute', 1],
    ['requestInformation', 2],
    ['resolve', 4],
    ['reply', 1],
    ['settleEffect', 1],
  ]),
  pending_customer: times([
    ['receiveMessage', 5],
    ['start', 1],
    ['propose', 2],
    ['revise', 2],
    ['changePriority', 1],
    ['resolve', 1],
  ]),
  pending_approval: times([
    ['decide', 16],
    ['absorb', 1],
    ['revise', 3],
    ['withdraw', 1],
    ['receiveMessage', 1],
  ]),
  resolved: times([
    ['confirm', 3],
    ['close', 1],
    ['reopen', 3],
    ['receiveMessage', 3],
  ]),
  closed: times([
    ['rate', 2],
    ['reopen', 3],
    ['receiveMessage', 2],
  ]),
  reopened: times([
    ['propose', 3],
    ['start', 2],
    ['resolve', 3],
    ['requestInformation', 1],
  ]),
};
const anything: InquiryCommandType[] = [
  ...inquiryUpdates,
  'receiveMessage',
  'rate',
  'recordDelivery',
  'recordPayment',
  'recordIdentityCheck',
  'handOver',
  'settleEffect',
  'requestCancel',
  'catchUp',
  ...Array<InquiryCommandType>(4).fill('absorb'),
];

interface RunningClock {
  since: string;
  consumed: number;
  calendar: string;
  running: boolean;
}

const customers = { 'C-1': { contact: 'contact-1' }, 'C-2': { contact: null } };
const records = ['agreement:A-1', 'inquiry:INQ-2026-000001'];

/** Refusals are thrown inside; without their stacks that costs little. Whatever else is thrown is thrown again with its own. */
function ask(state: InquiryState | null, command: InquiryCommand, context: InquiryContext): Decision {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return decide(state, command, context);
  } catch {
    Error.stackTraceLimit = stackTraceLimit;
    return decide(state, command, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const otherVersion = ({ policyVersion }: InquiryState): string => (policyVersion === 'next' ? 'back' : 'next');

/** One story: a case from its beginning, command by command, watched at every step. */
export class Game {
  private readonly world: World;
  private readonly oracle: Oracle;
  private readonly journal: Occurrence<InquiryEvent>[] = [];
  private state: InquiryState | null = null;
  private now = beginning;
  private told: { now: string; command: InquiryCommand; outcome: string }[] = [];
  private readonly clocks = new Map<string, RunningClock>();
  private reopened = false;
  /** Something happened that a case put off is taken back for; until the end of the command it may still be put off. */
  private mustWake = false;

  constructor(
    worldNumber: number,
    private readonly tally: Tally,
  ) {
    this.world = makeWorld(worldNumber);
    this.oracle = new Oracle(this.world, tally);
  }

  play(moves: readonly number[]): void {
    try {
      this.perform('open', { kind: 'policy', id: 'workflow' }, {});
      for (const move of moves) {
        const choices = new Choices(move);
        // What an ended case says is soon told.
        if (this.case.ended && choices.percent(70)) break;
        this.step(choices);
      }
      this.finish(moves.length % 5);
    } catch (error) {
      if (error instanceof Error) error.message += `\n${this.story()}`;
      throw error;
    }
  }

  private get case(): InquiryState {
    check(this.state !== null, () => 'the case has not begun');
    return this.state;
  }

  private step(choices: Choices): void {
    const due = wakeAt(this.case, this.world.policy);
    this.passTime(due, choices);
    if (choices.percent(12)) this.moveTheWorld(choices);
    // As the durable shell does it: what is due comes first. Rarely a command slips in a moment before.
    if (due !== null && due <= this.now && !choices.percent(4)) this.meetDeadlines(due);
    const type = choices.percent(85) ? choices.one(this.likely()) : choices.one(anything);
    this.perform(type, this.actorFor(type, choices), this.dataFor(type, choices), choices);
  }

  private likely(): InquiryCommandType[] {
    const unposted = this.case.proposals.some(({ status }) => status === 'approved' || status === 'posting_failed');
    return unposted && this.case.phase === 'in_progress'
      ? ['settleEffect', 'resolve', 'propose']
      : usual[this.case.phase];
  }

  private passTime(due: Instant | null, choices: Choices): void {
    const waiting = this.case.phase === 'resolved' || this.case.phase === 'closed';
    const kind = choices.below(100);
    if (due !== null && due > this.now && (kind < 4 || (waiting && kind < 40))) this.now = due;
    else if (due !== null && addElapsed(due, -1) > this.now && kind < 7) this.now = addElapsed(due, -1);
    else if (this.world.brisk && !waiting && kind < 94) this.now = addElapsed(this.now, choices.below(5) * 60_000);
    else if (kind < 45) this.now = addElapsed(this.now, choices.below(60) * 60_000);
    else if (kind < 70) this.now = addElapsed(this.now, choices.below(20 * hourInMilliseconds));
    else if (kind < 80) this.now = addElapsed(this.now, choices.below(12) * dayInMilliseconds);
  }

  /** People are merged, delegate, move, leave: never pinned to a case (invariant I8). */
  private moveTheWorld(choices: Choices): void {
    const { directory, humans } = this.world;
    const ids = Object.keys(directory.people);
    const [id, other] = [choices.one(ids), choices.one(ids)];
    const people = { ...directory.people };
    const change = (changed: object): void => {
      const person = people[id];
      if (person) people[id] = { ...person, ...changed };
    };
    switch (choices.below(11)) {
      case 0: {
        const [mine, theirs] = [humans[id] ?? 0, humans[other] ?? 0];
        const person = people[other]?.person ?? other;
        for (const record of ids.filter((each) => humans[each] === mine)) {
          humans[record] = theirs;
          const known = people[record];
          if (known) people[record] = { ...known, person };
        }
        this.tally.note('people merged');
        break;
      }
      case 1:
        this.world.directory = {
          people,
          delegations: [...directory.delegations, makeDelegation(choices, ids, this.now)],
        };
        return;
      case 2:
        change({ titles: choices.some(titles, 50) });
        break;
      case 3:
        change({ active: choices.percent(70) });
        break;
      case 4:
        // What was merged by mistake is taken back: a human being of their own again.
        if (ids.some((record) => record !== id && people[record]?.person === id)) break;
        humans[id] = 1_000 + this.told.length;
        change({ person: id });
        this.tally.note('people unmerged');
        break;
      case 5:
        change({ roles: choices.one([['agent'], ['approver'], ['team_lead'], ['team_lead', 'approver']]) });
        break;
      case 6:
        change({ duties: choices.one([[], ['approve_credit_note', 'approve_cash'], ['prepare_credit_note']]) });
        break;
      case 7: {
        const ended = choices.below(1 + directory.delegations.length);
        this.world.directory = {
          people,
          delegations: directory.delegations.map((delegation, index) =>
            index === ended && delegation.startsAt < this.now && this.now < delegation.endsAt
              ? { ...delegation, endsAt: this.now }
              : delegation,
          ),
        };
        this.tally.note('delegation revoked');
        return;
      }
      case 9:
        change({ limits: choices.one([{}, { credit_note: 100_000 }, { credit_note: 2_500_000 }]) });
        break;
      case 10: {
        // Another case of the customer was faster.
        const proposal = `INQ-2026-000098-P${this.told.length}`;
        const minor = choices.one([50_000, 99_999, 600_000]);
        const kind = choices.one(['credit_note', 'payment_allocation'] as const);
        this.world.elsewhere.push({ proposal, kind, minor, madeAt: this.now });
        break;
      }
      case 8: {
        const until = addElapsed(this.now, dayInMilliseconds);
        const handOver = choices.one(['keep', 'reroute', other]);
        change({ absences: [{ id: 'a-1', from: this.now, until, handOver }], capacity: choices.below(4) });
        break;
      }
    }
    this.world.directory = { ...directory, people };
  }

  private meetDeadlines(due: Instant): void {
    this.perform('deadlinesDue', { kind: 'timer', id: due }, {});
    const next = wakeAt(this.case, this.world.policy);
    check(next === null || next > this.now, () => `the next instant ${next} is not after ${this.now}`);
  }

  private perform<Type extends InquiryCommandType>(
    type: Type,
    actor: Actor,
    data: InquiryCommandData[Type],
    choices?: Choices,
  ): void {
    const stale = choices?.percent(2) === true && this.state !== null;
    const command = {
      id: `c-${this.told.length}`,
      type,
      actor,
      data,
      ...(stale && { expectedSequence: this.case.sequence - 1 }),
    } as InquiryCommand;
    const before = this.state;
    const context = this.context(type);
    const decision = ask(before, command, context);
    const outcome =
      'refusal' in decision ? decision.refusal.code : decision.events.map((event) => event.type).join(' ');
    this.told.push({ now: this.now, command, outcome });
    if (choices?.percent(4)) {
      check(sameValue(ask(before, command, context), decision), () => 'the same question had another answer');
    }
    if ('refusal' in decision) {
      check(!('events' in decision), () => 'a refusal with events');
      this.refused(command, decision.refusal);
      return;
    }
    check(!stale || !isUpdate(type), () => 'a decision on a version that is not the present one');
    if (before !== null && isUpdate(type)) this.taken(type, before);
    for (const event of decision.events) this.record(event, actor);
    deepFreeze(this.state);
    this.oracle.accepted(command, decision.events, this.now);
    if (type === 'absorb') this.followed();
    this.watch();
  }

  private taken(type: InquiryCommandType, before: InquiryState): void {
    check(!before.ended, () => 'an ended case took a decision');
    check((allowedNextSteps(before) as string[]).includes(type), () => `${type} is no next step in ${before.phase}`);
  }

  /** Who took part on a case that was merged into this one neither decides here nor, having asked, owns it. */
  private followed(): void {
    const { ended, merged, assignee, proposals } = this.case;
    if (ended || merged) return;
    check(
      assignee === null || !this.oracle.mayNotOwn(assignee),
      () => `${assignee} owns what they requested elsewhere`,
    );
    for (const { id, status } of proposals) {
      const stays = status === 'open' && this.oracle.decidedByExcluded(id, this.now);
      check(!stays, () => `a decision on ${id} by somebody who took part elsewhere stands`);
    }
  }

  /** One event, one row, one step of the sequence; the state after it is the fold. */
  private record(event: InquiryEvent, actor: Actor): void {
    const before = this.state;
    const sequence = this.journal.length + 1;
    const entry = { sequence, occurredAt: this.now, actor, event };
    const after = evolve(before, entry);
    this.journal.push(entry);
    this.state = after;
    check(after.sequence === sequence, () => `sequence ${after.sequence} after row ${sequence}`);
    const phases = `${before?.phase ?? 'open'}>${after.phase}`;
    const moved = before !== null && before.phase !== after.phase;
    check(!moved || lifecycle[event.type]?.includes(phases) === true, () => `${event.type} went ${phases}`);
    if (event.type === 'routed' || event.type === 'assigned') {
      const { person } = event;
      check(person === null || !this.oracle.mayNotOwn(person), () => `${person} owns what they requested`);
    }
    this.reopened ||= event.type === 'reopened';
    this.oneLevelAtATime(event, before);
    const wakes = ['message_received', 'escalated', 'service_level_warned', 'service_level_breached'];
    this.mustWake = (this.mustWake || wakes.includes(event.type)) && (after.snoozedUntil ?? null) !== null;
    this.noteEvent(event, before, after);
  }

  /** A level comes its own interval after the one before was reached, whatever happened to the case meanwhile. */
  private oneLevelAtATime(event: InquiryEvent, before: InquiryState | null): void {
    if (event.type !== 'escalated' || event.cause !== 'breach' || !before?.escalation) return;
    const { level, since } = before.escalation;
    const minutes = (reached: number): number => {
      let last = 0;
      for (const rung of this.world.policy.escalation.levels) if (rung.level <= reached) last = rung.afterBreachMinutes;
      return last;
    };
    const interval = (minutes(event.level) - minutes(level)) * 60_000;
    check(
      since !== undefined && elapsedBetween(since, this.now) >= interval,
      () => `level ${event.level} came too early`,
    );
    if (interval > 0) this.tally.note('climbed with an interval');
  }

  private refused(command: InquiryCommand, { code, details }: Refusal): void {
    check(Object.hasOwn(errorTable, code), () => `${code} is in no table`);
    this.tally.note(`refused: ${code}`);
    const { actor, data } = command;
    if (code === 'transition_not_allowed') {
      const allowed = allowedNextSteps(this.case);
      check(sameValue(details?.['allowed'], allowed), () => 'the refusal does not say what is allowed');
      check(!(allowed as string[]).includes(command.type), () => 'an allowed command was refused');
    }
    if (actor.kind === 'person' && actor.impersonatedBy !== undefined) this.tally.note(`impersonated: ${code}`);
    if (code === 'segregation_excluded' && actor.kind === 'person') {
      const { proposal } = data as InquiryCommandData['decide'];
      const before = details?.['decider'] !== undefined;
      const reason = before
        ? this.oracle.decidedByExcluded(proposal, this.now)
        : this.oracle.mayNotDecide(actor, this.now);
      check(reason, () => `${actor.id} was excluded without a reason`);
      if (before) return this.tally.note('an earlier approver has taken part since');
      const { involved } = this.oracle;
      const byName = involved.includes(actor.id) || (actor.onBehalfOf && involved.includes(actor.onBehalfOf));
      const byLogin = involved.some((other) => this.world.humans[other] === this.world.humans[actor.id]);
      this.tally.note(`excluded ${byName ? 'by name' : byLogin ? 'by alias or merge' : 'by delegation'}`);
    }
    if (code === 'segregation_one_stage' && actor.kind === 'person') {
      const { proposal } = data as InquiryCommandData['decide'];
      const before = details?.['decider'] !== undefined;
      const reason = before ? this.oracle.decidedByOne(proposal) : this.oracle.hasDecided(actor, proposal);
      check(reason, () => `${actor.id} has not decided yet`);
    }
  }

  /** What holds in every state. */
  private watch(): void {
    const state = this.case;
    const open = state.proposals.filter(({ status }) => status === 'open');
    check(open.length <= 1, () => 'two proposals wait at once');
    check((open.length === 1) === (state.phase === 'pending_approval'), () => `${open.length} open in ${state.phase}`);
    check(!state.ended || state.phase === 'closed', () => `ended in ${state.phase}`);
    const done = state.phase === 'resolved' || state.phase === 'closed';
    check(!done || state.escalation === null, () => `escalated when ${state.phase}`);
    check(done === (state.resolution !== null), () => 'a resolution belongs to a resolved case');
    check((state.phase === 'closed') === (state.closure !== null), () => 'a closure belongs to a closed case');
    check((statusOf(state) === 'escalated') === (state.escalation !== null), () => 'escalated or not');
    for (const clock of state.clocks) {
      const condition = clockCondition(clock);
      if (clock.days) {
        const stopped = done || condition === 'stopped';
        const merged = state.merged !== undefined;
        check(
          merged || condition === (stopped ? 'stopped' : 'running'),
          () => `a regulator waits for nobody: ${condition}`,
        );
        this.tally.note(`regulatory clock ${condition}`);
        continue;
      }
      const paused = state.phase === 'pending_customer' && clock.name !== 'first_response';
      const wanted = done ? 'stopped' : paused ? 'paused' : 'running';
      const answered = clock.name === 'first_response' && condition === 'stopped';
      check(answered || condition === wanted, () => `${clock.name} is ${condition} in ${state.phase}`);
    }
    for (const name of clockNames) this.count(name);
    this.reopened = false;
    check(!this.mustWake, () => 'still put off though something happened');
    const { snoozedUntil = null } = state;
    check(snoozedUntil === null || !done, () => 'put off when there is nothing left to do');
  }

  /** Adds up time on the clocks by itself, from the phases alone, and compares. */
  private count(name: (typeof clockNames)[number]): void {
    const clock = this.case.clocks.find((candidate) => candidate.name === name);
    check(clock !== undefined, () => `${name} is gone`);
    const { calendar } = clock.target;
    const running = clockCondition(clock) === 'running';
    const known = this.clocks.get(name);
    // The customer heard from a person: by an answer, a question, or the resolution before the case was reopened.
    const last = this.told.at(-1)?.command.type;
    const heard = last === 'reply' || last === 'requestInformation' || this.reopened;
    const restarted = name === 'next_update' && heard;
    check(!restarted || clock.startedAt === this.now, () => 'an answer does not begin the next update anew');
    if (!known || restarted) {
      this.clocks.set(name, { since: clock.startedAt, consumed: 0, calendar, running });
      return;
    }
    if (known.running === running && known.calendar === calendar) return;
    if (known.running) known.consumed += this.timeOn(known.calendar, known.since);
    this.clocks.set(name, { since: this.now, consumed: known.consumed, calendar, running });
  }

  private timeOn(calendar: string, since: string): number {
    if (calendar === 'elapsed') return elapsedBetween(since, this.now);
    const known = this.world.policy.calendars[calendar];
    check(known !== undefined, () => `no calendar ${calendar}`);
    return businessTimeBetween(known, since, this.now);
  }

  private finish(turn: number): void {
    const state = this.case;
    for (const [name, known] of this.clocks) {
      const clock = state.clocks.find((candidate) => candidate.name === name);
      const consumed = known.consumed + (known.running ? this.timeOn(known.calendar, known.since) : 0);
      const counted = clock && consumedBy(clock, this.now, this.world.policy);
      check(counted === consumed, () => `${name} counted ${counted} ms, and ${consumed} have passed`);
    }
    const again = (entries: readonly Occurrence<InquiryEvent>[]): InquiryState | null =>
      entries.reduce<InquiryState | null>((folded, entry) => evolve(folded, entry), null);
    // The state is the fold already, row by row; one story in five is folded again, one from what was stored.
    if (turn === 1) check(sameValue(again(this.journal), state), () => 'the journal replayed gives another state');
    if (turn === 2) {
      const stored = JSON.parse(JSON.stringify(this.journal)) as Occurrence<InquiryEvent>[];
      check(sameValue(again(stored), state), () => 'the journal read back gives another state');
      check(sameValue(JSON.parse(JSON.stringify(state)), state), () => 'the state is not plain JSON');
    }
    this.tally.note(`ends ${state.ended ? 'ended' : state.phase}`);
  }

  private noteEvent(event: InquiryEvent, before: InquiryState | null, after: InquiryState): void {
    if (event.type === 'reopened') this.tally.note(event.count > 1 ? 'reopened again' : 'reopened');
    else if (event.type === 'closed' || event.type === 'proposal_closed') this.tally.note(`${event.type} ${event.how}`);
    else if (event.type === 'escalated') this.tally.note(`escalated ${event.level} by ${event.cause}`);
    else if (event.type === 'dispute_settled') this.tally.note(`dispute ${event.outcome}`);
    else this.tally.note(event.type);
    if (before?.phase === 'pending_customer' && after.phase === 'in_progress') this.tally.note('resumed after a pause');
    if (before?.escalation && after.phase === 'pending_approval') this.tally.note('worked on while escalated');
  }

  private context(type: InquiryCommandType): InquiryContext {
    const { policy, directory, invoices, payments, workload, intake } = this.world;
    return {
      now: this.now,
      policy,
      directory,
      facts: {
        intake,
        workload,
        invoices,
        payments,
        customers,
        records,
        group: Object.keys(customers),
        // Another version that says the same: what a move to it keeps is all of the case.
        ...(type === 'migratePolicy' && { nextPolicy: { ...policy, version: otherVersion(this.case) } }),
        ...(type === 'settlePosting' && { posting: { key: 'k-1', status: 'unknown' as const, inBooks: null } }),
        ...(type === 'settleSend' && {
          send: { purpose: 'reply' as const, recipient: { contact: 'contact-1' }, text },
        }),
        // As each has been merged into this one, and not parted again.
        absorbedCases: (this.state?.absorbed ?? []).map(
          ({ from }) => ({ reference: from, merged: { into: intake.reference } }) as InquiryState,
        ),
        recentProposals: type === 'propose' || type === 'revise' || type === 'decide' ? this.recentProposals() : [],
      },
    };
  }

  /** As the database would answer: what counts, on this case and on others, made in the last thirty days. */
  private recentProposals(): InquiryContext['facts']['recentProposals'] {
    const since = addElapsed(this.now, -30 * dayInMilliseconds);
    const here = [...this.oracle.proposals]
      .filter(([, { counts, madeAt }]) => counts && madeAt >= since)
      .map(([proposal, { content }]) => ({ proposal, kind: content.kind, amount: content.amount }));
    const elsewhere = countingElsewhere(this.world, this.now).map(({ proposal, kind, minor }) => ({
      proposal,
      kind,
      amount: { minor, currency: 'USD' },
    }));
    return [...here, ...elsewhere];
  }

  private actorFor(type: InquiryCommandType, choices: Choices): Actor {
    const { directory } = this.world;
    const ids = Object.keys(directory.people);
    if (!isUpdate(type)) return { kind: 'integration', id: 'erp' };
    if (choices.percent(4)) return { kind: choices.one(['customer', 'integration', 'timer'] as const), id: 'C-1' };
    if (type === 'confirm' || type === 'reopen') {
      if (choices.percent(50)) return { kind: 'customer', id: 'C-1' };
    }
    const impersonatedBy = choices.percent(5) ? choices.one(ids) : undefined;
    const actor = type === 'decide' ? this.approver(choices, ids) : this.worker(type, choices, ids);
    return actor.kind === 'person' && impersonatedBy !== undefined ? { ...actor, impersonatedBy } : actor;
  }

  private worker(type: InquiryCommandType, choices: Choices, ids: string[]): Actor {
    const { directory } = this.world;
    const { assignee } = this.case;
    const role = type === 'claim' && choices.percent(50) ? 'agent' : 'team_lead';
    const workers = ids.filter((id) => directory.people[id]?.roles.includes(role));
    const id =
      assignee !== null && type !== 'claim' && type !== 'deEscalate' && choices.percent(85)
        ? assignee
        : choices.one(choices.percent(85) && workers.length > 0 ? workers : ids);
    const lender = choices.percent(10) ? this.lenderTo(id) : undefined;
    return { kind: 'person', id, ...(lender !== undefined && { onBehalfOf: lender }) };
  }

  /** Mostly somebody with the title that the stage asks for, often somebody involved, sometimes for somebody else. */
  private approver(choices: Choices, ids: string[]): Actor {
    const { people } = this.world.directory;
    const { involved } = this.oracle;
    const open = this.case.proposals.find(({ status }) => status === 'open');
    const waiting = open?.stages.find(
      ({ quorum }, stage) => open.decisions.filter((decision) => decision.stage === stage).length < quorum,
    );
    const entitled = ids.filter((id) => people[id]?.titles.includes(waiting?.title ?? ''));
    const pool = choices.percent(75) ? entitled : choices.percent(50) ? involved : ids;
    const id = choices.one(pool.length > 0 ? pool : ids);
    if (choices.percent(8)) return { kind: 'person', id, onBehalfOf: choices.one(ids) };
    if (!choices.percent(25)) return { kind: 'person', id };
    // The chosen one has lent their authority to somebody: let that one come.
    const lent = this.world.directory.delegations.find(({ delegator }) => delegator === id);
    return lent ? { kind: 'person', id: lent.delegate, onBehalfOf: id } : { kind: 'person', id };
  }

  private lenderTo(id: string): string | undefined {
    return this.world.directory.delegations.find(({ delegate }) => delegate === id)?.delegator;
  }

  private dataFor<Type extends InquiryCommandType>(type: Type, choices: Choices): InquiryCommandData[Type] {
    return this.makers[type](choices);
  }

  private readonly makers: { [Type in InquiryCommandType]: (choices: Choices) => InquiryCommandData[Type] } = {
    open: () => ({}),
    assign: (choices) => ({
      team: choices.percent(95) ? choices.one(['billing', 'cash', 'triage']) : 'nowhere',
      person: choices.percent(85) ? choices.one(Object.keys(this.world.directory.people)) : null,
    }),
    claim: () => ({}),
    start: () => ({}),
    addNote: () => ({ text }),
    reply: () => ({ text }),
    requestInformation: () => ({ text }),
    propose: (choices) => ({ content: this.content(choices) }),
    revise: (choices) => ({ proposal: this.proposal(choices), content: this.content(choices) }),
    decide: (choices) => {
      const proposal = this.proposal(choices);
      const hash = this.case.proposals.find(({ id }) => id === proposal)?.contentHash;
      const stale = this.journal.flatMap(({ event }) => ('contentHash' in event ? [event.contentHash] : []));
      return {
        proposal,
        contentHash: choices.percent(90) && hash !== undefined ? hash : choices.one([...stale, 'none']),
        decision: choices.one(['approve', 'approve', 'approve', 'approve', 'return', 'return', 'reject'] as const),
        ...(choices.percent(97) && { reason: text }),
      };
    },
    withdraw: (choices) => ({ proposal: this.proposal(choices) }),
    settlePosting: (choices) => ({
      proposal: this.proposal(choices),
      result: choices.one(['posted', 'not_posted'] as const),
      evidence: text,
    }),
    settleSend: (choices) => ({
      message: this.message(choices),
      result: choices.one(['sent', 'not_sent'] as const),
      evidence: text,
      ...(choices.percent(50) && { resend: true as const }),
    }),
    escalate: (choices) => ({ level: choices.one([1, 2, 3] as const) }),
    deEscalate: () => ({}),
    changePriority: (choices) => ({ urgency: choices.one(urgencies) }),
    reclassify: (choices) => ({
      category: choices.one(categories),
      ...(choices.percent(50) && { urgency: choices.one(urgencies) }),
    }),
    identify: (choices) => ({
      customer: choices.one(['C-1', 'C-1', 'C-1', 'C-2', 'C-3']),
      level: choices.percent(85) ? 'verified' : 'claimed',
      method: choices.one(['call_back', 'document'] as const),
    }),
    link: (choices) =>
      choices.one([
        { kind: 'invoice', id: 'I-2' },
        { kind: 'invoice', id: 'I-9' },
        { kind: 'payment', id: 'PAY-1' },
        { kind: 'agreement', id: 'A-1' },
        { kind: 'inquiry', id: 'INQ-2026-000007' },
      ] as const),
    dispute: (choices) => ({
      invoice: choices.one(['I-1', 'I-1', 'I-2', 'I-9']),
      amount: this.amount(choices),
      reason: choices.one(disputeReasons),
    }),
    settleDispute: (choices) => ({ invoice: 'I-1', outcome: choices.one(['rejected', 'withdrawn'] as const) }),
    resolve: (choices) => ({ outcome: 'answered', rootCause: choices.percent(97) ? 'price list' : ' ', answer: text }),
    confirm: () => ({}),
    close: () => ({}),
    reopen: () => ({}),
    snooze: (choices) => ({ until: addElapsed(this.now, (choices.below(100) - 2) * dayInMilliseconds + 1) }),
    unsnooze: () => ({}),
    migratePolicy: (choices) => ({
      version: choices.percent(80) ? otherVersion(this.case) : choices.one([this.world.policy.version, 'none']),
      reason: text,
    }),
    recordRegulatoryEvent: (choices) => ({
      pack: choices.percent(95) ? 'rules' : 'none',
      event: choices.percent(95) ? 'extended' : 'none',
      at: addElapsed(this.now, choices.below(3) * -dayInMilliseconds),
      reason: text,
    }),
    unlink: (choices) => choices.one([...this.case.links, { kind: 'invoice', id: 'I-2' }]),
    merge: () => ({ into: 'INQ-2026-000001' }),
    unmerge: () => ({}),
    split: (choices) => ({
      category: choices.one(categories),
      text,
      links: choices.some(this.case.links, 50),
      disputes: choices.some(
        this.case.disputes.map(({ invoice }) => invoice),
        50,
      ),
    }),
    // What other cases tell of links and disputes has a property of its own (merges.test.ts); here it is who took part.
    absorb: (choices) => ({
      from: `INQ-2026-90000${choices.below(3)}`,
      links: [],
      involvements: choices.some(Object.keys(this.world.directory.people), 12).map((person) => ({
        person,
        duty: choices.one(['requester', 'preparer', 'editor'] as const),
      })),
      disputes: [],
    }),
    releaseMerged: () => ({ from: 'INQ-2026-900000' }),
    receiveMerged: () => ({ from: 'INQ-2026-900000', message: 'in-0', text, thanksOnly: true }),
    rate: (choices) => ({ score: 1 + choices.below(5), by: choices.one(['link', 'portal'] as const) }),
    receiveMessage: (choices) => ({ message: `in-${this.told.length}`, text, thanksOnly: choices.percent(40) }),
    receiveCopy: () => ({ copy: `mail-${this.told.length}`, channel: 'email', mailbox: 'billing', team: 'billing' }),
    recordDelivery: (choices) => ({ message: this.message(choices), status: choices.one(messageStatuses) }),
    recordPayment: (choices) => ({ payment: 'PAY-1', invoices: ['I-1'], amount: this.amount(choices) }),
    recordIdentityCheck: (choices) => ({
      customer: 'C-1',
      level: choices.one(['claimed', 'verified', 'verified'] as const),
      method: 'document',
    }),
    handOver: () => ({ absence: 'a-1' }),
    answerOverdue: (choices) => ({ message: this.message(choices), reason: 'unanswered', reminders: 2 }),
    deadlinesDue: () => ({}),
    settleEffect: (choices) => {
      const posting = choices.percent(80);
      const result = choices.one(['done', 'done', 'done', 'failed', 'unknown'] as const);
      const subject = posting ? this.proposal(choices) : this.message(choices);
      return { key: `k-${this.told.length}`, kind: posting ? 'postToLedger' : 'sendMessage', subject, result };
    },
    requestCancel: () => ({}),
    catchUp: () => ({}),
  };

  /** The proposal that something can be done with, mostly. */
  private proposal(choices: Choices): string {
    const { proposals } = this.case;
    const busy = proposals.find(({ status }) => status === 'open' || status === 'approved' || status === 'returned');
    return choices.percent(92) && busy ? busy.id : (choices.one([...proposals, undefined])?.id ?? 'nothing');
  }

  private message(choices: Choices): string {
    return choices.one([...Object.keys(this.case.messages), 'nothing']);
  }

  private content(choices: Choices): ProposalContent {
    const amount = this.amount(choices);
    const payments = this.case.category === 'payment_posting';
    if (choices.percent(payments ? 80 : 15)) {
      const first = { ...amount, minor: Math.ceil(amount.minor / 3) };
      const second = { ...amount, minor: amount.minor - first.minor };
      const allocations = [
        { invoice: 'I-1', amount: first },
        { invoice: choices.percent(97) ? 'I-2' : 'I-1', amount: second },
      ];
      const payment = choices.percent(95) ? 'PAY-1' : 'PAY-2';
      return { kind: 'payment_allocation', payment, amount, allocations, explanation: text };
    }
    const invoice = choices.percent(5) ? choices.one(['I-9', 'I-0']) : choices.one(['I-1', 'I-1', 'I-2']);
    return { kind: 'credit_note', invoice, amount, reason: 'price', explanation: text };
  }

  /** Often about a threshold, rarely impossible. */
  private amount(choices: Choices): Amount {
    const open = this.world.invoices['I-1']?.open ?? { minor: 1, currency: 'USD' };
    const part = 1 + choices.below(open.minor);
    const minor = choices.one([100_000, 100_001, 600_000, 2_500_000, 2_500_001, open.minor, open.minor, part]);
    if (choices.percent(2)) return { minor: choices.one([0, -5, open.minor + 1]), currency: open.currency };
    if (choices.percent(1)) return { minor, currency: 'CHF' };
    return { minor: Math.min(minor, open.minor), currency: open.currency };
  }

  private story(): string {
    const { humans, directory } = this.world;
    const lines = this.told.map(
      ({ now, command: { type, actor, data }, outcome }, index) =>
        `${index + 1}. ${now} ${type} by ${JSON.stringify(actor)} ${JSON.stringify(data)} → ${outcome || 'nothing'}`,
    );
    return [
      ...lines,
      `at ${this.now}, humans ${JSON.stringify(humans)}`,
      `delegations ${JSON.stringify(directory.delegations)}`,
    ].join('\n');
  }
}
