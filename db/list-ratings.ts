import type { Knex } from 'knex';
import type { Instant, Reference } from '../contracts/ids';
import type { Category, RatingReason } from '../contracts/vocabulary';
import { fromStore } from './transaction';

/** A case whose rating was asked for, or given without asking. */
export interface RatedCase {
  reference: Reference;
  category: Category;
  team: string | null;
  /** The mail that asks has left the desk. */
  asked: boolean;
  score: number | null;
  reason: RatingReason | null;
}

/** By the instant of the question or, when nobody asked, of the rating; the newest first. From journal and messages. */
export async function listRatings(knex: Knex, period: { from: Instant; to: Instant }): Promise<RatedCase[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: RatedCase[] }>(
      `with asked as (
         select m.owner, min(m.created_at) as at from messages m
          where m.purpose = 'rating_request' and m.status not in ('pending', 'failed', 'cancelled')
          group by m.owner
       ), rated as (
         select j.owner, j.occurred_at as at, (j.event ->> 'score')::integer as score, j.event ->> 'reason' as reason
           from journal j where j.type = 'rated'
       )
       select i.reference, i.category, i.team, a.owner is not null as asked, r.score, r.reason
         from asked a full join rated r on r.owner = a.owner
         join inquiries i on 'inquiry:' || i.reference = coalesce(a.owner, r.owner)
        where coalesce(a.at, r.at) >= :from and coalesce(a.at, r.at) < :to
        order by coalesce(a.at, r.at) desc, i.reference desc`,
      period,
    ),
  );
  return rows;
}
