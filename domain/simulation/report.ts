import type { PersonId, Reference } from '../../contracts/ids';
import { clockNames, type Category, type ClockName, type Urgency } from '../../contracts/vocabulary';
import { dayInMilliseconds, hourInMilliseconds } from '../instant';
import type { CaseHistory, Timeline } from './case-history';
import { judgeClocks, type Verdicts } from './judge-clocks';
import type { Outcome } from './replay';
import type { Simulation, SimulationInput } from './simulate';
import { changeInPercent, distributionOf, percentOf, type Distribution } from './statistics';
import {
  delayedIntervals,
  elapsedResolution,
  netResolution,
  openIntervals,
  routingDelayShare,
  timeIn,
  type Interval,
  type Share,
} from './timeline';

/** The same figure three times: what the journal says, what the model says of the same, and what it says of the what-if. */
export interface Three<T> {
  actual: T;
  before: T;
  after: T;
}

/** What became of one case. Durations in milliseconds. */
export interface CaseFigures {
  resolvedAt: number | null;
  elapsed: number | null;
  net: number | null;
  /** Waiting for a manual assignment, and in the owner's queue. */
  assignment: number;
  queue: number;
  owner: PersonId | null;
  met: Verdicts;
}

export interface CaseDifference extends Three<CaseFigures> {
  reference: Reference;
  receivedAt: number;
  category: Category;
  urgency: Urgency;
  /** `after` less `before`, elapsed; null while it is not resolved. */
  difference: number | null;
  /** What makes the difference, the greatest part first. */
  why: string[];
  figures: DifferenceName[];
  /** When it was part of the backlog, and of that what routing delayed, as `domain/simulation/timeline.ts` bounds them. */
  open: Three<Interval[]>;
  delayed: Three<Interval[]>;
}

export interface SimulationReport {
  cases: {
    /** Received in the period. */
    received: number;
    /** Of these, resolved: those that times and attainment count. */
    resolved: number;
    /** Of these, neither resolved nor closed as far as the journal goes. */
    unresolved: number;
    /** Of these, closed without a resolution, as merged cases are. */
    leftOut: number;
    /** From before and after the period, which shared its people. */
    besides: number;
  };
  resolution: Record<'elapsed' | 'net', Three<Distribution> & { changePercent: string | null }>;
  attainment: Record<ClockName, Three<Share & { percent: string | null }> & { gained: number; lost: number }>;
  routingDelay: Three<Share & { percent: string | null }> & { at: number };
  /** By the end of each day in UTC. */
  backlog: ({ day: number } & Three<{ open: number; delayedByRouting: number }>)[];
  calibration: {
    actualMean: number | null;
    beforeMean: number | null;
    differencePercent: string | null;
    handsFrom: number;
  };
  /** The greatest differences, either way. */
  movers: CaseDifference[];
  faster: number;
  slower: number;
  unchanged: number;
  assumptions: string[];
}

/** What became of a case of the period: the figures of the report that count it. */
export const differenceNames = [
  'all',
  'faster',
  'slower',
  'unchanged',
  'unresolved',
  'first_response_gained',
  'first_response_lost',
  'next_update_gained',
  'next_update_lost',
  'resolution_gained',
  'resolution_lost',
] as const;
export type DifferenceName = (typeof differenceNames)[number];

/** So many of the greatest differences stand in the report itself. */
const moversAtMost = 20;

/** Cases between two reports of progress. */
const slice = 100;

/**
 * What a simulation says, with the cases that each figure is made of. Yields how far it is, from 0 to 1.
 */
