import { requireFact } from './require-fact';
import { calendarIsMissing, inheritClocks } from '../clocks';
import { routeCase } from './assignment';
import type { IntakeFact } from '../context';
import type { Draft } from '../draft';
import { alertTeam } from '../outgoing';
import { applyRegulatoryPacks } from '../regulatory';

/**
 * A case that was split off begins with what it was given. The customer wrote once and was answered once: nothing is
 * acknowledged a second time, and time that has passed has passed here as well.
 */
export function openSplit(draft: Draft, intake: IntakeFact): void {
  const split = requireFact(intake.split, 'split');
  const { category, urgency, language, identification, from, involvements, disputes } = split;
  draft.record({
    type: 'inquiry_received',
    reference: intake.reference,
    channel: intake.channel,
    legalEntity: intake.legalEntity,
    intake: intake.id,
    content: intake.content,
    contact: split.contact,
    filedBy: null,
    onBehalfOf: null,
    policyVersion: draft.context.policy.version,
    follows: from,
  });
  draft.record({
    type: 'classified',
    category,
    secondary: [],
    urgency,
    confidence: 1,
    evidence: [],
    ruleVersion: 'person',
    language,
    decidedBy: 'person',
    needsReview: false,
  });
  if (identification.level !== 'none') {
    draft.record({ type: 'customer_identified', customer: split.customer, contact: null, ...identification });
  }
  // Before it is routed: nobody owns what they requested.
  draft.record({
    type: 'split_received',
    from,
    involvements,
    disputes,
    firstResponseAt: split.firstResponseAt,
    ...(split.regulatoryEvents && { regulatoryEvents: split.regulatoryEvents }),
  });
  for (const target of split.links) draft.record({ type: 'linked', target });
  inheritClocks(draft, split);
  applyRegulatoryPacks(draft, 'split off');
  const route = routeCase(draft);
  const urgent = urgency === 'critical' || urgency === 'high';
  if (route.manual || urgent || calendarIsMissing(draft)) alertTeam(draft, route.team);
}
