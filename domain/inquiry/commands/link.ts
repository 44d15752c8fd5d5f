import type { LinkTarget } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { own } from '../../own';
import { includes } from '../evolve-merge';
import { openDisputes } from '../state';
import { restsOn, unfinished } from './things';

/** Ties the case to an invoice, payment, agreement or other case. An invoice must be the identified customer's. */
export function link(draft: Draft, target: LinkTarget): void {
  const { facts } = draft.context;
  const { state } = draft;
  if (target.kind === 'inquiry' && target.id === state.reference)
    refuse('record_unknown', 'no other case', { ...target });
  if (state.links.some(({ kind, id }) => kind === target.kind && id === target.id)) refuse('already_linked');
  if (target.kind === 'invoice') {
    const invoice = own(facts.invoices, target.id);
    if (!invoice || (state.customer !== null && invoice.customer !== state.customer)) refuse('invoice_unknown');
  } else if (target.kind === 'payment') {
    if (own(facts.payments, target.id)?.legalEntity !== state.legalEntity) refuse('payment_unknown');
  } else if (!facts.records.includes(`${target.kind}:${target.id}`)) {
    refuse('record_unknown', undefined, { kind: target.kind, id: target.id });
  }
  draft.record({ type: 'linked', target });
}

/** Takes a link away on which nothing rests: no open dispute, and no proposal that may still be posted. */
export function unlink(draft: Draft, target: LinkTarget): void {
  draft.ownerOrLead();
  const { state } = draft;
  if (!includes(state.links, target)) refuse('record_unknown', 'no such link', { ...target });
  const disputed = openDisputes(state).some(({ invoice }) => target.kind === 'invoice' && invoice === target.id);
  if (disputed) refuse('link_in_use', 'open dispute', { ...target });
  const proposal = state.proposals.find((each) => unfinished(each) && restsOn(each.content, [target]));
  if (proposal) refuse('link_in_use', 'open proposal', { ...target, proposal: proposal.id });
  draft.record({ type: 'unlinked', target });
}
