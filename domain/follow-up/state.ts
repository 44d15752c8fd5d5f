import type { CustomerId, Instant, InvoiceId, LocalDate, MessageId, Reference } from '../../contracts/ids';
import type { Amount } from '../../contracts/inquiry';
import type { MessageStatus, StopReason } from '../../contracts/vocabulary';

export interface TrackedInvoice {
  dueDate: LocalDate;
  legalEntity: string;
  /** Index of the ladder's next step; as long as the ladder when it has ended. */
  nextStep: number;
  nextAt: Instant | null;
  holds: { id: string; amount: Amount | null; inquiry: Reference }[];
  inCollections: boolean;
  /** The promise that the next step was put off for; null once it no longer is, absent while it never was. */
  waitsFor?: string | null;
}

export interface PromiseState {
  id: string;
  invoice: InvoiceId;
  amount: Amount;
  openBefore: Amount;
  date: LocalDate;
  judgeAt: Instant;
}

/** The fold of a customer's follow-up journal. Balances are not part of it: they are read when they matter. */
export interface FollowUpState {
  schema: 1;
  customer: CustomerId;
  sequence: number;
  /** Open invoices only; a settled one is no longer chased. */
  invoices: Record<InvoiceId, TrackedInvoice>;
  /** Promises that are not judged yet. */
  promises: PromiseState[];
  stopped: StopReason | null;
  messages: Record<MessageId, { status: MessageStatus; invoices: InvoiceId[]; contactedAt: Instant | null }>;
  /** Instants of what was sent to the customer, for the contact budget; the newest twenty. */
  contacts: Instant[];
  ended: boolean;
}

export const initialFollowUp = (customer: CustomerId): FollowUpState => ({
  schema: 1,
  customer,
  sequence: 0,
  invoices: {},
  promises: [],
  stopped: null,
  messages: {},
  contacts: [],
  ended: false,
});
