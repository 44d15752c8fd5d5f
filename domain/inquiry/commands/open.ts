import type { PersonId } from '../../../contracts/ids';
import { isPresent } from '../../directory';
import { requireFact } from './require-fact';
import { calendarIsMissing, startClocks } from '../clocks';
import { routeCase } from './assignment';
import { openSplit } from './open-split';
import type { Draft } from '../draft';
import { applyRegulatoryPacks } from '../regulatory';
import { alertPerson, alertTeam, queueToCustomer } from '../outgoing';

/** The case begins: what was received, what it is about, who asks, who owns it, and how long we have. */
export function open(draft: Draft): void {
  const intake = requireFact(draft.context.facts.intake, 'intake');
  if (intake.split) return openSplit(draft, intake);
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
    ...(intake.impersonatedBy && { impersonatedBy: intake.impersonatedBy }),
    policyVersion: policy.version,
    follows: intake.follows,
    ...(intake.attachments && { attachments: intake.attachments }),
    ...(intake.suggested && { suggests: intake.suggested }),
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
  applyRegulatoryPacks(draft, 'received');
  const route = routeCase(draft);
  if (intake.contact && intake.acknowledge !== false) queueToCustomer(draft, 'acknowledgement', null);
  if (intake.complaint) {
    for (const person of compliance(draft)) alertPerson(draft, person);
  }
  const urgent = draft.state.urgency === 'critical' || draft.state.urgency === 'high';
  if (route.manual || urgent || calendarIsMissing(draft)) alertTeam(draft, route.team);
}

/** Who has to know of a complaint about our mail, in an order that does not change. */
const compliance = ({ context: { directory, now } }: Draft): PersonId[] =>
  Object.entries(directory.people)
    .filter(([, person]) => person.roles.includes('compliance') && isPresent(person, now))
    .map(([id]) => id)
    .sort();
