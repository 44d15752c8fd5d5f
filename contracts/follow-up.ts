import type { CustomerId, Instant, InvoiceId, LocalDate, MessageId, PaymentId, Reference } from './ids';
import type { Command, EffectKind } from './messages';
import type { Amount, DeliveryReport, EffectResult, MessageStatusChange, SendSettlement } from './inquiry';
import type { StopReason } from './vocabulary';

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
  stop: { reason: StopReason };
  resume: Record<string, never>;
  /** `resend`, for one that was not sent: what is still due of it is asked for once more, by a new message. */
  settleSend: SendSettlement & { resend?: true };
  recordPayment: { payment: PaymentId; invoices: InvoiceId[]; amount: Amount };
  recordDelivery: DeliveryReport;
  /** The customer clicked a signed acknowledgement link, with or without saying when they will pay. */
  acknowledge: { message: MessageId; date: LocalDate | null };
  deadlinesDue: Record<string, never>;
  settleEffect: EffectResult;
  /** An operator asked to cancel the workflow; it is noted, and goes on. */
  requestCancel: Record<string, never>;
  catchUp: Record<string, never>;
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
  | 'superseded';

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
    }
  | {
      type: 'message_queued';
      message: MessageId;
      purpose: 'invoice' | 'reminder' | 'alert';
      step: string;
      recipient: { customer: CustomerId } | { team: string };
      items: { invoice: InvoiceId; amount: Amount; step: string }[];
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
  | { type: 'handed_to_collections'; invoice: InvoiceId }
  | { type: 'effect_parked'; key: string; kind: EffectKind; code: string }
  | { type: 'cancel_requested' }
  /** Nothing is open any more; a new invoice begins the follow-up again. */
  | { type: 'ended' };

export type FollowUpEventType = FollowUpEvent['type'];
