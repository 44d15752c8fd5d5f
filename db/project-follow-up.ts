import type { Knex } from 'knex';
import { followUpOwner, type Instant } from '../contracts/ids';
import type { FollowUpEvent } from '../contracts/follow-up';
import type { JournalEntry } from '../contracts/messages';
import type { FollowUpState } from '../domain/follow-up/state';
import { insertMessage } from './project-inquiry';
import { appendMessageStatus } from './project-message-status';
import type { FollowUpRow, HoldRow, PromiseRow } from './rows';

export async function projectFollowUpRow(
  trx: Knex.Transaction,
  { customer, sequence, stopped }: FollowUpState,
  nextAt: Instant | null,
  updatedAt: Instant,
): Promise<void> {
  const row: FollowUpRow = { customer, sequence, stopped, next_at: nextAt, updated_at: updatedAt };
  await trx('follow_ups').insert(row).onConflict('customer').merge();
}

export async function projectFollowUpEvent(
  trx: Knex.Transaction,
  { event, sequence, occurredAt }: JournalEntry<FollowUpEvent>,
  { customer }: FollowUpState,
): Promise<void> {
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
      await trx('holds').insert(row).onConflict(['id', 'invoice']).merge();
      return;
    }
    case 'hold_released':
      await trx<HoldRow>('holds').where({ id: event.hold, invoice: event.invoice }).update({ released_at: occurredAt });
      return;
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
      await trx('promises').insert(row).onConflict('id').merge();
      return;
    }
    case 'promise_judged':
      await trx<PromiseRow>('promises').where({ id: event.promise }).update({ status: event.result });
      return;
    case 'message_queued':
      return insertMessage(trx, {
        id: event.message,
        owner: followUpOwner(customer),
        direction: 'out',
        purpose: event.purpose,
        step: event.step,
        recipient: { ...event.recipient },
        text: null,
        items: event.items,
        status: 'pending',
        sequence,
        created_at: occurredAt,
      });
    case 'message_status_changed':
      return appendMessageStatus(trx, event.message, event.status, event.machine, occurredAt);
    default:
      return;
  }
}
