import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** For so long an owner that is behind is named every time; after twice as long every second time, and so on. */
const insistentSeconds = 600;

/**
 * Owners whose workflow may not know what the journal knows: an effect that nobody has started since `effectsBefore`, or a
 * deadline that was due before `dueBefore`. An effect may also just take long, while a mail server is away, say: so an owner
 * is named every time for the first minutes, and then ever more rarely, that asking it does not fill its history.
 */
export async function listOwnersBehind(
  knex: Knex,
  { now, effectsBefore, dueBefore }: { now: Instant; effectsBefore: Instant; dueBefore: Instant },
  limit: number,
): Promise<Owner[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { owner: Owner }[] }>(
      `select owner from (
         select owner, created_at as since from effects where status = 'waiting' and created_at <= :effectsBefore
         union all
         select owner, wake_at from owners where not ended and wake_at <= :dueBefore
       ) behind
       group by owner
       having random() * extract(epoch from :now::timestamptz - min(since)) < :insistentSeconds
       order by random() limit :limit`,
      { now, effectsBefore, dueBefore, insistentSeconds, limit },
    ),
  );
  return rows.map(({ owner }) => owner);
}
