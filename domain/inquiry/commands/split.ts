import type { InquiryCommandData, LinkTarget } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { bring } from '../effects';
import { includes } from '../evolve-merge';
import { openDispute } from './dispute';
import { requireFinished } from './things';

/**
 * A second matter gets a case of its own, with the links and open disputes that belong to it. It inherits customer, contact,
 * everyone who took part and the time that has passed (ADR 12). Merging it back undoes it.
 */
export function split(draft: Draft, data: InquiryCommandData['split']): void {
  draft.ownerOrLead();
  const { state } = draft;
  const missing = data.links.find((link) => !includes(state.links, link));
  if (missing) refuse('record_unknown', 'no such link', { ...missing });
  const disputes = [...new Set(data.disputes)].map(
    (invoice) =>
      openDispute(draft, invoice) ?? refuse('record_unknown', 'no open dispute on this invoice', { invoice }),
  );
  const disputed = disputes.map(({ invoice }): LinkTarget => ({ kind: 'invoice', id: invoice }));
  const links = state.links.filter((link) => includes([...data.links, ...disputed], link));
  const left = links.find(
    ({ kind, id }) => kind === 'invoice' && !includes(disputed, { kind, id }) && openDispute(draft, id),
  );
  if (left) refuse('link_in_use', 'its dispute would stay behind', { ...left });
  requireFinished(state, [...links, ...disputed]);
  const { language, involvements, customer, identification, contact, clocks, firstResponseAt, receivedAt } = state;
  const regulatoryEvents = state.regulatory?.events ?? [];
  draft.record({
    type: 'split_off',
    category: data.category,
    urgency: data.urgency ?? state.urgency,
    language,
    text: data.text,
    links,
    disputes: disputes.map((dispute) => bring(state, dispute)),
    involvements,
    customer,
    identification,
    contact,
    clocks,
    firstResponseAt,
    receivedAt,
    ...(regulatoryEvents.length > 0 && { regulatoryEvents }),
    ...(data.reason && { reason: data.reason }),
  });
}
