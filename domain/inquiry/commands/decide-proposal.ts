import type { Amount, InquiryCommandData } from '../../../contracts/inquiry';
import { authorityOf, exceedsLimit, stagesFor, waitingStage } from '../../approvals';
import { compare } from '../../money';
import { humanBehind } from '../../directory';
import { refuse } from '../../refusal';
import { exclusionFromDeciding } from '../../segregation';
import type { Draft } from '../draft';
import { findProposal, type ProposalState } from '../state';
import { countedAmount } from './proposals';

/** Segregation of duties (invariant I3): refuses `segregation_excluded` with the rule. */
export function requireNotInvolved(draft: Draft): void {
  const { directory, now } = draft.context;
  const excluded = exclusionFromDeciding(directory, draft.state.involvements, draft.person(), now);
  if (excluded) refuse('segregation_excluded', excluded);
}

/** One decision on the stage that waits, bound to the content by its hash. */
export function decideProposal(draft: Draft, data: InquiryCommandData['decide']): void {
  const actor = draft.person();
  const { directory, now, policy } = draft.context;
  const proposal = findProposal(draft.state, data.proposal);
  if (!proposal) return refuse('proposal_not_found', undefined, { proposal: data.proposal });
  if (proposal.status !== 'open') refuse('proposal_not_open', undefined, { status: proposal.status });
  if (proposal.expiresAt <= now) refuse('proposal_not_open', undefined, { status: 'expired' });
  if (data.contentHash !== proposal.contentHash) {
    refuse('content_changed', 'content hash', { version: proposal.version });
  }
  requireUndecided(draft, proposal, actor.id, actor.onBehalfOf);

  const index = waitingStage(proposal.stages, proposal.decisions);
  const stage = proposal.stages[index];
  if (!stage) return refuse('proposal_not_open');
  const authority = authorityOf(directory, actor, now);
  const { approveDuty } = policy.approvals[proposal.content.kind];
  if (!authority.titles.includes(stage.title)) refuse('approval_stage', `stage ${stage.name}`, { title: stage.title });
  if (!authority.duties.includes(approveDuty)) refuse('role_required', `duty ${approveDuty}`);

  const counted = requireSameStages(draft, proposal);
  const decisionsNeeded = stage.quorum - proposal.decisions.filter((decision) => decision.stage === index).length;
  const completes = index === proposal.stages.length - 1 && decisionsNeeded === 1;
  if (data.decision === 'approve' && completes) {
    const { kind, amount } = proposal.content;
    if (exceedsLimit(authority, kind, policy, amount, counted)) {
      refuse('approval_limit', 'approval limit', { currency: amount.currency });
    }
  }
  draft.record({
    type: 'proposal_decided',
    proposal: proposal.id,
    version: proposal.version,
    stage: index,
    decision: data.decision,
    contentHash: proposal.contentHash,
    decider: actor.id,
    onBehalfOf: actor.onBehalfOf ?? null,
    ...(data.reason && { reason: data.reason }),
  });
  if (data.decision === 'reject') draft.record({ type: 'proposal_closed', proposal: proposal.id, how: 'rejected' });
  else if (data.decision === 'return')
    draft.record({ type: 'proposal_closed', proposal: proposal.id, how: 'returned' });
  else if (completes) draft.record({ type: 'proposal_approved', proposal: proposal.id, version: proposal.version });
}

/** One human being decides at most once on a version, in their own name or in somebody else's. */
function requireUndecided(draft: Draft, proposal: ProposalState, decider: string, onBehalfOf?: string): void {
  const { directory } = draft.context;
  const human = (id: string) => humanBehind(directory, id);
  const asking = [decider, ...(onBehalfOf ? [onBehalfOf] : [])].map(human);
  const decided = proposal.decisions.some((decision) =>
    [decision.decider, ...(decision.onBehalfOf ? [decision.onBehalfOf] : [])].some((id) => asking.includes(human(id))),
  );
  if (decided) refuse('segregation_one_stage', 'one stage per person and version');
}

/**
 * What was approved for the customer since this version was made counts as well: proposals made side by side do not stay
 * under a threshold together. Refuses when it now takes other stages; a revision asks for those.
 */
function requireSameStages(draft: Draft, proposal: ProposalState): Amount {
  const { policy } = draft.context;
  const now = countedAmount(draft, proposal.id, proposal.content);
  const counted = compare(now, proposal.counted) > 0 ? now : proposal.counted;
  const titles = stagesFor(policy.approvals[proposal.content.kind], counted).map(({ title }) => title);
  if (titles.join() !== proposal.stages.map(({ title }) => title).join()) {
    refuse('approval_stage', 'thresholds: others were approved meanwhile, revise it', { needs: titles });
  }
  return counted;
}