export function* reportOf(
  { cases, period, whatIf }: Pick<SimulationInput, 'cases' | 'period' | 'whatIf'>,
  simulation: Simulation,
): Generator<number, { report: SimulationReport; differences: CaseDifference[] }> {
  const { before, after, policyOf } = simulation;
  const differences: CaseDifference[] = [];
  let received = 0;
  let leftOut = 0;
  for (const [index, history] of cases.entries()) {
    if (index % slice === 0) yield index / cases.length;
    const { receivedAt } = history.actual;
    if (receivedAt >= period.to) continue;
    const inPeriod = receivedAt >= period.from;
    if (inPeriod) received += 1;
    if (history.leftOut) {
      if (inPeriod) leftOut += 1;
      continue;
    }
    const [one, other] = [before[index] as Outcome, after[index] as Outcome];
    const actual = figuresOf(history.actual, ownerOf(history.actual), judge(history, history.actual, policyOf.before));
    const figures = {
      actual,
      before: figuresOf(one.timeline, one.owner, judge(history, one.timeline, policyOf.before)),
      after: figuresOf(other.timeline, other.owner, judge(history, other.timeline, policyOf.after)),
    };
    differences.push(differenceOf(history, figures, one, other, period));
  }
  differences.sort(byMagnitude);
  const resolved = differences.filter(({ difference }) => difference !== null);
  const report: SimulationReport = {
    cases: {
      received,
      resolved: resolved.length,
      unresolved: received - resolved.length - leftOut,
      leftOut,
      besides: cases.length - received,
    },
    resolution: { elapsed: resolutionOf(resolved, 'elapsed'), net: resolutionOf(resolved, 'net') },
    attainment: Object.fromEntries(clockNames.map((name) => [name, attainmentOf(resolved, name)])) as Record<
      ClockName,
      SimulationReport['attainment'][ClockName]
    >,
    routingDelay: { at: period.to, ...three((which) => withPercent(routingDelayShare(which, period.to))) },
    backlog: backlogOf(
      period,
      three((which) => which),
    ),
    calibration: calibrationOf(resolved, simulation.handsFrom),
    movers: resolved.filter(({ difference }) => difference !== 0).slice(0, moversAtMost),
    faster: resolved.filter(({ difference }) => (difference ?? 0) < 0).length,
    slower: resolved.filter(({ difference }) => (difference ?? 0) > 0).length,
    unchanged: resolved.filter(({ difference }) => difference === 0).length,
    assumptions: [],
  };
  report.assumptions = assumptionsOf(report, whatIf, cases);
  return { report, differences };

  /** A figure of all cases that are there: of the period, and besides it. */
  function three<T>(figure: (timelines: readonly Timeline[]) => T): Three<T> {
    const kept = cases.flatMap((history, index) => (history.leftOut ? [] : [index]));
    return {
      actual: figure(kept.map((index) => (cases[index] as CaseHistory).actual)),
      before: figure(kept.map((index) => (before[index] as Outcome).timeline)),
      after: figure(kept.map((index) => (after[index] as Outcome).timeline)),
    };
  }
}

const judge = (
  history: CaseHistory,
  timeline: Timeline,
  policyOf: (history: CaseHistory) => Parameters<typeof judgeClocks>[2],
): Verdicts => judgeClocks(timeline, history.opened, policyOf(history));

const ownerOf = ({ segments }: Timeline): PersonId | null =>
  segments.find(({ kind, person }) => kind !== 'assignment' && person !== null)?.person ?? null;

const figuresOf = (timeline: Timeline, owner: PersonId | null, met: Verdicts): CaseFigures => ({
  resolvedAt: timeline.resolvedAt,
  elapsed: elapsedResolution(timeline),
  net: netResolution(timeline),
  assignment: waitOf(timeline, 'assignment'),
  queue: waitOf(timeline, 'queue'),
  owner,
  met,
});

/** A wait without an end counts as far as nothing: it is none that was waited. */
const waitOf = (timeline: Timeline, kind: 'assignment' | 'queue'): number => {
  const time = timeIn(timeline, kind);
  return Number.isFinite(time) ? time : 0;
};

