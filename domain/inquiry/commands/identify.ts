import type { InquiryCommandData } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';

/** Who asks has been made sure of, by a person of ours or by a check; from `verified` on we may speak of the account. */
export function identify(draft: Draft, { customer, level, method }: InquiryCommandData['identify']): void {
  const found = draft.context.facts.customers[customer];
  if (!found) return refuse('record_unknown', 'customer master', { customer });
  const { identification } = draft.state;
  if (draft.state.customer === customer && identification.level === level && identification.method === method) {
    refuse('unchanged');
  }
  draft.record({ type: 'customer_identified', customer, level, method, contact: found.contact });
}
