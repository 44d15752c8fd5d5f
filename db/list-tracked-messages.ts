import type { Knex } from 'knex';
import type { CustomerId, Instant, MessageId, Owner } from '../contracts/ids';
import type { Language, MessagePurpose, MessageStatus } from '../contracts/vocabulary';
import { readPage, type Page, type PageRequest } from './page';
import { trackedMessages, type TrackedFilter } from './tracked-messages';

/** A message to a customer and how far it got. */
export interface TrackedMessage {
  id: MessageId;
  owner: Owner;
  customer: CustomerId | null;
  contact: string | null;
  purpose: MessagePurpose;
  template: string;
  language: Language | null;
  status: MessageStatus;
  history: unknown[];
  created_at: Instant;
}

/** The newest first. Throws `InvalidCursor`, `StoreUnavailable`. */
export async function listTrackedMessages(
  knex: Knex,
  filter: TrackedFilter,
  page: PageRequest,
): Promise<Page<TrackedMessage>> {
  const columns = ['id', 'owner', 'customer', 'contact', 'purpose', 'template', 'language', 'status', 'history'];
  const query = trackedMessages(knex, filter).select(...columns, 'created_at');
  const order = [
    { name: 'created_at', kind: 'instant' as const },
    { name: 'id', kind: 'text' as const },
  ];
  return readPage(query, { list: 'tracked-messages', columns: order, direction: 'desc' }, page);
}
