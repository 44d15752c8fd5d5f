import type { SegmentKind, Timeline } from './case-history';

/** Milliseconds from receipt to the last resolution, day and night; null while unresolved. */
export const elapsedResolution = ({ receivedAt, resolvedAt }: Timeline): number | null =>
  resolvedAt === null ? null : resolvedAt - receivedAt;

/** The same without the time in which we waited for the customer, or the case counted as resolved. */
export function netResolution(timeline: Timeline): number | null {
  const elapsed = elapsedResolution(timeline);
  return elapsed === null ? null : elapsed - timeIn(timeline, 'customer') - timeIn(timeline, 'resolved');
}

/** Milliseconds that a case spent so, in all. */
export const timeIn = ({ segments }: Timeline, kind: SegmentKind): number =>
  segments.reduce((sum, segment) => (segment.kind === kind ? sum + segment.to - segment.from : sum), 0);

/** Received, and neither resolved nor closed at this instant. */
export const isUnresolvedAt = (timeline: Timeline, at: number): boolean =>
  openIntervals(timeline).some(([from, to]) => from <= at && at < to);

const waits: readonly SegmentKind[] = ['assignment', 'queue', 'customer', 'approval'];

/** From and to, in milliseconds since 1970; `to` may be infinite. */
export type Interval = readonly [from: number, to: number];

/** When a case was neither resolved nor closed: from the first instant up to, not including, the second. */
export function openIntervals({ receivedAt, resolvedAt, segments }: Timeline): Interval[] {
  const intervals: Interval[] = [];
  let from = receivedAt;
  for (const segment of segments) {
    if (segment.kind !== 'resolved') continue;
    intervals.push([from, segment.from]);
    from = segment.to;
  }
  return [...intervals, [from, resolvedAt ?? Number.POSITIVE_INFINITY]];
}

/**
 * When the longest wait of a case so far was for a manual assignment: after the first instant, up to and including the
 * second. Of two waits that are equally long the earlier counts; a case that has not waited at all is not delayed.
 */
export function delayedIntervals({ segments }: Timeline): Interval[] {
  const intervals: Interval[] = [];
  let longest = 0;
  let since: number | null = null;
  for (const { kind, from, to } of segments) {
    if (!waits.includes(kind) || to - from <= longest) continue;
    const overtakes = from + longest;
    if (kind === 'assignment') since ??= overtakes;
    else if (since !== null) {
      intervals.push([since, overtakes]);
      since = null;
    }
    longest = to - from;
  }
  return since === null ? intervals : [...intervals, [since, Number.POSITIVE_INFINITY]];
}

/** Whether the longest wait of a case up to this instant was for a manual assignment. */
export const isDelayedByRouting = (timeline: Timeline, at: number): boolean =>
  delayedIntervals(timeline).some(([from, to]) => from < at && at <= to);

export interface Share {
  cases: number;
  of: number;
}

/** Unresolved cases whose longest wait so far was for a manual assignment, of all unresolved cases at this instant. */
export function routingDelayShare(timelines: Iterable<Timeline>, at: number): Share {
  const share = { cases: 0, of: 0 };
  for (const timeline of timelines) {
    if (!isUnresolvedAt(timeline, at)) continue;
    share.of += 1;
    if (isDelayedByRouting(timeline, at)) share.cases += 1;
  }
  return share;
}
