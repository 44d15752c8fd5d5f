import type { InquiryCommandData, LinkTarget } from '../../../contracts/inquiry';
import { addElapsed, dayInMilliseconds } from '../../instant';
import { compare } from '../../money';
import { own } from '../../own';
import { refuse } from '../../refusal';
import { stopClock } from '../../service-levels';
import { resumeClocks } from '../clocks';
import type { Draft } from '../draft';
import { includes } from '../evolve-merge';
import { isRegulatory } from '../regulatory';
import { openDisputes, statusOf, type AbsorbedState, type InquiryState } from '../state';
import { isActive } from '../transitions';
import { requireFact } from './require-fact';
import { requireFinished, restsOn, unfinished } from './things';

/**
 * This case is the same matter as another one, and is worked on there from now on: it closes, its clocks stand still, and
 * links, disputes and everyone who took part go along (ADR 12). It stays reversible until its reopen window is over.
 */
export function merge(draft: Draft, { into, reason }: InquiryCommandData['merge']): void {
  draft.ownerOrLead();
  const { state, context } = draft;
  if (into === state.reference) refuse('merge_target', 'a case cannot be merged into itself');
  const other = context.facts.otherCase;
  if (!other) return refuse('record_unknown', undefined, { kind: 'inquiry', id: into });
  requireTarget(other);
  requireSameMatter(draft, other);
  requireFinished(state);
  if (isOlder(state, other)) refuse('merge_into_older', 'merge', { younger: into, older: state.reference });
  const { heldBy } = context.facts;
  if (heldBy !== undefined) refuse('merge_under_way', 'another case has yet to let go of this one', { case: heldBy });
  const { policy, now } = context;
  draft.record({
    type: 'merged',
    into,
    // What a regulator counts goes on, here and on the case that answers for it from now on.
    clocks: state.clocks.map((clock) => (isRegulatory(clock.name) ? clock : stopClock(clock, now, policy))),
    reopenUntil: addElapsed(now, policy.windows.reopenDays * dayInMilliseconds),
    ...(reason && { reason }),
  });
}

/** It was another matter after all: everything is as it was before, and the time in between counts as waiting. */
export function unmerge(draft: Draft, { reason }: InquiryCommandData['unmerge']): void {
  draft.ownerOrLead();
  const { state, context } = draft;
  const { merged } = state;
  const survivor = requireFact(context.facts.otherCase, 'otherCase');
  if (!merged) return refuse('transition_not_allowed');
  if (survivor.merged) {
    refuse('case_merged', 'unmerge the later one first', { case: survivor.reference, into: survivor.merged.into });
  }
  const brought = survivor.absorbed?.find(({ from }) => from === state.reference);
  if (brought) requireUntouched(state, survivor, brought);
  else if (!survivor.ended) refuse('merge_under_way', 'merge', { into: merged.into });
  draft.record({
    type: 'unmerged',
    from: merged.into,
    involvements: survivor.involvements.filter(({ duty }) => duty !== 'requester'),
    ...(reason && { reason }),
  });
  if (merged.heardAt !== null && merged.before.phase === 'pending_customer') {
    resumeClocks(draft, 'the customer answered', merged.heardAt);
  }
}

function requireTarget(other: InquiryState): void {
  const { reference, merged } = other;
  if (merged) refuse('case_merged', 'merge', { case: reference, into: merged.into });
  if (other.ended || !isActive(other)) {
    refuse('merge_target', 'it is not being worked on', { case: reference, status: statusOf(other) });
  }
}

/**
 * One customer, one legal entity. Who asks need not be known on the younger case; on the older one it must be when it is on
 * the younger, for answers go where the older one's go: nothing of a known account may end up at a stranger's address.
 */
function requireSameMatter(draft: Draft, other: InquiryState): void {
  const { state, context } = draft;
  if (other.legalEntity !== state.legalEntity) {
    refuse('merge_different', 'legal entity', { here: state.legalEntity, there: other.legalEntity });
  }
  if (state.customer !== null && other.customer !== state.customer) {
    refuse('merge_different', 'customer', { here: state.customer, there: other.customer ?? 'unknown' });
  }
  const foreign = state.links.find(
    ({ kind, id }) => kind === 'invoice' && own(context.facts.invoices, id)?.customer !== other.customer,
  );
  if (foreign && other.customer !== null)
    refuse('merge_different', 'customer of a linked invoice', { invoice: foreign.id });
  const packs = other.regulatory?.packs ?? [];
  const lacking = state.regulatory?.packs.find(({ pack }) => !packs.some((there) => there.pack === pack));
  if (lacking) refuse('merge_different', 'a regulatory clock runs on this case only', { pack: lacking.pack });
}

/** References are allocated one after the other as inquiries are received, over all years. */
const isOlder = (left: InquiryState, right: InquiryState): boolean =>
  numberOf(left.reference) < numberOf(right.reference);
const numberOf = (reference: string): number => Number(reference.slice(reference.lastIndexOf('-') + 1));

/**
 * A merge that was undone is over when the case that had taken it in has let go; until then nothing is decided there that
 * rests on what was brought. Refuses `merge_under_way`.
 */
export function requireSettledMerges(draft: Draft): void {
  const { state } = draft;
  const gone = state.absorbed?.find(({ from }) => !isStillMerged(draft, from));
  if (gone) refuse('merge_under_way', 'this case has yet to let go of another one', { case: gone.from });
}

/** Whether a case that this one has taken in is merged into it at this moment. */
export const isStillMerged = ({ state, context }: Draft, from: string): boolean =>
  context.facts.absorbedCases?.find(({ reference }) => reference === from)?.merged?.into === state.reference;

/** What the case has brought is still as it was: no money moved on it, and nothing is proposed that rests on it. */
function requireUntouched(state: InquiryState, survivor: InquiryState, brought: AbsorbedState): void {
  const { reference } = state;
  for (const { invoice, credited } of openDisputes(state)) {
    if (brought.duplicates.includes(invoice)) continue;
    const there = survivor.disputes.findLast((dispute) => dispute.from === reference && dispute.invoice === invoice);
    if (!there || there.settled || compare(there.credited, credited) !== 0) {
      refuse('merge_moved_on', 'dispute', { case: survivor.reference, invoice });
    }
  }
  const others = (survivor.absorbed ?? []).filter(({ from }) => from !== reference).flatMap(({ links }) => links);
  const disputed = survivor.disputes
    .filter(({ from }) => from === reference)
    .map(({ invoice }): LinkTarget => ({ kind: 'invoice', id: invoice }));
  const things = [...brought.links.filter((link) => !includes(others, link)), ...disputed];
  const proposal = survivor.proposals.find(
    (each) =>
      !brought.proposalsBefore.includes(each.id) &&
      (unfinished(each) || each.status === 'posted') &&
      restsOn(each.content, things),
  );
  if (proposal) refuse('merge_moved_on', 'proposal', { case: survivor.reference, proposal: proposal.id });
}
