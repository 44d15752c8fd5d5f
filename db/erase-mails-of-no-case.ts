import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { lockErasures } from './lock-erasures';
import type { ErasureRow } from './rows';
import { fromStore, inTransaction } from './transaction';

/**
 * Erases mail from before an instant that reached no case, such as reports of machines and what could not be read: so many
 * at a time, and writes that down. What a legal hold covers stays. Returns how many went. Throws `StoreUnavailable`.
 */
export async function eraseMailsOfNoCase(
  knex: Knex,
  {
    before,
    limit,
    erasure,
  }: { before: Instant; limit: number; erasure: Pick<ErasureRow, 'reason' | 'actor' | 'erased_at'> },
): Promise<number> {
  return inTransaction(knex, async (transaction) => {
    await lockErasures(transaction);
    const { rows } = await fromStore(
      transaction.raw<{ rows: { file: string; content: string | null }[] }>(
        `select r.file::text as file, r.content
           from received_mails r join files f on f.id = r.file
          where r.status <> 'waiting' and (r.owner is null or r.owner not like 'inquiry:%') and r.received_at < :before
            and f.content is not null
            and f.id::text not in (select id from held_files)
            and (r.content is null or r.content not in (select id from held_texts))
          order by r.received_at, r.id limit :limit`,
        { before, limit },
      ),
    );
    if (rows.length === 0) return 0;
    const files = rows.map(({ file }) => file);
    const texts = rows.flatMap(({ content }) => content ?? []);
    const { erased_at: at } = erasure;
    await transaction('texts').whereIn('id', texts).update({ content: null, salt: null, erased_at: at });
    await transaction('files')
      .whereIn('id', files)
      .update({ content: null, salt: null, name: null, content_id: null, erased_at: at });
    await transaction('received_mails').whereIn('file', files).update({ envelope: null, message_id: null });
    await transaction('erasures').insert({
      ...erasure,
      actor: JSON.stringify(erasure.actor),
      subject_kind: 'mails',
      subject: 'mails_of_no_case',
      basis: 'retention',
      texts,
      files,
      contacts: [],
      customers: [],
      held_back: '[]',
    });
    return rows.length;
  });
}
