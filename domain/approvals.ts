import type { Instant, PersonId, ProposalId } from '../contracts/ids';
import type { Amount, ProposalContent, Stage } from '../contracts/inquiry';
import type { ProposalKind } from '../contracts/vocabulary';
import { canonicalJson, sha256Hex } from '../contracts/canonical';
import { isInForce, type Delegation, type Directory, type Person } from './directory';
import { addElapsed, dayInMilliseconds } from './instant';
import { convert } from './money';
import type { ApprovalPolicy, Policy } from './policy';
import { refuse } from './refusal';

/** The hash that every decision is bound to. It covers what the approver sees: the case, the proposal and its content. */
export const contentHash = (reference: string, proposal: ProposalId, content: ProposalContent): string =>
  sha256Hex(canonicalJson({ reference, proposal, content }));

/** What the policy says of a kind; refuses `kind_not_in_policy` where the case is pinned to one from before the kind. */
export const approvalFor = (policy: Policy, kind: ProposalKind): ApprovalPolicy =>
  policy.approvals[kind] ?? refuse('kind_not_in_policy', `policy ${policy.version}`, { kind });

/** The amount in the policy's currency at the policy's dated rate, rounded half to even at its minor unit. */
export function inPolicyCurrency(policy: Policy, amount: Amount): { amount: Amount; rate: string } {
  const { currency, perUnit, asOf } = policy.rates;
  if (amount.currency === currency) return { amount, rate: `1 ${currency}` };
  const rate = perUnit[amount.currency];
  if (rate === undefined) refuse('rate_unknown', `rates of ${asOf}`, { currency: amount.currency });
  return {
    amount: convert(amount, currency, rate),
    rate: `${rate} ${currency} per ${amount.currency}, ${asOf}`,
  };
}

/** Stages for what counts towards the threshold: the first band that it does not exceed. */
export function stagesFor(approval: ApprovalPolicy, counted: Amount): Stage[] {
  const band = approval.bands.find(({ upTo }) => upTo === null || counted.minor <= upTo);
  if (!band) return refuse('approval_stage', 'no band of the policy covers this amount');
  return band.stages;
}

/** What is decided of a proposal: its stages in the order of the policy, and the approvals of this version. */
export interface Approvals {
  stages: readonly Stage[];
  /** One stage after the other when left out. */
  order?: 'parallel';
  decisions: readonly { stage: number }[];
}

/** How many approvals a stage still lacks. */
export const approvalsLacking = ({ stages, decisions }: Approvals, index: number): number =>
  (stages[index]?.quorum ?? 0) - decisions.filter((decision) => decision.stage === index).length;

/** The stages that wait, by index: the first without its quorum, or in parallel all of these. None when all is decided. */
export function waitingStages(approvals: Approvals): number[] {
  const open = approvals.stages.map((_stage, index) => index).filter((index) => approvalsLacking(approvals, index) > 0);
  return approvals.order === 'parallel' ? open : open.slice(0, 1);
}

/** Who decides, and for whom. */
interface Decider {
  id: PersonId;
  onBehalfOf?: PersonId;
}

/**
 * Whose authority a decision on a proposal of this kind uses: the decider's own, or the delegator's while a delegation that
 * covers the kind runs. Only one that the delegator gave to the decider counts: nobody passes on what was lent to them.
 * Refuses `approval_stage` when none is in force, or none for the kind; how much it covers says `requireWithinDelegation`.
 */
export function authorityOf(directory: Directory, actor: Decider, at: Instant, kind: ProposalKind): Person {
  const own = directory.people[actor.id];
  if (!own?.active) return refuse('person_unknown');
  if (!actor.onBehalfOf) return own;
  const delegator = directory.people[actor.onBehalfOf];
  const lent = delegationsTo(directory, actor, at);
  if (!delegator?.active || lent.length === 0) return refuse('approval_stage', 'delegation not in force');
  if (!lent.some((delegation) => covers(delegation, kind))) {
    return refuse('approval_stage', 'delegation: not for this kind', { kind });
  }
  return delegator;
}

/**
 * Refuses `approval_limit` when who decides for somebody else would approve more than any delegation for the kind allows.
 *
 * @param counted the amount with what counts beside it, in the policy's currency
 */
export function requireWithinDelegation(
  directory: Directory,
  actor: Decider,
  at: Instant,
  kind: ProposalKind,
  counted: Amount,
): void {
  if (!actor.onBehalfOf) return;
  const maxima = delegationsTo(directory, actor, at)
    .filter((delegation) => covers(delegation, kind))
    .map(({ scope }) => scope?.maximum ?? null);
  if (maxima.some((maximum) => maximum === null || counted.minor <= maximum)) return;
  refuse('approval_limit', 'delegation: maximum', { currency: counted.currency });
}

const delegationsTo = (directory: Directory, { id, onBehalfOf }: Decider, at: Instant): Delegation[] =>
  directory.delegations.filter(
    (delegation) => delegation.delegate === id && delegation.delegator === onBehalfOf && isInForce(delegation, at),
  );

const covers = ({ scope }: Delegation, kind: ProposalKind): boolean => scope?.kinds?.includes(kind) ?? true;

/**
 * Whether an amount is more than this person may release. A limit in the amount's own currency and one in the policy's
 * currency both hold; none stated means none. What counts together is measured, so that splitting does not help.
 *
 * @param counted the amount with what counts beside it, in the policy's currency
 */
export function exceedsLimit(person: Person, kind: string, policy: Policy, amount: Amount, counted: Amount): boolean {
  const inCurrency = person.limits[`${kind}:${amount.currency}`];
  const inPolicy = person.limits[kind];
  if (inCurrency === undefined && inPolicy === undefined) return true;
  // Stryker disable next-line ConditionalExpression: nothing is more than a limit that is not there.
  if (inPolicy !== undefined && counted.minor > inPolicy) return true;
  // Stryker disable next-line ConditionalExpression: nothing is more than a limit that is not there.
  if (inCurrency === undefined) return false;
  const alone = inPolicyCurrency(policy, amount).amount;
  // Counted as so many times the amount; rounded up, against the person's favour.
  const countedInCurrency = Number(
    (BigInt(amount.minor) * BigInt(counted.minor) - 1n) / BigInt(Math.max(1, alone.minor)) + 1n,
  );
  return countedInCurrency > inCurrency;
}

/** Days over which proposals to one customer are added up, so that splitting does not help. */
const countingDays = 30;

export const countingSince = (now: Instant): Instant => addElapsed(now, -countingDays * dayInMilliseconds);

/** Statuses of what was released, whether or not it is in the books yet: what a decision counts beside its own. */
export const approvedStatuses = ['approved', 'posted', 'posting_failed'] as const;
