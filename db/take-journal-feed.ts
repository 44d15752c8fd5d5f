import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** A row of the journal that endpoints have not been told of. */
export interface FedRow {
  position: number;
  owner: Owner;
  sequence: number;
}

/** "webhooks", so that one process at a time spreads the feed: then events of an owner are numbered in their order. */
const feedLock = 0x77656268;

/** The oldest rows of the feed, taken out of it in the caller's transaction. Null while another process is at it. */
export async function takeJournalFeed(transaction: Knex.Transaction, limit: number): Promise<FedRow[] | null> {
  const { rows: locks } = await fromStore(
    transaction.raw<{ rows: { mine: boolean }[] }>('select pg_try_advisory_xact_lock(?) as mine', [feedLock]),
  );
  if (!locks[0]?.mine) return null;
  const { rows } = await fromStore(
    transaction.raw<{ rows: FedRow[] }>(
      `delete from webhook_feed where position in (select position from webhook_feed order by position limit ?)
       returning position, owner, sequence`,
      [limit],
    ),
  );
  return rows.sort((one, other) => one.position - other.position);
}
