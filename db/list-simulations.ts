import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { readPage, type Page, type PageRequest } from './page';
import type { SimulationRow } from './simulations';
import { fromStore } from './transaction';

/** The newest first, without their reports. */
export async function listSimulations(
  knex: Knex,
  page: PageRequest,
): Promise<Page<Omit<SimulationRow, 'report' | 'policy_content'>>> {
  const query = knex('simulations').select(
    ...['id', 'requested_by', 'requested_at', 'period_from', 'period_to', 'policy_version', 'staffing'],
    ...['automatic_routing', 'status', 'progress', 'finished_at', 'failure'],
  );
  const order = {
    list: 'simulations',
    columns: [
      { name: 'requested_at', kind: 'instant' as const },
      { name: 'id', kind: 'text' as const },
    ],
    direction: 'desc' as const,
  };
  return readPage(query, order, page);
}

/** Asked for before an instant and not finished: their workflow may never have been started. */
export async function listUnfinishedSimulations(
  knex: Knex,
  requestedBefore: Instant,
  limit: number,
): Promise<string[]> {
  return fromStore(
    knex('simulations')
      .whereIn('status', ['waiting', 'running'])
      .where('requested_at', '<=', requestedBefore)
      .orderBy('requested_at')
      .limit(limit)
      .pluck<string[]>('id'),
  );
}
