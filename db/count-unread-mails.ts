import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** How many mails nobody has read: `waiting` for their turn or another attempt, and `failed`, which a person has to look at. */
export async function countUnreadMails(knex: Knex): Promise<{ waiting: number; failed: number }> {
  const rows: { status: 'waiting' | 'failed'; count: string }[] = await fromStore(
    knex('received_mails').whereIn('status', ['waiting', 'failed']).groupBy('status').select('status').count(),
  );
  const of = (status: 'waiting' | 'failed'): number => Number(rows.find((row) => row.status === status)?.count ?? 0);
  return { waiting: of('waiting'), failed: of('failed') };
}
