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

/** The highest amount that this person may release, in minor units of the policy's currency; none stated means none. */
export function limitOf(person: Person, kind: string, amount: Amount, counted: Amount): { limit: number; of: Amount } {
  const inCurrency = person.limits[`${kind}:${amount.currency}`];
  return inCurrency === undefined
    ? { limit: person.limits[kind] ?? 0, of: counted }
    : { limit: inCurrency, of: amount };
}
