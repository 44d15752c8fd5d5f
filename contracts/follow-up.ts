import type { CustomerId, Instant, InvoiceId, LocalDate, MessageId, PaymentId, Reference } from './ids';
import type { Command, EffectKind } from './messages';
import type { Amount, DeliveryReport, EffectResult, MessageStatusChange, SendSettlement } from './inquiry';
import type { MessageStatus, StopReason } from './vocabulary';

/**
 * A customer's follow-up owns reminders, promises to pay and the contact budget across all cases. It knows which invoices
 * to watch and what is held; balances are read again at the instant of sending and never remembered here.
 */
export interface FollowUpCommandData {
  /** An invoice was issued, or became known: watch it until it is settled. One that we have just issued is sent at once. */
  track: { invoice: InvoiceId; issued?: true };
  /** Part of an invoice, or all of it when the amount is null, is not to be chased. */
  hold: { invoice: InvoiceId; hold: string; kind: 'dispute'; amount: Amount | null; inquiry: Reference };
  release: { invoice: InvoiceId; hold: string };
  promise: { promise: string; invoice: InvoiceId; amount: Amount; date: LocalDate };
  cancelPromise: { promise: string };
  /** We offer the customer to pay in instalments; an offer that is still open is void then. */
  offerArrangement: { arrangement: string; instalments: Instalment[] };
  /** The customer accepts by the link in the offer: each instalment becomes a promise. */
  acceptArrangement: { arrangement: string };
  stop: { reason: StopReason };
  resume: Record<string, never>;
  /** `resend`, for one that was not sent: what is still due of it is asked for once more, by a new message. */
  settleSend: SendSettlement & { resend?: true };
  recordPayment: { payment: PaymentId; invoices: InvoiceId[]; amount: Amount };
  recordDelivery: DeliveryReport;
  /** The customer clicked a signed acknowledgement link, with or without saying when they will pay. */
  acknowledge: { message: MessageId; date: LocalDate | null };
  /** A case waits for an answer of this customer to a question of ours; the same case again asks anew. */
  await: { inquiry: Reference; message: MessageId };
  /** A case waits no longer: the customer answered, or the question has become idle. */
  answered: { inquiry: Reference; because: AwaitingEnd };
  deadlinesDue: Record<string, never>;
  settleEffect: EffectResult;
  /** An operator asked to cancel the workflow; it is noted, and goes on. */
  requestCancel: Record<string, never>;
  catchUp: Record<string, never>;
}

/** Part of an invoice, to be paid by a day. */
export interface Instalment {
  invoice: InvoiceId;
  amount: Amount;
  date: LocalDate;
}

export type FollowUpCommandType = keyof FollowUpCommandData;
export type FollowUpCommand = {
  [Type in FollowUpCommandType]: Command<Type, FollowUpCommandData[Type]>;
}[FollowUpCommandType];

/** Why a step that came due was sent, put off, or left out. */
export type ReminderReason =
  | 'open_balance'
  | 'settled'
  | 'fully_held'
  | 'promised'
  | 'promise_cancelled'
  | 'stopped'
  | 'contact_budget'
  | 'no_recipient'
  | 'superseded'
  | 'unsubscribed'
  | 'quiet_hours'
  /** It came back for good: it is tried once more with another contact of the customer. */
  | 'bounced';

/** Why nobody waits for an answer any more. */
export type AwaitingEnd = 'answered' | 'no_longer_asked';

/** What became of a reminder of a question that is due. */
export type QuestionReason =
  'unanswered' | 'stopped' | 'contact_budget' | 'no_recipient' | 'superseded' | 'quiet_hours' | 'bounced';

/** One message that was sent about an invoice, for whoever collects from here on. */
export interface TriedContact {
  message: MessageId;
  at: Instant;
  status: MessageStatus;
}

