import type { Knex } from 'knex';
import type { MailboxPositionRow } from './rows';
import { fromStore } from './transaction';

/** The highest UID of this mailbox that is stored and settled; 0 when it has never been fetched, or is another one now. */
export async function readMailboxPosition(
  knex: Knex,
  { mailbox, place, validity }: Pick<MailboxPositionRow, 'mailbox' | 'place' | 'validity'>,
): Promise<number> {
  const row = await fromStore(
    knex<MailboxPositionRow>('mailbox_positions').where({ mailbox, place, validity }).first('uid'),
  );
  return row?.uid ?? 0;
}
