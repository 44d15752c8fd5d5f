import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** The journal was looked at for every active endpoint up to this position. */
export async function markSeenPosition(knex: Knex, position: number): Promise<void> {
  await fromStore(
    knex('webhook_endpoints')
      .where({ status: 'active' })
      .andWhere('seen_position', '<', position)
      .update({ seen_position: position }),
  );
}
