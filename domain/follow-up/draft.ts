import type { FollowUpCommand, FollowUpEvent } from '../../contracts/follow-up';
import type { CustomerId, Instant, InvoiceId, LocalDate } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import type { Directory } from '../directory';
import { isZero, zero } from '../money';
import { own } from '../own';
import type { Policy } from '../policy';
import { addDaysToDate, localDateAt } from '../time-zone';
import { collectable } from './collectable';
import { evolve } from './evolve';
import { ladderTerms, type LadderTerms } from './ladder';
import { keptOf } from './promises';
import type { FollowUpSendFact } from './settle-send';
import type { FollowUpState, PromiseState } from './state';

export interface FollowUpContext {
  now: Instant;
  policy: Policy;
  directory: Directory;
  customer: {
    id: CustomerId;
    zone: string;
    segment: string;
    contact: string | null;
    /** False when the contact wants no mails of courtesy. */
    courtesy?: boolean;
  };
  /** Balances as they are in the transaction that writes the decision; a missing invoice does not exist. */
  invoices: Record<InvoiceId, { customer: CustomerId; legalEntity: string; dueDate: LocalDate; open: Amount }>;
  /** For `recordDelivery` of mail that came back: the contact that it went to; missing when that is not known. */
  mailed?: string;
  /** For `settleSend`: the message as it was queued; missing when there is none. */
  send?: FollowUpSendFact;
}

/** How far ahead a customer may name a day. */
export const furthestDays = 180;

/** A decision in the making, as for cases: what has been decided so far, and the follow-up as it would be. */
export class FollowUpDraft {
  readonly events: FollowUpEvent[] = [];
  readonly terms: LadderTerms;

  constructor(
    public state: FollowUpState,
    readonly command: FollowUpCommand,
    readonly context: FollowUpContext,
  ) {
    this.terms = ladderTerms(context.policy, context.customer);
  }

  record(event: FollowUpEvent): void {
    this.events.push(event);
    this.state = evolve(this.state, {
      sequence: this.state.sequence + 1,
      occurredAt: this.context.now,
      actor: this.command.actor,
      event,
    });
  }

  /** What may be asked for on a tracked invoice now; null when the books do not know it. */
  collectable(invoice: InvoiceId): Amount | null {
    const found = own(this.context.invoices, invoice);
    if (!found) return null;
    const { holds } = own(this.state.invoices, invoice) ?? { holds: [] };
    const promises = this.state.promises.filter((promise) => promise.invoice === invoice);
    return collectable({ open: found.open, holds, promises, stopped: this.state.stopped }, this.context.now);
  }
}

/** Records that an invoice is paid, and why its due step, if any, is left out. */
export function settleIfPaid(draft: FollowUpDraft, invoice: InvoiceId): boolean {
  const tracked = own(draft.state.invoices, invoice);
  const found = own(draft.context.invoices, invoice);
  if (!tracked || !found || !isZero(found.open)) return false;
  const step = draft.terms.steps[tracked.nextStep];
  if (step && tracked.nextAt !== null) {
    draft.record({
      type: 'reminder_decided',
      invoice,
      step: step.name,
      decision: 'skip',
      reason: 'settled',
      amount: found.open,
      nextStep: tracked.nextStep,
      nextAt: null,
    });
  }
  draft.record({ type: 'invoice_settled', invoice });
  return true;
}

export function endIfDone(draft: FollowUpDraft): void {
  const { invoices, promises, questions = {}, ended } = draft.state;
  const done = Object.keys(invoices).length === 0 && promises.length === 0 && Object.keys(questions).length === 0;
  if (!ended && done) draft.record({ type: 'ended' });
}

/** What came in for every promise that is not judged yet; of an invoice that the books do not know, nothing did. */
export function keptByNow(draft: FollowUpDraft): { promise: PromiseState; kept: Amount }[] {
  const { promises } = draft.state;
  return [...new Set(promises.map(({ invoice }) => invoice))].flatMap((invoice) => {
    const onIt = promises.filter((promise) => promise.invoice === invoice);
    const open = own(draft.context.invoices, invoice)?.open;
    return open ? keptOf(onIt, open) : onIt.map((promise) => ({ promise, kept: zero(promise.amount.currency) }));
  });
}

export function isPossibleDate(draft: FollowUpDraft, date: string): boolean {
  const today = localDateAt(draft.terms.zone, draft.context.now);
  return date >= today && date <= addDaysToDate(today, furthestDays);
}
