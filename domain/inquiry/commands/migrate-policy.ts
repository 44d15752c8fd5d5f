import type { InquiryCommandData } from '../../../contracts/inquiry';
import { own } from '../../own';
import { refuse } from '../../refusal';
import { retargetClocks } from '../clocks';
import type { Draft } from '../draft';
import { applyRegulatoryPacks } from '../regulatory';

/**
 * A lead moves a case to another version of the policy, with a reason. Its clocks get the targets of that version and keep
 * the time that they have used; what is used up already is due now. While a proposal waits its stages are those that its
 * approvers saw: it is decided or withdrawn first.
 */
export function migratePolicy(draft: Draft, { version, reason }: InquiryCommandData['migratePolicy']): void {
  const { state, context } = draft;
  requireLead(draft);
  if (version === state.policyVersion) refuse('unchanged');
  const next = context.facts.nextPolicy;
  if (next?.version !== version) return refuse('record_unknown', undefined, { policy: version });
  const open = state.proposals.find(({ status }) => status === 'open');
  if (open) refuse('proposal_open', undefined, { proposal: open.id });
  if (state.team !== null && !own(next.teams, state.team)) {
    refuse('team_unknown', 'teams of the policy', { team: state.team, policy: version });
  }
  draft.record({ type: 'policy_migrated', from: state.policyVersion, to: version, reason });
  retargetClocks(draft, 'policy changed', next);
  applyRegulatoryPacks(draft, 'policy changed', next);
}

function requireLead(draft: Draft): void {
  const { team } = draft.state;
  const acting = draft.context.directory.people[draft.person().id];
  if (team !== null && !acting?.teams.includes(team)) refuse('owner_only', 'a lead of the team', { team });
}
