import { followUpOwner, type Instant } from '../contracts/ids';
import type { FollowUpEvent } from '../contracts/follow-up';
import type { JournalEntry } from '../contracts/messages';
import type { FollowUpState } from '../domain/follow-up/state';
import { insertMessage, projectBounce, setMessageStatus, settleSend } from './project-message';
import type { FollowUpRow, HoldRow, PromiseRow } from './rows';
import type { Write } from './writes';

export function projectFollowUpRow(
  { customer, sequence, stopped }: FollowUpState,
  nextAt: Instant | null,
  updatedAt: Instant,
): Write {
  const row: FollowUpRow = { customer, sequence, stopped, next_at: nextAt, updated_at: updatedAt };
  return { insert: 'follow_ups', key: ['customer'], row: { ...row }, existing: 'replace' };
}

export function projectFollowUpEvent(
  { event, sequence, occurredAt }: JournalEntry<FollowUpEvent>,
  { customer }: FollowUpState,
): Write[] {
  switch (event.type) {
    case 'hold_placed': {
      const { hold: id, invoice, amount, inquiry } = event;
      const row: HoldRow = {
        id,
        customer,
        invoice,
        currency: amount?.currency ?? null,
        amount: amount?.minor ?? null,
        inquiry,
        released_at: null,
      };
      return [{ insert: 'holds', key: ['id', 'invoice'], row: { ...row }, existing: 'replace' }];
    }
    case 'hold_released':
      return [{ update: 'holds', key: { id: event.hold, invoice: event.invoice }, set: { released_at: occurredAt } }];
    case 'promise_made': {
      const row: PromiseRow = {
        id: event.promise,
        customer,
        invoice: event.invoice,
        currency: event.amount.currency,
        amount: event.amount.minor,
        promised_for: event.date,
        status: 'open',
        made_at: occurredAt,
      };
      return [{ insert: 'promises', key: ['id'], row: { ...row }, existing: 'replace' }];
    }
    case 'promise_judged':
      return [{ update: 'promises', key: { id: event.promise }, set: { status: event.result } }];
    case 'message_queued': {
      const { message: id, purpose, step, recipient, items, questions } = event;
      const asked = questions && { questions };
      const message = { id, owner: followUpOwner(customer), purpose, step, recipient, text: null, items, ...asked };
      return [insertMessage({ ...message, direction: 'out', status: 'pending', sequence, created_at: occurredAt })];
    }
    case 'send_settled':
      return settleSend(event, occurredAt);
    case 'message_status_changed':
      return [
        setMessageStatus(event, occurredAt),
        ...projectBounce(followUpOwner(customer), sequence, event, occurredAt),
      ];
    default:
      return [];
  }
}
