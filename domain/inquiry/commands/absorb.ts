import type { BroughtDispute, InquiryCommandData } from '../../../contracts/inquiry';
import { exclusionFromDeciding, exclusionFromOwning } from '../../segregation';
import { resumeClocks } from '../clocks';
import { isCustomersWord } from '../customers-word';
import type { Draft } from '../draft';
import { includes } from '../evolve-merge';
import { endSnooze } from '../snooze';
import { isActive } from '../transitions';
import { openDispute } from './dispute';
import { reopenCase } from './resolution';

/** Another case was merged into this one: what it brings is taken over. What both dispute stays disputed as it is here. */
export function absorb(draft: Draft, brought: InquiryCommandData['absorb']): void {
  const { from, involvements } = brought;
  const others = (draft.state.absorbed ?? []).flatMap(({ links }) => links);
  const own = draft.state.links.filter((link) => !includes(others, link));
  const isSelf = ({ id }: { id: string }) => id === draft.state.reference;
  const isDisputed = ({ invoice }: BroughtDispute) => openDispute(draft, invoice) !== undefined;
  draft.record({
    type: 'inquiry_absorbed',
    from,
    links: brought.links.filter((link) => !includes(own, link) && !isSelf(link)),
    involvements,
    disputes: brought.disputes.filter((dispute) => !isDisputed(dispute)),
    duplicates: brought.disputes.filter(isDisputed),
  });
  if (draft.state.ended || draft.state.merged) return;
  // It was being worked on when the other one was merged into it, and still has to be.
  if (!isActive(draft.state)) reopenCase(draft, 'staff');
  followSegregation(draft);
}

/** Who took part on the other case took part here: their decisions are void, and a requester owns the case no longer. */
function followSegregation(draft: Draft): void {
  const { directory, now } = draft.context;
  const { involvements, proposals } = draft.state;
  for (const { id, status, decisions } of proposals) {
    const tookPart = decisions.some(({ decider, onBehalfOf }) => {
      const actor = { kind: 'person' as const, id: decider, ...(onBehalfOf !== null && { onBehalfOf }) };
      return exclusionFromDeciding(directory, involvements, actor, now) !== null;
    });
    if (status === 'open' && tookPart) draft.record({ type: 'proposal_closed', proposal: id, how: 'returned' });
  }
  const { team, assignee } = draft.state;
  if (team !== null && assignee !== null && exclusionFromOwning(directory, involvements, assignee) !== null) {
    draft.record({ type: 'assigned', team, person: null });
  }
}

/** The other case is merged no longer: what is here because of it alone goes. */
export function releaseMerged(draft: Draft, { from }: InquiryCommandData['releaseMerged']): void {
  const { state } = draft;
  const entry = state.absorbed?.find((each) => each.from === from);
  if (!entry) return;
  const others = (state.absorbed ?? []).filter((each) => each !== entry).flatMap(({ links }) => links);
  const disputed = state.disputes.filter((dispute) => dispute.from !== from).map(({ invoice }) => invoice);
  const isUsed = ({ kind, id }: { kind: string; id: string }) => kind === 'invoice' && disputed.includes(id);
  draft.record({
    type: 'inquiry_released',
    from,
    links: entry.links.filter((link) => !includes(others, link) && !isUsed(link)),
  });
}

/** The customer wrote on a case that is merged into this one: here is where they are answered. */
export function receiveMerged(draft: Draft, data: InquiryCommandData['receiveMerged']): void {
  const waited = draft.state.phase === 'pending_customer';
  draft.record({ type: 'merged_message_received', ...data });
  if (draft.state.merged || !isCustomersWord(data)) return;
  endSnooze(draft, 'customer_wrote');
  if (waited) resumeClocks(draft, 'the customer answered');
  const done = !isActive(draft.state);
  if (done && !data.thanksOnly && !draft.state.ended) reopenCase(draft, 'customer');
}
