import type { Knex } from 'knex';
import { deliveryReaches, type DeliveryReach } from '../contracts/vocabulary';
import { fromStore } from './transaction';
import { reachedCondition, trackedMessages, type TrackedFilter } from './tracked-messages';

export interface Engagement extends Record<DeliveryReach, number> {
  /** What the messages have in common; null where it is not known, or where all are counted together. */
  key: string | null;
  messages: number;
  /** Medians in whole seconds from sending; null where nothing was counted. */
  delivered_after: number | null;
  opened_after: number | null;
  acknowledged_after: number | null;
  responded_after: number | null;
}

/**
 * How many of the messages got how far, and how long it took, by what they have in common. A median counts only messages of
 * which both instants are known. Throws `StoreUnavailable`.
 */
export async function readEngagement(
  knex: Knex,
  filter: TrackedFilter,
  by: 'template' | 'purpose' | 'language' | null,
): Promise<Engagement[]> {
  const counts = deliveryReaches.map(
    (reach) => `(count(*) filter (where ${reachedCondition[reach]}))::integer as "${reach}"`,
  );
  const medians = ['delivered', 'opened', 'acknowledged', 'responded'].map(
    (reach) => `round(percentile_cont(0.5) within group (order by extract(epoch from ${reach}_at - sent_at))
                  filter (where ${reach}_at >= sent_at))::integer as ${reach}_after`,
  );
  const key = by === null ? 'null::text' : by;
  const query = trackedMessages(knex, filter).select(
    knex.raw([`${key} as key`, 'count(*)::integer as messages', ...counts, ...medians].join(', ')),
  );
  if (by !== null) void query.groupBy(by).orderBy('messages', 'desc').orderBy('key');
  return (await fromStore(query)) as Engagement[];
}
