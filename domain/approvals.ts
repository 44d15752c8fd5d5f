import type { Instant, PersonId, ProposalId } from '../contracts/ids';
import type { Amount, ProposalContent, Stage } from '../contracts/inquiry';
import { canonicalJson, sha256Hex } from '../contracts/canonical';
import type { Directory, Person } from './directory';
import { convert } from './money';
import type { ApprovalPolicy, Policy } from './policy';
import { refuse } from './refusal';

/** The hash that every decision is bound to. It covers what the approver sees: the case, the proposal and its content. */
export const contentHash = (reference: string, proposal: ProposalId, content: ProposalContent): string =>
  sha256Hex(canonicalJson({ reference, proposal, content }));

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

/** The stage that waits, by index; equal to the number of stages when all have been decided. */
export function waitingStage(stages: readonly Stage[], decisions: readonly { stage: number }[]): number {
  const waiting = stages.findIndex(
    (stage, index) => decisions.filter((decision) => decision.stage === index).length < stage.quorum,
  );
  return waiting === -1 ? stages.length : waiting;
}

/**
 * Whose authority a decision uses: the decider's own, or the delegator's while the delegation runs.
 * Refuses `approval_stage` when no such delegation is in force.
 */
export function authorityOf(directory: Directory, actor: { id: PersonId; onBehalfOf?: PersonId }, at: Instant): Person {
  const own = directory.people[actor.id];
  if (!own?.active) return refuse('person_unknown');
  if (!actor.onBehalfOf) return own;
  const delegator = directory.people[actor.onBehalfOf];
  const inForce = directory.delegations.some(
    (delegation) =>
      delegation.delegate === actor.id &&
      delegation.delegator === actor.onBehalfOf &&
      delegation.startsAt <= at &&
      at < delegation.endsAt,
  );
  if (!delegator?.active || !inForce) return refuse('approval_stage', 'delegation not in force');
  return delegator;
}

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
  if (inPolicy !== undefined && counted.minor > inPolicy) return true;
  if (inCurrency === undefined) return false;
  const alone = inPolicyCurrency(policy, amount).amount;
  // Counted as so many times the amount; rounded up, against the person's favour.
  const countedInCurrency = Number(
    (BigInt(amount.minor) * BigInt(counted.minor) - 1n) / BigInt(Math.max(1, alone.minor)) + 1n,
  );
  return countedInCurrency > inCurrency;
}
