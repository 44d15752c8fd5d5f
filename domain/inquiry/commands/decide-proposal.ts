import type { Amount, InquiryCommandData } from '../../../contracts/inquiry';
import type { Actor } from '../../../contracts/messages';
import type { DecisionVerb } from '../../../contracts/vocabulary';
import {
  approvalFor,
  approvalsLacking,
  authorityOf,
  exceedsLimit,
  requireWithinDelegation,
  stagesFor,
  waitingStages,
} from '../../approvals';
import { humanBehind, type Directory, type Person } from '../../directory';
import { may } from '../../duties';
import { compare } from '../../money';
import { refuse } from '../../refusal';
import { exclusionFromDeciding } from '../../segregation';
import type { InquiryContext } from '../context';
import type { Draft } from '../draft';
import { findProposal, type InquiryState, type ProposalState } from '../state';
import { countedAmount } from './proposals';

/** Who would decide on what: a decision in the making, or one that somebody only asks about. */
export interface Deciding {
  state: InquiryState;
  context: InquiryContext;
  actor: Extract<Actor, { kind: 'person' }>;
}

/** Segregation of duties (invariant I3): refuses `segregation_excluded` with the rule. */
export function requireNotInvolved({ state, context, actor }: Deciding): void {
  const excluded = exclusionFromDeciding(context.directory, state.involvements, actor, context.now);
  if (excluded) refuse('segregation_excluded', excluded);
}

/** One decision on a stage that waits, bound to the content by its hash. */
export function decideProposal(draft: Draft, data: InquiryCommandData['decide']): void {
  const actor = draft.person();
  const { state, context } = draft;
  const proposal = findProposal(state, data.proposal);
  if (!proposal) return refuse('proposal_not_found', undefined, { proposal: data.proposal });
  if (proposal.status !== 'open') refuse('proposal_not_open', undefined, { status: proposal.status });
  if (proposal.expiresAt <= context.now) refuse('proposal_not_open', undefined, { status: 'expired' });
  if (data.contentHash !== proposal.contentHash) {
    refuse('content_changed', 'content hash', { version: proposal.version });
  }
  if (data.decision !== 'approve' && !data.reason) refuse('reason_required', data.decision);

  const deciding = { state, context, actor };
  const stage = stageToDecide(deciding, proposal, data.stage);
  requireMayDecide(deciding, proposal, stage, data.decision);
  draft.record({
    type: 'proposal_decided',
    proposal: proposal.id,
    version: proposal.version,
    stage,
    decision: data.decision,
    contentHash: proposal.contentHash,
    decider: actor.id,
    onBehalfOf: actor.onBehalfOf ?? null,
    ...(data.reason && { reason: data.reason }),
  });
  if (data.decision === 'reject') draft.record({ type: 'proposal_closed', proposal: proposal.id, how: 'rejected' });
  else if (data.decision === 'return')
    draft.record({ type: 'proposal_closed', proposal: proposal.id, how: 'returned' });
  else if (waitingStages(withDecision(proposal, stage, actor)).length === 0)
    draft.record({ type: 'proposal_approved', proposal: proposal.id, version: proposal.version });
}

/**
 * What it takes to decide a stage, once it waits: nobody who took part, nobody twice, the title of the stage, the duty of
 * the kind, the same stages as when the version was made, and for the last stage a sufficient limit. Throws `Refused`.
 */
export function requireMayDecide(
  deciding: Deciding,
  proposal: ProposalState,
  index: number,
  decision: DecisionVerb,
): void {
  const { context, actor } = deciding;
  const { directory, now, policy } = context;
  requireNotInvolved(deciding);
  const roles = directory.people[actor.id]?.roles ?? [];
  if (!may(roles, 'decide')) refuse('role_required', 'roles');
  requireUndecided(directory, proposal, actor.id, actor.onBehalfOf);
  const stage = proposal.stages[index];
  if (!stage) return refuse('proposal_not_open');
  const { content } = proposal;
  const authority = authorityOf(directory, actor, now, content.kind);
  const { approveDuty } = approvalFor(policy, content.kind);
  if (!authority.titles.includes(stage.title)) refuse('approval_stage', `stage ${stage.name}`, { title: stage.title });
  if (!authority.duties.includes(approveDuty)) refuse('role_required', `duty ${approveDuty}`);
  // The case may have been found to be another customer's since: nothing is issued to the one before.
  if (decision === 'approve' && content.kind === 'invoice' && content.customer !== deciding.state.customer) {
    refuse('content_changed', 'the case is of another customer now', { customer: content.customer });
  }
  if (decision !== 'approve') return;
  requireStandingApprovals(deciding, proposal);
  const counted = requireSameStages(deciding, proposal);
  requireWithinDelegation(directory, actor, now, content.kind, counted);
  requireWithinLimit(deciding, proposal, index, authority, counted);
}

