import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/**
 * Owners whose workflow may not know what the journal knows: an effect that nobody has started since `effectsBefore`, or a
 * deadline that was due before `dueBefore`. Oldest first.
 */
export async function listOwnersBehind(
  knex: Knex,
  { effectsBefore, dueBefore }: { effectsBefore: Instant; dueBefore: Instant },
  limit: number,
): Promise<Owner[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { owner: Owner }[] }>(
      `select owner from (
         select owner, min(created_at) as since from effects where status = 'waiting' and created_at <= ? group by owner
         union all
         select owner, wake_at from owners where not ended and wake_at <= ?
       ) behind group by owner order by min(since) limit ?`,
      [effectsBefore, dueBefore, limit],
    ),
  );
  return rows.map(({ owner }) => owner);
}
