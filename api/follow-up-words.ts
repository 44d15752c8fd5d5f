import type { FollowUpEvent, QuestionReason, ReminderReason } from '../contracts/follow-up';
import { amountInWords, spoken } from './timeline-words';

const reasons: Record<ReminderReason, string> = {
  open_balance: 'this much is open, and neither disputed nor promised',
  settled: 'the invoice is paid',
  fully_held: 'all of it is held by a dispute',
  promised: 'the customer has promised it',
  stopped: 'reminders to this customer are stopped',
  contact_budget: 'the customer has heard enough of us for now',
  no_recipient: 'there is no address that was proved',
  unsubscribed: 'it is not due yet, and they want no mails of courtesy',
  promise_cancelled: 'the promise it waited for was taken back',
  superseded: 'the world moved on before it was sent',
  quiet_hours: 'the customer is left in peace at this time',
  bounced: 'it came back, and is tried once with somebody else',
};

const questionReasons: Record<QuestionReason, string> = {
  unanswered: 'nobody has answered',
  stopped: reasons.stopped,
  contact_budget: reasons.contact_budget,
  no_recipient: reasons.no_recipient,
  superseded: reasons.superseded,
  quiet_hours: reasons.quiet_hours,
  bounced: reasons.bounced,
};

const verbs = { send: 'goes out', skip: 'is left out', postpone: 'waits', escalate: 'is given up' };

/** What happened in a customer's follow-up, in one line for a person. */
export function followUpWords(event: FollowUpEvent): string {
  switch (event.type) {
    case 'invoice_tracked':
      return `${event.invoice} is watched; it is due on ${event.dueDate}`;
    case 'invoice_settled':
      return `${event.invoice} is settled`;
    case 'hold_placed':
      return `${event.amount ? amountInWords(event.amount) : 'All'} of ${event.invoice} held by ${event.inquiry}`;
    case 'hold_released':
      return `${event.invoice} is no longer held`;
    case 'promise_made':
      return `${amountInWords(event.amount)} of ${event.invoice} promised for ${event.date}`;
    case 'promise_judged':
      return `Promise ${spoken(event.result)}`;
    case 'arrangement_offered':
      return `Offered to pay in ${event.instalments.length} instalments`;
    case 'arrangement_accepted':
      return 'The customer accepted the arrangement';
    case 'stopped':
      return `Reminders stopped: ${spoken(event.reason)}`;
    case 'resumed':
      return 'Reminders go on';
    case 'reminder_decided':
      return (
        `${event.step} of ${event.invoice} ${verbs[event.decision]}: ${reasons[event.reason]}` +
        (event.decision === 'send' && event.amount ? ` (${amountInWords(event.amount)})` : '')
      );
    case 'message_queued':
      return `${spoken(event.purpose)} to be sent`;
    case 'send_settled':
      return event.result === 'sent'
        ? 'Somebody looked into it: the message was sent'
        : 'Somebody looked into it: the message was not sent';
    case 'message_status_changed':
      return `Message ${event.status}${event.machine ? ', by a machine' : ''}`;
    case 'acknowledged':
      return event.date === null
        ? 'The customer has read it'
        : `The customer has read it and will pay on ${event.date}`;
    case 'customer_answered':
      return 'The customer answered; what it was about waits';
    case 'question_awaited':
      return `${event.inquiry} waits for an answer`;
    case 'question_closed':
      return event.because === 'answered' ? `${event.inquiry} was answered` : `${event.inquiry} asks no longer`;
    case 'question_decided':
      return `${event.step} of ${event.inquiry} ${verbs[event.decision]}: ${questionReasons[event.reason]}`;
    case 'payment_recorded':
      return `Payment ${event.payment} of ${amountInWords(event.amount)} recorded`;
    case 'handed_to_collections':
      return `${event.invoice} handed to collections${event.tried ? ` after ${event.tried.length} messages` : ''}`;
    case 'effect_parked':
      return `Needs a person: ${spoken(event.code)}`;
    case 'cancel_requested':
      return 'An operator asked to cancel; it goes on';
    case 'ended':
      return 'Nothing is open any more';
  }
}
