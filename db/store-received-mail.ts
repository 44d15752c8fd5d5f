import type { Knex } from 'knex';
import type { ReceivedMailRow } from './rows';
import { storeFile } from './store-file';
import { inTransaction, violatedConstraint } from './transaction';

export type NewReceivedMail = Pick<
  ReceivedMailRow,
  'source' | 'mailbox' | 'team' | 'legal_entity' | 'digest' | 'uid_validity' | 'uid' | 'envelope' | 'received_at'
> & { raw: Buffer };

/**
 * Stores a mail as it came, with the row that says that it waits. The same bytes in the same mailbox are one row, of which
 * the id is returned again. Throws `StoreUnavailable`.
 */
export async function storeReceivedMail(
  knex: Knex,
  { raw, envelope, ...row }: NewReceivedMail,
): Promise<{ id: string; stored: 'now' | 'before' }> {
  try {
    return await inTransaction(knex, async (transaction) => {
      const earlier = await findDelivery(transaction, row);
      if (earlier) return earlier;
      const { received_at: storedAt } = row;
      const { id: file } = await storeFile(transaction, {
        kind: 'raw_mail',
        media_type: 'message/rfc822',
        content: raw,
        stored_at: storedAt,
      });
      const [stored] = await transaction('received_mails')
        .insert({ ...row, envelope: envelope && JSON.stringify(envelope), file, size: raw.length })
        .returning<{ id: string }[]>('id');
      if (stored === undefined) throw new Error('the mail was not stored');
      return { id: stored.id, stored: 'now' as const };
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'one_delivery') throw error;
    // A rival was faster; what it stored is committed by now.
    const earlier = await inTransaction(knex, (transaction) => findDelivery(transaction, row));
    if (earlier) return earlier;
    throw error;
  }
}

async function findDelivery(
  transaction: Knex.Transaction,
  { mailbox, digest }: Pick<ReceivedMailRow, 'mailbox' | 'digest'>,
): Promise<{ id: string; stored: 'before' } | null> {
  const row = await transaction<ReceivedMailRow>('received_mails').where({ mailbox, digest }).first('id');
  return row ? { id: row.id, stored: 'before' } : null;
}
