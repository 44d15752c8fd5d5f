import type { InquiryCommandData } from '../../../contracts/inquiry';
import { approvalFor } from '../../approvals';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { findProposal } from '../state';
import { afterPosting } from './settle-effect';

/**
 * Nobody knew whether an approved proposal was posted, and now a team lead has looked into the books: one who prepares or
 * approves such proposals, and took no part in this one. Where the books can be asked, they have the last word.
 */
export function settlePosting(draft: Draft, data: InquiryCommandData['settlePosting']): void {
  const { directory, facts, policy } = draft.context;
  const proposal = findProposal(draft.state, data.proposal);
  if (!proposal) return refuse('proposal_not_found', undefined, { proposal: data.proposal });
  const { prepareDuty, approveDuty } = approvalFor(policy, proposal.content.kind);
  const duties = directory.people[draft.person().id]?.duties ?? [];
  if (!duties.includes(prepareDuty) && !duties.includes(approveDuty)) {
    refuse('role_required', `duty ${prepareDuty} or ${approveDuty}`);
  }
  const { posting } = facts;
  if (proposal.status !== 'approved' || !posting)
    return refuse('posting_settled', undefined, { status: proposal.status });
  if (posting.status !== 'unknown') refuse('posting_pending', 'the posting was not parked', { proposal: proposal.id });
  const posted = data.result === 'posted';
  if (posting.inBooks !== null && posting.inBooks !== posted) {
    refuse('posting_contradicted', posting.inBooks ? 'it is in the books' : 'it is not in the books', {
      key: posting.key,
    });
  }
  const found = { proposal: proposal.id, effect: posting.key, evidence: data.evidence };
  if (!posted) {
    draft.record({ type: 'proposal_posting_failed', code: 'not_posted', ...found });
    return;
  }
  draft.record({ type: 'proposal_posted', ...found });
  afterPosting(draft, proposal);
}
