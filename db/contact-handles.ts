import type { Knex } from 'knex';
import type { CustomerId, Instant, Reference } from '../contracts/ids';
import type { ContactHandleRow } from './webhook-rows';
import { fromStore, inTransaction } from './transaction';

/** Another channel than mail by which people are reached. */
export type TextChannel = ContactHandleRow['channel'];

export interface HandleContact {
  contact: string;
  customer: CustomerId | null;
}

/**
 * The contact behind a telephone number or chat name; a new one for a handle that is new to us. Its mail address says only that
 * there is none: `.invalid` is no domain (RFC 2606), and `routeByChannel` sends what goes there by the channel.
 */
export async function keepHandle(
  knex: Knex,
  { channel, handle, contact, at }: { channel: TextChannel; handle: string; contact: string; at: Instant },
): Promise<HandleContact> {
  return inTransaction(knex, async (transaction) => {
    // Two messages of one stranger at the same moment: the second waits for the first.
    await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`handle:${channel}:${handle}`]);
    const known = await transaction('contact_handles as h')
      .join('contacts as c', 'c.id', 'h.contact')
      .where({ channel, handle })
      .first<HandleContact | undefined>('h.contact', 'c.customer');
    if (known) return known;
    const email = addressOf(channel, contact);
    await transaction('contacts').insert({ id: contact, email, verified: false, created_at: at });
    await transaction('contact_handles').insert({ channel, handle, contact, created_at: at });
    return { contact, customer: null };
  });
}

const addressOf = (channel: TextChannel, contact: string): string => `${contact}@${channel}.invalid`;

/** The handle that a mail address of `keepHandle` stands for; null for a real address, or when it was erased. */
export async function findHandle(
  knex: Knex,
  address: string,
): Promise<{ channel: TextChannel; handle: string | null } | null> {
  const [, contact, channel] = /^(.+)@(sms|chat)\.invalid$/.exec(address) ?? [];
  if (contact === undefined) return null;
  const row = await fromStore(
    knex<ContactHandleRow>('contact_handles')
      .where({ contact, channel: channel as TextChannel })
      .first('handle'),
  );
  return { channel: channel as TextChannel, handle: row?.handle ?? null };
}

/** The newest case that this contact opened by this channel: what they write next is about it. */
export async function findLastCaseOf(knex: Knex, contact: string, channel: TextChannel): Promise<Reference | null> {
  const row = await fromStore(
    knex('intakes')
      .where({ contact, channel })
      .whereNotNull('reference')
      .orderBy([
        { column: 'received_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first<{ reference: Reference } | undefined>('reference'),
  );
  return row?.reference ?? null;
}
