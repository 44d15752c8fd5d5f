import type { Category } from '../../contracts/vocabulary';
import type { Directory } from '../directory';
import type { Policy } from '../policy';
import type { CaseHistory } from './case-history';
import { planOf, type Step } from './plan';
import { replay, type Conditions, type Outcome } from './replay';
import { changeStaff, staffOf, touchBetween, withHands, type Staff, type StaffingChange } from './staff';
import { distributionOf, meanOf } from './statistics';
import { elapsedResolution } from './timeline';

/** What is different from how it was. Left out means: as it was. */
export interface WhatIf {
  /** For all cases, instead of the version that each was opened under. */
  policy?: Policy;
  staffing?: StaffingChange;
  /** `true`: no case waits for a person to say what it is about. `false`: every case does. */
  automaticRouting?: boolean;
}

export interface SimulationInput {
  /** Those of the period, and those before and after it that had to share its people. */
  cases: readonly CaseHistory[];
  /** Milliseconds since 1970; a case belongs to the period when it was received in `[from, to)`. */
  period: { from: number; to: number };
  directory: Directory;
  /** By version: those that cases were opened under. */
  policies: Readonly<Record<string, Policy>>;
  whatIf: WhatIf;
}

/** A period as it was, as the model tells it, and as it would have been. Outcomes are in the order of `cases`. */
export interface Simulation {
  before: Outcome[];
  after: Outcome[];
  staff: { before: Staff; after: Staff };
  /** Which share of the instants at which people took up a case gave the number of cases that they work on at once. */
  handsFrom: number;
  policyOf: { before: (history: CaseHistory) => Policy; after: (history: CaseHistory) => Policy };
}

/** How often people were seen to work on so many cases at once; the one that comes nearest to what happened is taken. */
const candidates = [0.5, 0.9, 1];

/**
 * Lives a period through twice, under the same model: as it was, and with something different. The first run is calibrated:
 * of several assumptions about how many cases people work on at once, the one whose mean resolution time comes nearest to the
 * real one is taken for both.
 *
 * Yields how far it is, from 0 to 1.
 */
export function* simulate({
  cases,
  period,
  directory,
  policies,
  whatIf,
}: SimulationInput): Generator<number, Simulation> {
  const usual = policies[mostFrequentVersion(cases)] ?? Object.values(policies)[0];
  if (!usual) throw new Error('a simulation needs the policies of its cases');
  const before = (history: CaseHistory): Policy => policies[history.policyVersion] ?? usual;
  const { policy } = whatIf;
  const after = policy ? () => policy : before;
  const staff = staffOf(directory, cases, usual);
  const planned = yield* planAll(cases, staff);
  const manualWaits = cases.flatMap(({ actual }) => {
    const [first] = actual.segments;
    return first?.kind === 'assignment' ? [first.to - first.from] : [];
  });
  const variants = variantsOf(staff, cases);
  const runs = variants.length + 1;
  const run = function* (conditions: Conditions, index: number): Generator<number, Outcome[]> {
    const steps = replay(planned, conditions);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      yield (index + value / Math.max(1, cases.length)) / runs;
    }
  };
  const asItWas = { policyOf: before, routing: 'policy' as const, manualWaits };
  let chosen: { outcomes: Outcome[]; staff: Staff; share: number; error: number } | null = null;
  for (const [index, variant] of variants.entries()) {
    const outcomes = yield* run({ ...asItWas, staff: variant.staff }, index);
    const error = Math.abs(meanDifference(cases, outcomes, period));
    if (chosen === null || error < chosen.error) chosen = { outcomes, ...variant, error };
  }
  if (chosen === null) throw new Error('a simulation needs an assumption about hands');
  const changed = whatIf.staffing ? changeStaff(chosen.staff, whatIf.staffing, policy ?? usual) : chosen.staff;
  const routing =
    whatIf.automaticRouting === undefined ? 'policy' : whatIf.automaticRouting ? ('automatic' as const) : 'manual';
  const outcomes = yield* run({ staff: changed, policyOf: after, routing, manualWaits }, variants.length);
  return {
    before: chosen.outcomes,
    after: outcomes,
    staff: { before: chosen.staff, after: changed },
    handsFrom: chosen.share,
    policyOf: { before, after },
  };
}

/** Cases taken apart between two reports of progress. */
const slice = 200;

/** Takes every case apart, with what the median case of its category was worked on. */
function* planAll(
  cases: readonly CaseHistory[],
  staff: Staff,
): Generator<number, { history: CaseHistory; steps: Step[] }[]> {
  const calendarOf = (person: string | null) => (person === null ? null : (staff.calendarOf[person] ?? null));
  const touches = new Map<Category, number[]>();
  for (const [index, { actual, question }] of cases.entries()) {
    if (index % slice === 0) yield 0;
    if (actual.resolvedAt === null) continue;
    const touch = actual.segments
      .filter(({ kind }) => kind === 'work')
      .reduce((sum, { person, from, to }) => sum + touchBetween(calendarOf(person), from, to), 0);
    const known = touches.get(question.category);
    if (known) known.push(touch);
    else touches.set(question.category, [touch]);
  }
  const usual = new Map([...touches].map(([category, values]) => [category, distributionOf(values).p50 ?? 0]));
  const planned: { history: CaseHistory; steps: Step[] }[] = [];
  for (const [index, history] of cases.entries()) {
    if (index % slice === 0) yield 0;
    planned.push({ history, steps: planOf(history, calendarOf, usual.get(history.question.category) ?? 0) });
  }
  return planned;
}

/** The assumptions about hands that differ from each other. */
function variantsOf(staff: Staff, cases: readonly CaseHistory[]): { staff: Staff; share: number }[] {
  const seen = new Set<string>();
  return candidates.flatMap((share) => {
    const variant = withHands(staff, cases, share);
    const key = JSON.stringify(variant.hands);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ staff: variant, share }];
  });
}

function meanDifference(
  cases: readonly CaseHistory[],
  outcomes: readonly Outcome[],
  { from, to }: SimulationInput['period'],
): number {
  const differences = cases.flatMap(({ actual }, index) => {
    const real = elapsedResolution(actual);
    const simulated = outcomes[index] ? elapsedResolution(outcomes[index].timeline) : null;
    const counts = actual.receivedAt >= from && actual.receivedAt < to;
    return counts && real !== null && simulated !== null ? [simulated - real] : [];
  });
  return meanOf(differences) ?? 0;
}

function mostFrequentVersion(cases: readonly CaseHistory[]): string {
  const counts = new Map<string, number>();
  for (const { policyVersion } of cases) counts.set(policyVersion, (counts.get(policyVersion) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0] ?? '';
}
