import { ownerKind, ownerSubject } from '../contracts/ids';
import { deliveryReaches } from '../contracts/vocabulary';
import type { TrackedMessage } from '../db/list-tracked-messages';
import type { Engagement } from '../db/read-engagement';
import type { TrackedFilter } from '../db/tracked-messages';

/** The filter of a query, without what was left out, its instants in UTC. */
export function readTrackedFilter(query: {
  [Name in keyof TrackedFilter]?: TrackedFilter[Name] | undefined;
}): TrackedFilter {
  const { customer, purpose, language, template, status, reached, from, to } = query;
  return {
    ...(customer !== undefined && { customer }),
    ...(purpose !== undefined && { purpose }),
    ...(language !== undefined && { language }),
    ...(template !== undefined && { template }),
    ...(status !== undefined && { status }),
    ...(reached !== undefined && { reached }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    ...(to !== undefined && { to: new Date(to).toISOString() }),
  };
}

export const presentTracked = ({ owner, ...message }: TrackedMessage) => ({
  ...message,
  owner: ownerKind(owner) === 'inquiry' ? { inquiry: ownerSubject(owner) } : { customer: ownerSubject(owner) },
});

/** Every figure with the address of the list that it counts. */
export function presentEngagement(figures: Engagement, filter: TrackedFilter) {
  const listOf = (more: TrackedFilter) =>
    `/v1/messages?${new URLSearchParams({ ...filter, ...more } as Record<string, string>).toString()}`;
  const reaches = deliveryReaches.map(
    (reach) => [reach, { count: figures[reach], messages: listOf({ reached: reach }) }] as const,
  );
  return {
    key: figures.key,
    messages: { count: figures.messages, messages: listOf({}) },
    ...Object.fromEntries(reaches),
    median_seconds: {
      delivered: figures.delivered_after,
      opened: figures.opened_after,
      acknowledged: figures.acknowledged_after,
      responded: figures.responded_after,
    },
  };
}