function differenceOf(
  history: CaseHistory,
  figures: Three<CaseFigures>,
  before: Outcome,
  after: Outcome,
  { from }: SimulationInput['period'],
): CaseDifference {
  const { reference, question, actual } = history;
  const inPeriod = actual.receivedAt >= from;
  const resolved = [figures.actual, figures.before, figures.after].every(({ elapsed }) => elapsed !== null);
  const difference = inPeriod && resolved ? (figures.after.elapsed ?? 0) - (figures.before.elapsed ?? 0) : null;
  const tags: DifferenceName[] = [];
  if (difference !== null) {
    tags.push('all', difference < 0 ? 'faster' : difference > 0 ? 'slower' : 'unchanged');
    for (const name of clockNames) {
      if (figures.before.met[name] === false && figures.after.met[name] === true) tags.push(`${name}_gained`);
      if (figures.before.met[name] === true && figures.after.met[name] === false) tags.push(`${name}_lost`);
    }
  } else if (inPeriod) {
    tags.push('unresolved');
  }
  const timelines = { actual, before: before.timeline, after: after.timeline };
  return {
    reference,
    receivedAt: actual.receivedAt,
    category: question.category,
    urgency: question.urgency,
    ...figures,
    difference,
    why: difference === null || difference === 0 ? [] : reasonsOf(figures.before, figures.after, before, after),
    figures: tags,
    open: ofEach(timelines, openIntervals),
    delayed: ofEach(timelines, delayedIntervals),
  };
}

const ofEach = <T, U>({ actual, before, after }: Three<T>, figure: (each: T) => U): Three<U> => ({
  actual: figure(actual),
  before: figure(before),
  after: figure(after),
});

/** In words, with hours: what waits less or longer, who has it instead, and what nights and closed days do to the rest. */
function reasonsOf(one: CaseFigures, other: CaseFigures, before: Outcome, after: Outcome): string[] {
  const assignment = other.assignment - one.assignment;
  const queue = other.queue - one.queue;
  const rest = (other.elapsed ?? 0) - (one.elapsed ?? 0) - assignment - queue;
  const whose = other.owner === one.owner ? (other.owner ?? 'nobody') : `${other.owner} instead of ${one.owner}`;
  const parts = [
    { size: assignment, words: `${amountOf(assignment)} for a manual assignment` },
    { size: queue, words: `${amountOf(queue)} in the queue of ${whose}` },
    { size: rest, words: `${amountOf(rest)} because nights, closed days and absences fall otherwise` },
  ];
  return [
    ...parts
      .filter(({ size }) => size !== 0)
      .sort((left, right) => Math.abs(right.size) - Math.abs(left.size))
      .map(({ words }) => words),
    ...(after.team !== before.team ? [`goes to team ${after.team} instead of ${before.team}`] : []),
  ];
}

const amountOf = (milliseconds: number): string =>
  `${(Math.abs(milliseconds) / hourInMilliseconds).toFixed(1)} h ${milliseconds < 0 ? 'less' : 'more'}`;

/** The greatest difference first, either way; then the earlier case; cases without a difference in time last. */
function byMagnitude(left: CaseDifference, right: CaseDifference): number {
  const size = ({ difference }: CaseDifference) => (difference === null ? -1 : Math.abs(difference));
  return (
    size(right) - size(left) ||
    left.receivedAt - right.receivedAt ||
    (left.reference < right.reference ? -1 : left.reference > right.reference ? 1 : 0)
  );
}

function resolutionOf(
  resolved: readonly CaseDifference[],
  kind: 'elapsed' | 'net',
): Three<Distribution> & { changePercent: string | null } {
  const of = (which: keyof Three<unknown>) => distributionOf(resolved.map((each) => each[which][kind] ?? 0));
  const figures = { actual: of('actual'), before: of('before'), after: of('after') };
  return { ...figures, changePercent: changeInPercent(figures.before.mean, figures.after.mean) };
}

function attainmentOf(resolved: readonly CaseDifference[], name: ClockName): SimulationReport['attainment'][ClockName] {
  const of = (which: keyof Three<unknown>) => {
    const judged = resolved.filter((each) => each[which].met[name] !== null);
    return withPercent({ cases: judged.filter((each) => each[which].met[name] === true).length, of: judged.length });
  };
  const having = (tag: DifferenceName) => resolved.filter(({ figures }) => figures.includes(tag)).length;
  return {
    actual: of('actual'),
    before: of('before'),
    after: of('after'),
    gained: having(`${name}_gained`),
    lost: having(`${name}_lost`),
  };
}

