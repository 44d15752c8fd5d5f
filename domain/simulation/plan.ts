import type { PersonId } from '../../contracts/ids';
import type { Calendar } from '../calendar';
import type { CaseHistory, Mark, Segment } from './case-history';
import { touchBetween } from './staff';

/**
 * What a case goes through, in order, without the waits that follow from rules and people. Durations in milliseconds:
 * `touch` in the working hours of whoever has the case, everything else day and night.
 */
export type Step = { marks: PlannedMark[] } & (
  | {
      kind: 'route';
      /** How long it really waited to be given out; null when it was routed at once. */ wait: number | null;
      person: PersonId | null;
    }
  /** Somebody has to have a hand free for it. A named person is the one it really went to later on. */
  | { kind: 'take'; person: PersonId | null }
  | { kind: 'work'; touch: number }
  /** `duration` is infinite where the wait was not over when it was last seen. */
  | { kind: 'wait'; segment: 'customer' | 'approval' | 'resolved'; duration: number }
);

/** A mark of a clock, so far into its step. */
export interface PlannedMark {
  offset: number;
  mark: Mark;
}

type Unplanned = Step extends infer Each ? (Each extends Step ? Omit<Each, 'marks'> : never) : never;

/**
 * Takes a case apart into what a simulation keeps. An unresolved case goes on as the others do: what it has not been worked
 * on yet is `usualTouch`, the median of its category; a wait for somebody else that has no end keeps none.
 */
export function planOf(
  history: CaseHistory,
  calendarOf: (person: PersonId | null) => Calendar | null,
  usualTouch: number,
): Step[] {
  const { segments, marks, resolvedAt, receivedAt } = history.actual;
  const steps: Step[] = [];
  const spans: { from: number; to: number; step: Step }[] = [];
  const add = (step: Unplanned, { from, to }: { from: number; to: number }): Step => {
    const planned = { ...step, marks: [] } as Step;
    steps.push(planned);
    spans.push({ from, to, step: planned });
    return planned;
  };
  const start = { from: receivedAt, to: receivedAt };
  const [first] = segments;
  if (first?.kind === 'assignment') {
    add({ kind: 'route', wait: first.to - first.from, person: segments[1]?.person ?? null }, first);
  } else {
    add({ kind: 'route', wait: null, person: first?.person ?? null }, start);
  }
  let inHand = false;
  let touched = 0;
  const take = (person: PersonId | null, span: { from: number; to: number }): void => {
    const last = steps.at(-1);
    // Handed over before anybody began: it is the last owner who takes it up.
    if (last?.kind === 'take') last.person = person;
    else add({ kind: 'take', person: last?.kind === 'route' ? null : person }, span);
    inHand = true;
  };
  for (const [index, segment] of segments.entries()) {
    const here = { from: segment.from, to: segment.from };
    switch (segment.kind) {
      case 'assignment':
        if (index === 0) break;
        add({ kind: 'route', wait: segment.to - segment.from, person: segments[index + 1]?.person ?? null }, segment);
        inHand = false;
        break;
      case 'queue':
        take(segment.person, segment);
        break;
      case 'work': {
        if (!inHand) take(segment.person, here);
        const touch = touchOf(segment, calendarOf);
        touched += touch;
        add({ kind: 'work', touch }, segment);
        break;
      }
      case 'customer':
      case 'approval':
      case 'resolved': {
        if (!inHand) take(segment.person, here);
        const endless = resolvedAt === null && index === segments.length - 1 && segment.kind !== 'resolved';
        const duration = endless ? Number.POSITIVE_INFINITY : segment.to - segment.from;
        add({ kind: 'wait', segment: segment.kind, duration }, segment);
        if (segment.kind === 'resolved') inHand = false;
        break;
      }
    }
  }
  if (!inHand) take(null, { from: resolvedAt ?? receivedAt, to: resolvedAt ?? receivedAt });
  const last = steps.at(-1);
  if (resolvedAt === null && !history.leftOut && touched < usualTouch && last?.kind !== 'wait') {
    if (last?.kind === 'work') last.touch += usualTouch - touched;
    else add({ kind: 'work', touch: usualTouch - touched }, start);
  }
  for (const mark of marks) plan(mark, spans, calendarOf, segments);
  return steps;
}

const touchOf = ({ person, from, to }: Segment, calendarOf: (person: PersonId | null) => Calendar | null): number =>
  touchBetween(calendarOf(person), from, to);

/** Hangs a mark on the step in which it fell: at the end of one step and the beginning of the next, on the earlier. */
function plan(
  mark: Mark,
  spans: readonly { from: number; to: number; step: Step }[],
  calendarOf: (person: PersonId | null) => Calendar | null,
  segments: readonly Segment[],
): void {
  const span =
    spans.find(({ from, to, step }) => step.kind === 'work' && from < mark.at && mark.at <= to) ??
    spans.find(({ from, to }) => from <= mark.at && mark.at <= to) ??
    spans.at(-1);
  if (!span) return;
  const { step, from, to } = span;
  if (step.kind === 'work') {
    const owner = segments.find((segment) => segment.kind === 'work' && segment.from === from)?.person ?? null;
    const offset = mark.at <= from ? 0 : Math.min(step.touch, touchBetween(calendarOf(owner), from, mark.at));
    step.marks.push({ offset, mark });
    return;
  }
  // What ended a wait for one of us ends it again, however long it then is.
  const ends = mark.at >= to && (step.kind === 'take' || step.kind === 'route');
  const offset = ends ? Number.POSITIVE_INFINITY : Math.max(0, mark.at - from);
  step.marks.push({ offset, mark });
}
