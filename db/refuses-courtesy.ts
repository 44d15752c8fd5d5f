import type { Knex } from 'knex';
import type { MessageId } from '../contracts/ids';
import { fromStore } from './transaction';

/** Days in which a contact is asked to rate one case at most. */
const daysBetween = 30;

/**
 * Why a request to rate a case is not sent to a contact: they want no mails of courtesy, or were asked lately. Null when it
 * may go out. Time is that of the messages. Throws `StoreUnavailable`.
 */
export async function refusesCourtesy(
  knex: Knex,
  message: MessageId,
  contact: string,
): Promise<'unsubscribed' | 'asked_lately' | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { unsubscribed: boolean; asked: boolean }[] }>(
      `select exists (select from mail_preferences where contact = :contact and not courtesy) as unsubscribed,
              exists (select from messages earlier
                       where earlier.purpose = 'rating_request' and earlier.id <> m.id
                         and earlier.recipient ->> 'contact' = :contact
                         and earlier.status not in ('pending', 'failed', 'cancelled')
                         and earlier.created_at > m.created_at - make_interval(days => :daysBetween)) as asked
         from messages m where m.id = :message`,
      { contact, message, daysBetween },
    ),
  );
  const [found] = rows;
  return found?.unsubscribed ? 'unsubscribed' : found?.asked ? 'asked_lately' : null;
}
