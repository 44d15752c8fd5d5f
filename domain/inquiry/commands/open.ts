import { requireFact } from './require-fact';
import { startClocks } from '../clocks';
import { routeCase } from './assignment';
import type { Draft } from '../draft';
import { alertTeam, queueToCustomer } from '../outgoing';

/** The case begins: what was received, what it is about, who asks, who owns it, and how long we have. */
export function open(draft: Draft): void {
  const intake = requireFact(draft.context.facts.intake, 'intake');
  const { policy } = draft.context;
  draft.record({
    type: 'inquiry_received',
    reference: intake.reference,
    channel: intake.channel,
    legalEntity: intake.legalEntity,
    intake: intake.id,
    content: intake.content,
    contact: intake.contact,
    filedBy: intake.filedBy,
    onBehalfOf: intake.onBehalfOf,
    policyVersion: policy.version,
    follows: intake.follows,
  });
  draft.record({
    type: 'classified',
    ...intake.classification,
    decidedBy: 'rules',
    needsReview: intake.classification.confidence < policy.classification.confidenceThreshold,
  });
  if (intake.identification.level !== 'none') {
    draft.record({
      type: 'customer_identified',
      customer: intake.customer,
      contact: null,
      ...intake.identification,
    });
  }
  for (const invoice of intake.invoices) draft.record({ type: 'linked', target: { kind: 'invoice', id: invoice } });
  startClocks(draft, intake.receivedAt);
  const route = routeCase(draft);
  if (intake.contact) queueToCustomer(draft, 'acknowledgement', null);
  const urgent = draft.state.urgency === 'critical' || draft.state.urgency === 'high';
  if (route.manual || urgent) alertTeam(draft, route.team);
}
