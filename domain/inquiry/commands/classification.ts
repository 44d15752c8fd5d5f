import type { InquiryCommandData } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import { destinationOf } from '../../routing';
import { retargetClocks } from '../clocks';
import type { Draft } from '../draft';
import { applyRegulatoryPacks } from '../regulatory';
import { routeCase } from './assignment';

/** A person corrects what the inquiry is about; what people correct becomes training data. */
export function reclassify(draft: Draft, data: InquiryCommandData['reclassify']): void {
  const { state } = draft;
  const urgency = data.urgency ?? state.urgency;
  const secondary = (data.secondary ?? state.secondary).filter((category) => category !== data.category);
  const sameSecondary = secondary.join() === state.secondary.join();
  const confirmsReview = state.needsReview;
  if (data.category === state.category && urgency === state.urgency && sameSecondary && !confirmsReview) {
    refuse('unchanged');
  }
  const moved = data.category !== state.category || confirmsReview;
  draft.record({
    type: 'classified',
    category: data.category,
    secondary,
    urgency,
    confidence: 1,
    evidence: [],
    ruleVersion: 'person',
    language: state.language,
    decidedBy: 'person',
    needsReview: false,
    ...(data.reason && { reason: data.reason }),
  });
  retargetClocks(draft, 'reclassified');
  applyRegulatoryPacks(draft, 'reclassified');
  const { policy, facts } = draft.context;
  const { team } = destinationOf({ ...draft.state, segment: facts.segment ?? null }, policy);
  if (moved && team !== state.team) routeCase(draft);
}

export function changePriority(draft: Draft, { urgency, reason }: InquiryCommandData['changePriority']): void {
  if (urgency === draft.state.urgency) refuse('unchanged');
  draft.record({ type: 'priority_changed', urgency, ...(reason && { reason }) });
  retargetClocks(draft, 'priority changed');
}
