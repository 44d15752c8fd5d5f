import type { FollowUpEvent, ReminderReason } from '../contracts/follow-up';
import { amountInWords, spoken } from './timeline-words';

const reasons: Record<ReminderReason, string> = {
  open_balance: 'this much is open, and neither disputed nor promised',
  settled: 'the invoice is paid',
  fully_held: 'all of it is held by a dispute',
  promised: 'the customer has promised it',
  stopped: 'reminders to this customer are stopped',
  contact_budget: 'the customer has heard enough of us for now',
  no_recipient: 'there is no address that was proved',
  promise_cancelled: 'the promise it waited for was taken back',
  superseded: 'the world moved on before it was sent',
};

const verbs = { send: 'goes out', skip: 'is left out', postpone: 'waits' };

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
    case 'payment_recorded':
      return `Payment ${event.payment} of ${amountInWords(event.amount)} recorded`;
    case 'handed_to_collections':
      return `${event.invoice} handed to collections`;
    case 'effect_parked':
      return `Needs a person: ${spoken(event.code)}`;
    case 'cancel_requested':
      return 'An operator asked to cancel; it goes on';
    case 'ended':
      return 'Nothing is open any more';
  }
}
