import { createHash } from 'node:crypto';
import type { InquiryCommand, InquiryEvent, ProposalContent, Stage } from '../../contracts/inquiry';
import type { Actor } from '../../contracts/messages';
import { dayInMilliseconds } from '../../domain/instant';
import { convert } from '../../domain/money';
import type { ApprovalPolicy } from '../../domain/policy';
import { check, type Tally } from './inquiry-choices';
import type { World } from './inquiry-world';

type PersonActor = Extract<Actor, { kind: 'person' }>;
type Decided = Extract<InquiryEvent, { type: 'proposal_decided' }>;
type Version = Extract<InquiryEvent, { type: 'proposal_made' | 'proposal_revised' }>;

interface KnownProposal {
  version: number;
  hash: string;
  content: ProposalContent;
  counts: boolean;
  /** What counted towards thresholds and limits when this version was made. */
  counted: number;
  madeAt: string;
  stages: Stage[];
  parallel: boolean;
  expires: number;
  /** Of this version: who agreed to which stage, whom they stood for, and what they named as its content. */
  approvals: { stage: number; people: string[]; hash: string; title: string }[];
  returned: boolean;
  voided: boolean;
}

/**
 * Who may decide, and what an approval takes, written down once more without looking at the production code: lists and
 * loops, fed by the accepted commands. Human beings are known by a number that the test keeps itself.
 */
export class Oracle {
  /** Every record that asked, prepared or edited, or for whom that was done. */
  readonly involved: string[] = [];
  readonly requesters: string[] = [];
  /** Of these, who did so on a case that was merged into this one. */
  readonly tookPartElsewhere: string[] = [];
  readonly proposals = new Map<string, KnownProposal>();

  constructor(
    private readonly world: World,
    private readonly tally: Tally,
  ) {}

  private same(left: string, right: string): boolean {
    return this.world.humans[left] !== undefined && this.world.humans[left] === this.world.humans[right];
  }

  /** Invariant I3, word for word: by person, alias, merge, and delegation either way. */
  mayNotDecide({ id, onBehalfOf, impersonatedBy }: PersonActor, now: string): boolean {
    if (impersonatedBy !== undefined) return true;
    for (const who of onBehalfOf === undefined ? [id] : [id, onBehalfOf]) {
      for (const other of this.involved) {
        if (this.same(who, other)) return true;
        for (const { delegator, delegate, startsAt, endsAt } of this.world.directory.delegations) {
          if (now < startsAt || now >= endsAt) continue;
          if (this.same(delegate, who) && this.same(delegator, other)) return true;
        }
      }
    }
    return false;
  }

  mayNotOwn(person: string): boolean {
    return this.requesters.some((requester) => this.same(requester, person));
  }

  /** Whether this human being, or the one they stand for, has agreed to the present version already. */
  hasDecided({ id, onBehalfOf }: PersonActor, proposal: string): boolean {
    const asking = onBehalfOf === undefined ? [id] : [id, onBehalfOf];
    const { approvals } = this.known(proposal);
    return approvals.some(({ people }) => people.some((person) => asking.some((who) => this.same(who, person))));
  }

  /** Whether two decisions on the present version are by now known to be of one human being. */
  decidedByOne(proposal: string): boolean {
    const humans = this.known(proposal).approvals.flatMap(({ people }) => [
      ...new Set(people.map((person) => this.world.humans[person])),
    ]);
    return new Set(humans).size < humans.length;
  }

  /** Whether a decision that still stands is by somebody who by now may not decide. */
  decidedByExcluded(proposal: string, now: string): boolean {
    return this.known(proposal).approvals.some(({ people: [id = '', onBehalfOf] }) =>
      this.mayNotDecide({ kind: 'person', id, ...(onBehalfOf !== undefined && { onBehalfOf }) }, now),
    );
  }

  accepted(command: InquiryCommand, events: readonly InquiryEvent[], now: string): void {
    if (command.type === 'open') {
      const { filedBy, onBehalfOf, impersonatedBy = null } = this.world.intake;
      for (const person of [filedBy, onBehalfOf, impersonatedBy]) {
        if (person === null) continue;
        this.involved.push(person);
        this.requesters.push(person);
      }
    }
    if (command.type === 'propose' || command.type === 'revise' || command.type === 'dispute') {
      const { id, onBehalfOf, impersonatedBy } = command.actor as PersonActor;
      this.involved.push(id);
      if (onBehalfOf !== undefined) this.involved.push(onBehalfOf);
      if (impersonatedBy !== undefined) {
        this.involved.push(impersonatedBy);
        this.tally.note(`${command.type} under impersonation`);
      }
    }
    // Segregation follows the cases that are merged.
    if (command.type === 'absorb') {
      for (const { person, duty } of command.data.involvements) {
        this.involved.push(person);
        this.tookPartElsewhere.push(person);
        if (duty === 'requester') this.requesters.push(person);
      }
    }
    for (const event of events) this.seen(event, command, now);
  }

