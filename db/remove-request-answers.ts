import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { ErasureRow } from './rows';
import { inTransaction } from './transaction';

/** Forgets answered requests from before an instant, so many at a time, and writes that down. Returns how many went. */
export async function removeRequestAnswers(
  knex: Knex,
  {
    before,
    limit,
    erasure,
  }: { before: Instant; limit: number; erasure: Pick<ErasureRow, 'reason' | 'actor' | 'erased_at'> },
): Promise<number> {
  return inTransaction(knex, async (transaction) => {
    const { rowCount } = await transaction.raw<{ rowCount: number }>(
      `delete from requests where (scope, key) in
         (select scope, key from requests where created_at < :before order by created_at limit :limit)`,
      { before, limit },
    );
    if (rowCount === 0) return 0;
    await transaction('erasures').insert({
      ...erasure,
      actor: JSON.stringify(erasure.actor),
      subject_kind: 'requests',
      subject: 'request_answers',
      basis: 'retention',
      texts: [],
      contacts: [],
      customers: [],
      requests: rowCount,
      held_back: '[]',
    });
    return rowCount;
  });
}
