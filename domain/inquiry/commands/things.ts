import type { LinkTarget, ProposalContent } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import { includes } from '../evolve-merge';
import type { InquiryState, ProposalState } from '../state';

/** Waiting for decisions, approved and not yet posted, or refused by the books. */
export const unfinished = ({ status }: ProposalState): boolean =>
  status === 'open' || status === 'approved' || status === 'posting_failed';

/** Whether a proposal is about one of these invoices or payments. */
export const restsOn = (content: ProposalContent, links: readonly LinkTarget[]): boolean =>
  namedIn(content).some((target) => includes(links, target));

function namedIn(content: ProposalContent): LinkTarget[] {
  const invoice = (id: string): LinkTarget => ({ kind: 'invoice', id });
  switch (content.kind) {
    case 'credit_note':
      return [invoice(content.invoice)];
    case 'payment_allocation':
      return [{ kind: 'payment', id: content.payment }, ...content.allocations.map((each) => invoice(each.invoice))];
    case 'invoice':
      return content.replaces === undefined ? [] : [invoice(content.replaces)];
  }
}

/** Refuses while a proposal, or one about these things, is not finished: `proposal_open`, `posting_pending`. */
export function requireFinished({ proposals }: InquiryState, links?: readonly LinkTarget[]): void {
  const found = proposals.find((each) => unfinished(each) && (!links || restsOn(each.content, links)));
  if (!found) return;
  const code = found.status === 'approved' ? 'posting_pending' : 'proposal_open';
  refuse(code, 'proposals stay on their case', { proposal: found.id });
}
