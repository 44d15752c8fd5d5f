import type { Instalment } from '../../contracts/follow-up';
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
  /** Collections know that nobody can be written to about it; absent while that never was so. */
  unreachable?: boolean;
  /** The promise that the next step was put off for; null once it no longer is, absent while it never was. */
  waitsFor?: string | null;
  /** When the customer first heard of it; absent unless the ladder counts from that. */
  firstSentAt?: Instant;
  /** The message that came back and is tried once more; null once it was, absent while none ever did. */
  retries?: MessageId | null;
}

/** A question of a case that the customer has not answered yet. */
export interface AwaitedAnswer {
  message: MessageId;
  askedAt: Instant;
  askedOn: LocalDate;
  /** Index of the next step; as long as the ladder when only whoever asked is left to be told. */
  nextStep: number;
  nextAt: Instant;
  reminders: number;
  /** The reminder that came back and is tried once more; null once it was. */
  retries?: MessageId | null;
}

export interface PromiseState {
  id: string;
  invoice: InvoiceId;
  amount: Amount;
  openBefore: Amount;
  date: LocalDate;
  judgeAt: Instant;
}

export interface SentMessage {
  status: MessageStatus;
  invoices: InvoiceId[];
  /** Null for what went to colleagues. */
  contactedAt: Instant | null;
  /** Cases whose questions it reminds of; absent when it reminds of none. */
  questions?: Reference[];
  /** The message that came back, which it takes the place of. */
  retries?: MessageId;
  /** Only a machine is known to have opened it. */
  openedByMachine?: boolean;
  /** It came back for good once, whatever was reported of it later. */
  cameBack?: true;
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
  messages: Record<MessageId, SentMessage>;
  /** Instants of what was sent to the customer, for the contact budget; the newest twenty. */
  contacts: Instant[];
  ended: boolean;
  /** The offer that waits for the customer; null once there is none any more, absent while there never was. */
  arrangement?: { id: string; message: MessageId; instalments: Instalment[] } | null;
  /** By case; absent while no case ever waited. */
  questions?: Record<Reference, AwaitedAnswer>;
  /** When the customer last answered one of these messages; absent while they never did. */
  answeredAt?: Instant;
}

/** What was queued after a message, oldest first. */
export function messagesAfter({ messages }: FollowUpState, message: MessageId): SentMessage[] {
  const all = Object.entries(messages);
  return all.slice(all.findIndex(([id]) => id === message) + 1).map(([, sent]) => sent);
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
