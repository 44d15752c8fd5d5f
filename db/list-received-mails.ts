import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { ReceivedMailRow } from './rows';

export interface ReceivedMailFilter {
  status?: ReceivedMailRow['status'] | undefined;
  disposition?: ReceivedMailRow['disposition'] | undefined;
  mailbox?: string | undefined;
  owner?: Owner | undefined;
}

/** Mail that came in, the newest first. Throws `InvalidCursor`, `StoreUnavailable`. */
export async function listReceivedMails(
  knex: Knex,
  filter: ReceivedMailFilter,
  request: PageRequest,
): Promise<Page<ReceivedMailRow>> {
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const columns = [
    { name: 'received_at', kind: 'instant' as const },
    { name: 'key', kind: 'text' as const },
  ];
  // A cursor is compared as text: one that was made up is no reason to fail, as it would be for a uuid.
  const mails = knex('received_mails').where(given).select('*', knex.raw('id::text as key'));
  const query = knex.from(mails.as('mails')).select('*') as Knex.QueryBuilder;
  return readPage(query, { list: 'received-mails', columns, direction: 'desc' }, request);
}
