import type { LinkTarget } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import type { Draft } from '../draft';
import { own } from '../../own';

/** Ties the case to an invoice, payment, agreement or other case. An invoice must be the identified customer's. */
export function link(draft: Draft, target: LinkTarget): void {
  const { facts } = draft.context;
  const { state } = draft;
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