  private seen(event: InquiryEvent, command: InquiryCommand, now: string): void {
    switch (event.type) {
      case 'proposal_made':
      case 'proposal_revised':
        return this.made(event, command, now);
      case 'proposal_decided':
        return this.decided(event, command, now);
      case 'proposal_approved':
        return this.approved(event.proposal, event.version, now);
      case 'proposal_closed': {
        const known = this.known(event.proposal);
        known.counts = false;
        known.returned ||= event.how === 'returned';
        return;
      }
      default:
        return;
    }
  }

  private made(event: Version, { data }: InquiryCommand, now: string): void {
    const { content } = data as { content: ProposalContent };
    const before = this.proposals.get(event.proposal);
    const counted = this.countedWith(event.proposal, content, now);
    const stages = this.stagesFor(content.kind, counted);
    check(event.version === (before?.version ?? 0) + 1, () => 'each change makes the next version');
    check(event.threshold.counted.minor === counted, () => `thresholds count ${counted}, sums of 30 days and the case`);
    check(JSON.stringify(event.stages) === JSON.stringify(stages), () => `stages for ${counted}`);
    if (counted > event.threshold.amount.minor) this.tally.note('counted with others');
    if (before && before.approvals.length > 0) this.tally.note('approval voided by a new version');
    this.proposals.set(event.proposal, {
      version: event.version,
      hash: hashOf(this.world.intake.reference, event.proposal, content),
      content,
      counts: true,
      counted,
      madeAt: now,
      stages,
      parallel: this.approval(content.kind).order === 'parallel',
      expires: Date.parse(now) + this.approval(content.kind).expiresAfterDays * dayInMilliseconds,
      approvals: [],
      returned: before?.returned ?? false,
      voided: before !== undefined && (before.voided || before.approvals.length > 0),
    });
  }

  private decided(event: Decided, command: InquiryCommand, now: string): void {
    const actor = command.actor as PersonActor;
    const known = this.known(event.proposal);
    const { hash, content, approvals } = known;
    const named = (command.data as { contentHash: string }).contentHash;
    check(!this.mayNotDecide(actor, now), () => `I3: ${actor.id} for ${actor.onBehalfOf ?? 'themselves'} decided`);
    check(!this.hasDecided(actor, event.proposal), () => `${actor.id} decided twice on version ${event.version}`);
    check(named === hash && event.contentHash === hash, () => 'a decision on other content than the present');
    check(event.version === known.version && known.counts, () => 'a decision on a version that is not open');
    check(Date.parse(now) < known.expires, () => 'a decision on a proposal that has expired');
    check(this.stagesOf(known).includes(event.stage), () => `a decision on stage ${event.stage} out of turn`);
    const stage = known.stages[event.stage];
    const authority = this.authority(actor, now, content.kind);
    check(stage !== undefined && authority.titles.includes(stage.title), () => `${actor.id} has no part in this stage`);
    const { approveDuty } = this.approval(content.kind);
    check(authority.duties.includes(approveDuty), () => `${actor.id} decided without the duty`);
    if (actor.onBehalfOf !== undefined) this.tally.note('decided on behalf of somebody');
    if (event.decision !== 'approve') return;
    const people = actor.onBehalfOf === undefined ? [actor.id] : [actor.id, actor.onBehalfOf];
    approvals.push({ stage: event.stage, people, hash: named, title: stage.title });
    if (known.parallel) this.tally.note('decided in parallel');
    const counted = Math.max(known.counted, this.countedWith(event.proposal, content, now));
    const needed = this.stagesFor(content.kind, counted).map(({ title }) => title);
    check(
      sameText(
        needed,
        known.stages.map(({ title }) => title),
      ),
      () => `${counted} take other stages by now`,
    );
    if (actor.onBehalfOf !== undefined) this.lentEnough(actor, content.kind, counted, now);
    this.released(known, counted);
  }

  /** One delegation that covers the kind lends at least as much as counts. */
  private lentEnough(
    { id, onBehalfOf }: PersonActor,
    kind: ProposalContent['kind'],
    counted: number,
    now: string,
  ): void {
    const enough = this.world.directory.delegations.some(
      ({ delegator, delegate, startsAt, endsAt, scope }) =>
        delegator === onBehalfOf &&
        delegate === id &&
        startsAt <= now &&
        now < endsAt &&
        (!scope?.kinds || scope.kinds.includes(kind)) &&
        (scope?.maximum === undefined || scope.maximum === null || counted <= scope.maximum),
    );
    check(enough, () => `${id} decided on more than ${onBehalfOf} lent them`);
  }

  /** Whoever completed the highest stage may release it: by every limit that they have, and they have one. */
  private released({ stages, approvals, content }: KnownProposal, counted: number): void {
    const last = stages.length - 1;
    const given = approvals.filter(({ stage }) => stage === last);
    if (given.length < (stages[last]?.quorum ?? 1)) return;
    const people = given[given.length - 1]?.people ?? [];
    const limits = this.world.directory.people[people[people.length - 1] ?? '']?.limits ?? {};
    const { minor, currency } = content.amount;
    const inPolicy = limits[content.kind];
    const inCurrency = limits[`${content.kind}:${currency}`];
    check(inPolicy !== undefined || inCurrency !== undefined, () => `${people.join(' for ')} has no limit`);
    check(
      inPolicy === undefined || counted <= inPolicy,
      () => `${people.join(' for ')} released more than their limit`,
    );
    // With what counts beside it, in the same proportion.
    const all = (minor / Math.max(1, this.inDollars(minor, currency))) * counted;
    check(inCurrency === undefined || all <= inCurrency + 1e-6 * all, () => `more than the limit in ${currency}`);
  }

