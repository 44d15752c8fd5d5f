import type { InquiryEvent } from '../../contracts/inquiry';
import type { PersonId, Reference } from '../../contracts/ids';
import type { Category, Urgency } from '../../contracts/vocabulary';
import { evolve } from '../inquiry/evolve';
import type { InquiryState, Occurrence } from '../inquiry/state';
import { instantToMilliseconds } from '../instant';
import type { RoutingQuestion } from '../routing';

/**
 * What a case spends its time with. `assignment` and `queue` are the waits that other rules or other people would move;
 * `work` is touch time, `customer` and `approval` are waits for others, `resolved` lies between a resolution and a reopening.
 */
export type SegmentKind = 'assignment' | 'queue' | 'work' | 'customer' | 'approval' | 'resolved';

/** From `from` up to `to`, in milliseconds since 1970. Segments of a case follow each other without a gap. */
export interface Segment {
  kind: SegmentKind;
  from: number;
  to: number;
  /** Whose queue it lay in, or who owned it. */
  person: PersonId | null;
}

/** What the clocks of a case are counted by. */
export interface Subject {
  category: Category;
  urgency: Urgency;
  legalEntity: string;
}

/** Something that a clock takes notice of, besides the segments. */
export type Mark = { at: number } & (
  { kind: 'first_response' } | { kind: 'update' } | { kind: 'retarget'; subject: Subject }
);

/** What became of a case: what really happened, or what would have. Instants in milliseconds since 1970. */
export interface Timeline {
  receivedAt: number;
  /** From receipt to the last resolution; of an unresolved case, as far as it is known. */
  segments: Segment[];
  marks: Mark[];
  /** The last resolution; null while there is none. */
  resolvedAt: number | null;
}

/** One case as its journal tells it, with what the rules would be asked about it. */
export interface CaseHistory {
  reference: Reference;
  policyVersion: string;
  /** Of the classification that it was opened with: below the threshold of a policy it waits for a person. */
  confidence: number;
  opened: Subject;
  /** What it turned out to be about by the time somebody owned it. */
  question: RoutingQuestion;
  actual: Timeline;
  /** Closed without a resolution, as merged cases are: it loads people, but has no resolution time. */
  leftOut: boolean;
}

/**
 * Reads a case off its journal, oldest entry first, at least one. `observedUntil` (milliseconds) ends what is still going on.
 * `segment` is that of the customer, which routing may ask for.
 */
export function extractCase(
  entries: readonly Occurrence<InquiryEvent>[],
  { segment, observedUntil }: { segment: string | null; observedUntil: number },
): CaseHistory {
  const segments: Segment[] = [];
  const marks: Mark[] = [];
  let state = null as InquiryState | null;
  let current = null as Segment | null;
  let opened = null as Subject | null;
  let confidence = 1;
  let owned = null as InquiryState | null;

  for (const entry of entries) {
    const { event } = entry;
    const at = instantToMilliseconds(entry.occurredAt);
    state = evolve(state, entry);
    if (event.type === 'classified' && opened === null) {
      opened = subjectOf(state);
      confidence = event.confidence;
    } else if (event.type === 'classified' || event.type === 'priority_changed') {
      marks.push({ at, kind: 'retarget', subject: subjectOf(state) });
    } else if (event.type === 'first_response_given') {
      marks.push({ at, kind: 'first_response' });
    } else if (event.type === 'message_queued' && event.purpose === 'reply') {
      marks.push({ at, kind: 'update' });
    }
    if (owned === null && state.assignee !== null) owned = state;
    const { kind, person } = situation(state);
    if (current?.kind === kind && (kind !== 'queue' || current.person === person)) continue;
    if (current) close(segments, current, at);
    current = { kind, person, from: at, to: at };
  }
  if (state === null || current === null) throw new Error('a case has a journal');
  const done = current.kind === 'resolved';
  const leftOut = done && state.resolution === null;
  if (!done) close(segments, current, observedUntil);
  const { reference, policyVersion } = state;
  return {
    reference,
    policyVersion,
    confidence,
    opened: opened ?? subjectOf(state),
    question: questionOf(owned ?? state, segment),
    actual: {
      receivedAt: instantToMilliseconds(state.receivedAt),
      segments,
      marks,
      resolvedAt: done && !leftOut ? current.from : null,
    },
    leftOut,
  };
}

/** What takes no time is not there. */
function close(segments: Segment[], segment: Segment, at: number): void {
  if (at > segment.from) segments.push({ ...segment, to: at });
}

const subjectOf = ({ category, urgency, legalEntity }: InquiryState): Subject => ({ category, urgency, legalEntity });

function questionOf(state: InquiryState, segment: string | null): RoutingQuestion {
  const { category, urgency, language, legalEntity, involvements } = state;
  const requesters = involvements.filter(({ duty }) => duty === 'requester');
  return { category, urgency, language, legalEntity, segment, needsReview: false, involvements: requesters };
}

/** An escalated case keeps the phase it came from, and waits in that. */
function situation({ phase, assignee }: InquiryState): { kind: SegmentKind; person: PersonId | null } {
  switch (phase) {
    case 'in_progress':
      return { kind: 'work', person: assignee };
    case 'pending_customer':
      return { kind: 'customer', person: assignee };
    case 'pending_approval':
      return { kind: 'approval', person: assignee };
    case 'resolved':
    case 'closed':
      return { kind: 'resolved', person: assignee };
    case 'open':
    case 'assigned':
    case 'reopened':
      return assignee === null ? { kind: 'assignment', person: null } : { kind: 'queue', person: assignee };
  }
}
