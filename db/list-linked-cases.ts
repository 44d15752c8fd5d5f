import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** Cases that are linked to a record, the newest first; with `running`, only those that have not ended. */
export async function listLinkedCases(
  knex: Knex,
  kind: 'invoice' | 'payment',
  ids: readonly string[],
  { running = false } = {},
): Promise<Owner[]> {
  if (ids.length === 0) return [];
  const query = knex('links')
    .join('owners', 'owners.owner', 'links.owner')
    .where('links.kind', kind)
    .whereIn('links.id', ids)
    .whereLike('links.owner', 'inquiry:%');
  if (running) void query.where('owners.ended', false);
  return fromStore(
    query.distinct('links.owner').orderBy('links.owner', 'desc').pluck('links.owner') as Promise<Owner[]>,
  );
}