  private approved(proposal: string, version: number, now: string): void {
    const { approvals, stages, hash, version: present, returned, voided } = this.known(proposal);
    check(version === present, () => 'another version than the present was approved');
    const everybody = approvals.flatMap(({ people }) => [...new Set(people)]);
    stages.forEach(({ title, quorum }, index) => {
      const given = approvals.filter((approval) => approval.stage === index);
      check(given.length === quorum, () => `stage ${index} has ${given.length} of ${quorum} approvals`);
      check(
        given.every((approval) => approval.title === title && approval.hash === hash),
        () => `stage ${index} was approved for other content`,
      );
    });
    const distinct = new Set(everybody);
    check(distinct.size === everybody.length, () => 'somebody approved two stages');
    check(!this.decidedByExcluded(proposal, now), () => 'somebody who took part has approved');
    check(!this.decidedByOne(proposal), () => 'one human being approved two stages');
    if (this.tookPartElsewhere.length > 0) this.tally.note('approved after another case was merged in');
    if (this.known(proposal).parallel && stages.length > 1) this.tally.note('approved in parallel');
    this.tally.note(`approved in ${stages.length} stages`);
    if (stages.some(({ quorum }) => quorum > 1)) this.tally.note('approved with a quorum of two');
    if (returned) this.tally.note('approved after being returned');
    if (voided) this.tally.note('approved after a voided approval');
  }

  private known(proposal: string): KnownProposal {
    const known = this.proposals.get(proposal);
    check(known !== undefined, () => `nobody proposed ${proposal}`);
    return known;
  }

  /** The first stage without its quorum, or in parallel all of these. */
  private stagesOf({ stages, approvals, parallel }: KnownProposal): number[] {
    const waiting: number[] = [];
    for (let index = 0; index < stages.length; index += 1) {
      let given = 0;
      for (const approval of approvals) if (approval.stage === index) given += 1;
      if (given >= (stages[index]?.quorum ?? 1)) continue;
      waiting.push(index);
      if (!parallel) break;
    }
    return waiting;
  }

  private authority({ id, onBehalfOf }: PersonActor, now: string, kind: ProposalContent['kind']) {
    const { people, delegations } = this.world.directory;
    if (onBehalfOf !== undefined) {
      const lent = delegations.some(
        ({ delegator, delegate, startsAt, endsAt, scope }) =>
          delegator === onBehalfOf &&
          delegate === id &&
          startsAt <= now &&
          now < endsAt &&
          (!scope?.kinds || scope.kinds.includes(kind)),
      );
      check(lent, () => `${id} decided for ${onBehalfOf} without a delegation in force`);
    }
    const person = people[onBehalfOf ?? id];
    check(people[id]?.active === true && person?.active === true, () => 'somebody who is not active decided');
    return person;
  }

  /** What counts: this one, all others of its kind on this case, and those of the customer in thirty days. */
  private countedWith(proposal: string, content: ProposalContent, now: string): number {
    let counted = this.inDollars(content.amount.minor, content.amount.currency);
    for (const [id, other] of this.proposals) {
      if (id === proposal || !other.counts || other.content.kind !== content.kind) continue;
      counted += this.inDollars(other.content.amount.minor, other.content.amount.currency);
    }
    for (const other of countingElsewhere(this.world, now)) if (other.kind === content.kind) counted += other.minor;
    return counted;
  }

  private inDollars(minor: number, currency: string): number {
    const rate = this.world.policy.rates.perUnit[currency] ?? '1';
    return currency === 'USD' ? minor : convert({ minor, currency }, 'USD', rate).minor;
  }

  private approval(kind: ProposalContent['kind']): ApprovalPolicy {
    const approval = this.world.policy.approvals[kind];
    check(approval !== undefined, () => `a proposal of ${kind}, which the policy does not know`);
    return approval;
  }

  private stagesFor(kind: ProposalContent['kind'], counted: number): Stage[] {
    for (const { upTo, stages } of this.approval(kind).bands) {
      if (upTo === null || counted <= upTo) return [...stages];
    }
    return [];
  }
}

const sameText = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((each, index) => each === right[index]);

export const countingElsewhere = ({ elsewhere }: World, now: string): World['elsewhere'] =>
  elsewhere.filter(({ madeAt }) => Date.parse(madeAt) >= Date.parse(now) - 30 * dayInMilliseconds);

/** SHA-256 over the keys in order, by Node and not by the code under test. */
export function hashOf(reference: string, proposal: string, content: ProposalContent): string {
  return createHash('sha256').update(spell({ reference, proposal, content })).digest('hex');
}

function spell(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spell).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${spell(record[key])}`).join(',')}}`;
}