const withPercent = (share: Share): Share & { percent: string | null } => ({
  ...share,
  percent: percentOf(share.cases, share.of),
});

/** Each case is looked at only on the days on which it is open. */
function backlogOf(
  { from, to }: SimulationInput['period'],
  timelines: Three<readonly Timeline[]>,
): SimulationReport['backlog'] {
  const firstDay = Math.floor(from / dayInMilliseconds);
  const lastDay = Math.ceil(to / dayInMilliseconds);
  const nothing = () => ({ open: 0, delayedByRouting: 0 });
  const days = Array.from({ length: lastDay - firstDay }, (_, index) => {
    return { day: (firstDay + index) * dayInMilliseconds, actual: nothing(), before: nothing(), after: nothing() };
  });
  for (const which of ['actual', 'before', 'after'] as const) {
    for (const timeline of timelines[which]) {
      const delayed = delayedIntervals(timeline);
      for (const [begins, ends] of openIntervals(timeline)) {
        const first = Math.max(0, Math.floor(begins / dayInMilliseconds) - firstDay);
        for (let index = first; index < days.length; index += 1) {
          const row = days[index];
          if (!row || row.day >= ends) break;
          const at = Math.min(row.day + dayInMilliseconds, to);
          if (at < begins || at >= ends) continue;
          row[which].open += 1;
          if (delayed.some(([since, until]) => since < at && at <= until)) row[which].delayedByRouting += 1;
        }
      }
    }
  }
  return days;
}

function calibrationOf(resolved: readonly CaseDifference[], handsFrom: number): SimulationReport['calibration'] {
  const actualMean = distributionOf(resolved.map(({ actual }) => actual.elapsed ?? 0)).mean;
  const beforeMean = distributionOf(resolved.map(({ before }) => before.elapsed ?? 0)).mean;
  return { actualMean, beforeMean, differencePercent: changeInPercent(actualMean, beforeMean), handsFrom };
}

/** Everything that the figures rest on and the journal does not say. */
function assumptionsOf(
  { calibration, cases }: SimulationReport,
  whatIf: SimulationInput['whatIf'],
  all: readonly CaseHistory[],
): string[] {
  const { differencePercent } = calibration;
  return [
    'Work, waits for customers and waits for approvers last as long as they really did; only waits for an assignment and waits in queues move.',
    `Before and after are two runs of one model. For the period as it was, the model's mean resolution time differs from the real one by ${differencePercent ?? '0.0'} %; what it does not know is the same in both runs.`,
    `How many cases somebody works on at once was taken from the journal, as seen at ${calibration.handsFrom * 100} % of the instants at which they took one up: of several such assumptions the one that came nearest to what happened.`,
    'People take up the most urgent case first, then the one that has waited longest; they work by the calendar that most of what they took up lies in.',
    'People, teams, skills, languages and capacities are those of today; who has left since but worked in the period counts as being there, and absences count when they were.',
    'After a customer or an approver has answered, work goes on at once: the journal does not show when somebody took it up again.',
    'A case that really waited for a manual assignment and still does waits as long as it did, and goes to the same person; one that now needs one borrows the waits that were seen.',
    ...(whatIf.automaticRouting === true
      ? ['Automatic routing finds at once the category that a person settled on later.']
      : []),
    ...(whatIf.policy ? [] : ['Each case keeps the policy that it was opened under.']),
    ...(whatIf.policy ? [`Every case is held to policy ${whatIf.policy.version}, also for its service levels.`] : []),
    ...(cases.unresolved > 0
      ? [
          `${cases.unresolved} unresolved cases load people and backlog but have no resolution time; what has not been worked on yet is the median of its category.`,
        ]
      : []),
    ...(cases.leftOut > 0
      ? [`${cases.leftOut} cases that were closed without a resolution are left out of all figures.`]
      : []),
    ...(all.length > cases.received
      ? [`${cases.besides} cases from before and after the period share its people and are part of the backlog only.`]
      : []),
  ];
}
