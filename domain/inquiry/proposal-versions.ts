import type { Instant, PersonId, ProposalId } from '../../contracts/ids';
import type { InquiryEvent, TextReference } from '../../contracts/inquiry';
import type { DecisionVerb } from '../../contracts/vocabulary';
import type { ProposalStatus } from './state';

type Made = Extract<InquiryEvent, { type: 'proposal_made' | 'proposal_revised' }>;

/** One version of a proposal, as it was put to the approvers, with what they said to it. */
export interface ProposalVersion extends Omit<Made, 'type'> {
  madeAt: Instant;
  /** `superseded` when a later version took its place while this one waited. */
  status: ProposalStatus | 'superseded';
  decisions: VersionDecision[];
}

export interface VersionDecision {
  stage: number;
  decision: DecisionVerb;
  decider: PersonId;
  onBehalfOf: PersonId | null;
  decidedAt: Instant;
  reason: TextReference | null;
}

/** Every version there ever was of every proposal of a case, in the order of its journal. */
export function proposalVersions(journal: readonly { occurredAt: Instant; event: InquiryEvent }[]): ProposalVersion[] {
  const versions: ProposalVersion[] = [];
  const present = (id: ProposalId) => versions.findLast(({ proposal }) => proposal === id);
  const become = (id: ProposalId, status: ProposalVersion['status']) => {
    const found = present(id);
    if (found) found.status = status;
  };
  for (const { event, occurredAt } of journal) {
    switch (event.type) {
      case 'proposal_made':
      case 'proposal_revised': {
        if (present(event.proposal)?.status === 'open') become(event.proposal, 'superseded');
        const { type: _type, ...made } = event;
        versions.push({ ...made, madeAt: occurredAt, status: 'open', decisions: [] });
        break;
      }
      case 'proposal_decided': {
        const { stage, decision, decider, onBehalfOf, reason = null } = event;
        present(event.proposal)?.decisions.push({
          stage,
          decision,
          decider,
          onBehalfOf,
          decidedAt: occurredAt,
          reason,
        });
        break;
      }
      case 'proposal_approved':
        become(event.proposal, 'approved');
        break;
      case 'proposal_closed':
        become(event.proposal, event.how);
        break;
      case 'proposal_posted':
        become(event.proposal, 'posted');
        break;
      case 'proposal_posting_failed':
        become(event.proposal, 'posting_failed');
        break;
      default:
    }
  }
  return versions;
}
