import type { IdentificationMethod, InquiryCommandData } from '../../../contracts/inquiry';
import type { IdentificationLevel } from '../../../contracts/vocabulary';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { applyRegulatoryPacks } from '../regulatory';
import { own } from '../../own';

/** Who asks has been made sure of, by a person of ours or by a check; from `verified` on we may speak of the account. */
export function identify(draft: Draft, { customer, level, method, evidence }: InquiryCommandData['identify']): void {
  if (draft.command.actor.kind === 'person') requireVouching(draft, level, method);
  const found = own(draft.context.facts.customers, customer);
  if (!found) return refuse('record_unknown', 'customer master', { customer });
  const { identification } = draft.state;
  if (draft.state.customer === customer && identification.level === level && identification.method === method) {
    refuse('unchanged');
  }
  draft.record({
    type: 'customer_identified',
    customer,
    level,
    method,
    contact: found.contact,
    ...(evidence && { evidence }),
  });
  applyRegulatoryPacks(draft, 'customer identified');
}

/** What a person can make sure of; the other methods are facts of how an inquiry came in. */
const personalMethods: readonly IdentificationMethod[] = ['call_back', 'document', 'bank_reference'];

/** Who answers for the case, or compliance, says who the customer is; and to verify, by a method of theirs. */
function requireVouching(draft: Draft, level: IdentificationLevel, method: IdentificationMethod): void {
  const acting = own(draft.context.directory.people, draft.person().id);
  if (!acting?.roles.includes('compliance')) draft.ownerOrLead();
  if (level === 'verified' && !personalMethods.includes(method)) {
    refuse('identification_method', 'identification', { method, allowed: [...personalMethods] });
  }
}