export type FollowUpEvent =
  | {
      type: 'invoice_tracked';
      invoice: InvoiceId;
      dueDate: LocalDate;
      legalEntity: string;
      nextStep: number;
      nextAt: Instant | null;
    }
  | { type: 'invoice_settled'; invoice: InvoiceId }
  | {
      type: 'hold_placed';
      invoice: InvoiceId;
      hold: string;
      kind: 'dispute';
      amount: Amount | null;
      inquiry: Reference;
    }
  | { type: 'hold_released'; invoice: InvoiceId; hold: string }
  | {
      type: 'promise_made';
      promise: string;
      invoice: InvoiceId;
      amount: Amount;
      /** What was open when it was promised; what it has come down by since is what was kept. */
      openBefore: Amount;
      date: LocalDate;
      judgeAt: Instant;
    }
  | {
      type: 'promise_judged';
      promise: string;
      result: 'kept' | 'partially_kept' | 'broken' | 'cancelled';
      paid: Amount;
    }
  | { type: 'arrangement_offered'; arrangement: string; message: MessageId; instalments: Instalment[] }
  | { type: 'arrangement_accepted'; arrangement: string }
  | { type: 'stopped'; reason: StopReason }
  | { type: 'resumed' }
  | {
      type: 'reminder_decided';
      invoice: InvoiceId;
      step: string;
      decision: 'send' | 'skip' | 'postpone';
      reason: ReminderReason;
      /** What is collectable at this instant: open less held and promised; null when the books do not know the invoice. */
      amount: Amount | null;
      nextStep: number;
      nextAt: Instant | null;
      /** The promise that the step waits for, when it was put off because of one. */
      waitsFor?: string;
      /** When the customer first heard of the invoice; only of ladders that count from it. */
      firstSentAt?: Instant;
      /** Collections are told that nobody can be written to: once, until somebody can. */
      unreachable?: true;
      /** The message that came back, which this step tries once more. */
      retries?: MessageId;
    }
  | {
      type: 'message_queued';
      message: MessageId;
      purpose: 'invoice' | 'reminder' | 'answer_reminder' | 'alert' | 'arrangement_offer';
      step: string;
      recipient: { customer: CustomerId } | { team: string };
      /** `date` by which an instalment of an offer is to be paid. */
      items: { invoice: InvoiceId; amount: Amount; step: string; date?: LocalDate }[];
      /** Questions in the same mail; absent when there are none. */
      questions?: { inquiry: Reference; askedOn: LocalDate; step: string }[];
      /** The message that came back, which this one takes the place of. */
      retries?: MessageId;
      /** The message that was not sent, and in whose place this one goes out. */
      resends?: MessageId;
    }
  | ({ type: 'send_settled'; effect?: string } & SendSettlement)
  | MessageStatusChange
  | {
      type: 'acknowledged';
      message: MessageId;
      date: LocalDate | null;
      deferred: { invoice: InvoiceId; nextAt: Instant }[];
    }
  | { type: 'payment_recorded'; payment: PaymentId; invoices: InvoiceId[]; amount: Amount }
  /** What the customer answered to puts its steps off. */
  | {
      type: 'customer_answered';
      message: MessageId;
      deferred: { invoice: InvoiceId; nextAt: Instant }[];
      questions: { inquiry: Reference; nextAt: Instant }[];
    }
  | {
      type: 'question_awaited';
      inquiry: Reference;
      message: MessageId;
      askedOn: LocalDate;
      nextStep: number;
      nextAt: Instant;
    }
  | { type: 'question_closed'; inquiry: Reference; because: AwaitingEnd }
  | {
      type: 'question_decided';
      inquiry: Reference;
      message: MessageId;
      step: string;
      /** `escalate`: whoever asked is told, and the follow-up has done what it could. */
      decision: 'send' | 'postpone' | 'escalate';
      reason: QuestionReason;
      nextStep: number;
      /** Null once it is escalated. */
      nextAt: Instant | null;
      /** How often the customer has been reminded of it. */
      reminders: number;
      retries?: MessageId;
    }
  /** `tried`: what was sent about it, oldest first; absent in journals of earlier releases. */
  | { type: 'handed_to_collections'; invoice: InvoiceId; tried?: TriedContact[] }
  | { type: 'effect_parked'; key: string; kind: EffectKind; code: string }
  | { type: 'cancel_requested' }
  /** Nothing is open any more; a new invoice begins the follow-up again. */
  | { type: 'ended' };

export type FollowUpEventType = FollowUpEvent['type'];
