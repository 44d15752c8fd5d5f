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
export function isUnresolvedAt({ receivedAt, resolvedAt, segments }: Timeline, at: number): boolean {
  if (receivedAt > at || (resolvedAt !== null && resolvedAt <= at)) return false;
  return !segments.some(({ kind, from, to }) => kind === 'resolved' && from <= at && at < to);
}

const waits: readonly SegmentKind[] = ['assignment', 'queue', 'customer', 'approval'];

/**
 * Whether the longest wait of a case up to this instant was for a manual assignment (`domain/inquiry`: nobody owns it). Of
 * two that are equally long the earlier counts; a case that has not waited at all is not delayed by routing.
 */
export function isDelayedByRouting({ segments }: Timeline, at: number): boolean {
  let longest = 0;
  let kind: SegmentKind | null = null;
  for (const segment of segments) {
    const length = Math.min(segment.to, at) - segment.from;
    if (waits.includes(segment.kind) && length > longest) {
      longest = length;
      kind = segment.kind;
    }
  }
  return kind === 'assignment';
}

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