/** The stage that was named, or the first that waits whose title they hold; else the first, whose refusal says why not. */
function stageToDecide({ context, actor }: Deciding, proposal: ProposalState, named: string | undefined): number {
  const waiting = waitingStages(proposal);
  if (named !== undefined) {
    const index = waiting.find((stage) => proposal.stages[stage]?.name === named);
    return index ?? refuse('approval_stage', `stage ${named} does not wait`, { waiting: names(proposal, waiting) });
  }
  const titles = context.directory.people[actor.onBehalfOf ?? actor.id]?.titles ?? [];
  return waiting.find((stage) => titles.includes(proposal.stages[stage]?.title ?? '')) ?? waiting[0] ?? 0;
}

const names = ({ stages }: ProposalState, indexes: number[]): string[] =>
  indexes.flatMap((index) => stages[index]?.name ?? []);

const withDecision = (proposal: ProposalState, stage: number, actor: Deciding['actor']): ProposalState => ({
  ...proposal,
  decisions: [...proposal.decisions, { stage, decider: actor.id, onBehalfOf: actor.onBehalfOf ?? null }],
});

/**
 * Whoever completes the last stage of the band, the highest, releases the amount and must be allowed to; in parallel they
 * need not come last, so it is asked again, of them as they are now, whenever that stage is complete.
 */
function requireWithinLimit(
  { context, actor }: Deciding,
  proposal: ProposalState,
  index: number,
  authority: Person,
  counted: Amount,
): void {
  const last = proposal.stages.length - 1;
  const after = withDecision(proposal, index, actor);
  if (approvalsLacking(after, last) > 0) return;
  const release = after.decisions.findLast(({ stage }) => stage === last);
  const releaser = index === last ? authority : context.directory.people[release?.onBehalfOf ?? release?.decider ?? ''];
  const { kind, amount } = proposal.content;
  if (!releaser || exceedsLimit(releaser, kind, context.policy, amount, counted)) {
    refuse('approval_limit', 'approval limit', { currency: amount.currency });
  }
}

/** One human being decides at most once on a version, in their own name or in somebody else's. */
function requireUndecided(
  directory: Directory,
  { decisions }: ProposalState,
  decider: string,
  onBehalfOf: string | undefined,
): void {
  const human = (id: string) => humanBehind(directory, id);
  const asking = [decider, ...(onBehalfOf ? [onBehalfOf] : [])].map(human);
  const decided = decisions.some((decision) =>
    [decision.decider, ...(decision.onBehalfOf ? [decision.onBehalfOf] : [])].some((id) => asking.includes(human(id))),
  );
  if (decided) refuse('segregation_one_stage', 'one stage per person and version');
}

/**
 * Whoever approved an earlier stage may have taken part since, or turn out to be the same human being as somebody who did, or
 * as another approver. Nobody builds on that: it is returned, and a new version asks everybody again.
 */
function requireStandingApprovals({ state, context }: Deciding, { decisions }: ProposalState): void {
  const { directory, now } = context;
  const approvers = new Set<string>();
  for (const { decider: id, onBehalfOf } of decisions) {
    const actor = { kind: 'person' as const, id, ...(onBehalfOf !== null && { onBehalfOf }) };
    const excluded = exclusionFromDeciding(directory, state.involvements, actor, now);
    if (excluded) refuse('segregation_excluded', `${excluded}, who approved before: return it`, { decider: id });
    for (const human of new Set([id, onBehalfOf ?? id].map((one) => humanBehind(directory, one)))) {
      if (approvers.has(human)) {
        refuse('segregation_one_stage', 'one person approved two stages before: return it', { decider: id });
      }
      approvers.add(human);
    }
  }
}

/**
 * What was approved for the customer since this version was made counts as well: proposals made side by side do not stay
 * under a threshold together. Refuses when it now takes other stages; a revision asks for those.
 */
function requireSameStages(deciding: Deciding, proposal: ProposalState): Amount {
  const { policy } = deciding.context;
  const now = countedAmount(deciding, proposal.id, proposal.content);
  const counted = compare(now, proposal.counted) > 0 ? now : proposal.counted;
  const titles = stagesFor(approvalFor(policy, proposal.content.kind), counted).map(({ title }) => title);
  if (titles.join() !== proposal.stages.map(({ title }) => title).join()) {
    refuse('approval_stage', 'thresholds: others were approved meanwhile, revise it', { needs: titles });
  }
  return counted;
}
