import type { Knex } from 'knex';
import { inquiryOwner, type Instant, type Reference } from '../contracts/ids';
import type { InquiryEvent } from '../contracts/inquiry';
import type { Actor } from '../contracts/messages';
import type { JournalRow } from './rows';
import { fromStore } from './transaction';

type Assignment = Extract<InquiryEvent, { type: 'routed' | 'assigned' }>;

/** How the case came to where it is: the last time it was routed or given to somebody. */
export async function findLastAssignment(
  knex: Knex,
  reference: Reference,
): Promise<{ event: Assignment; actor: Actor; occurredAt: Instant } | null> {
  const row = await fromStore(
    knex<JournalRow>('journal')
      .where({ owner: inquiryOwner(reference) })
      .whereIn('type', ['routed', 'assigned'])
      .orderBy('sequence', 'desc')
      .first('event', 'actor', 'occurred_at'),
  );
  return row ? { event: row.event as Assignment, actor: row.actor, occurredAt: row.occurred_at } : null;
}
