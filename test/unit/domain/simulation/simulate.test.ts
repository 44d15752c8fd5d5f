import type { Person } from '../../../../domain/directory';
import { reportOf, type SimulationReport, type CaseDifference } from '../../../../domain/simulation/report';
import { simulate, type WhatIf } from '../../../../domain/simulation/simulate';
import { routingDelayShare, timeIn } from '../../../../domain/simulation/timeline';
import { percentOf } from '../../../../domain/simulation/statistics';
import type { Policy } from '../../../../domain/policy';
import { defaultPolicy, somebody } from '../case-story';
import { caseOf, finished, hours, start, type ToldCase } from './told-cases';
import { twentyCases } from './twenty-cases';

const policy: Policy = defaultPolicy();

function whatIf(
  told: ToldCase[],
  change: WhatIf,
  { people = [somebody('ada')], until = 480 }: { people?: Person[]; until?: number } = {},
): { report: SimulationReport; differences: CaseDifference[] } {
  const input = {
    cases: told.map((each) => caseOf(each, until)),
    period: { from: start, to: start + hours(until) },
    directory: { people: Object.fromEntries(people.map((person) => [person.id, person])), delegations: [] },
    policies: { '1': policy },
    whatIf: change,
  };
  return finished(reportOf(input, finished(simulate(input))));
}

describe('twenty cases worked by hand', () => {
  const { report, differences } = whatIf(twentyCases, { automaticRouting: true });

  test('with automatic routing the mean resolution time changes by exactly -30.0 %', () => {
    expect(report.resolution.elapsed).toMatchObject({
      actual: { cases: 20, mean: hours(15) },
      before: { mean: hours(15), p50: hours(10), p75: hours(22), p90: hours(25), p95: hours(25) },
      after: { mean: hours(10.5), p50: hours(4), p75: hours(11), p90: hours(25) },
      changePercent: '-30.0',
    });
  });

  test('the model tells what really happened, to the minute', () => {
    expect(report.calibration).toMatchObject({ differencePercent: '0.0', actualMean: report.calibration.beforeMean });
    for (const { actual, before } of differences) expect(before).toEqual(actual);
    expect(report.assumptions.join(' ')).toContain(
      "the model's mean resolution time differs from the real one by 0.0 %",
    );
  });

  test('the cases that make the difference are named, with why', () => {
    const changes = (remainder: number) =>
      differences
        .filter(({ reference }) => Number(reference.slice(-6)) % 4 === remainder)
        .map(({ difference }) => (difference ?? 0) / hours(1));
    expect([1, 2, 3, 0].map((remainder) => [...new Set(changes(remainder))])).toEqual([[0], [-6], [-1], [-11]]);
    expect(report.movers).toHaveLength(15);
    expect(report.movers[0]).toMatchObject({ reference: 'INQ-2026-000004', difference: hours(-11) });
    expect(report.movers[0]?.why).toEqual(['14.0 h less for a manual assignment', '3.0 h more in the queue of ada']);
    expect([report.faster, report.slower, report.unchanged]).toEqual([15, 0, 5]);
  });
});

test('2,200 cases in a month, 1,000 of them unresolved, 500 of these waiting for a manual assignment: 50.0 %', () => {
  const month = 31 * 24;
  const told = Array.from({ length: 2_200 }, (_, index): ToldCase => {
    const reference = `INQ-2026-${String(index + 1).padStart(6, '0')}`;
    const received = Math.floor((index * (month - 100)) / 2_200);
    if (index < 1_200) return { reference, received, then: [{ work: 1 }, { resolved: true }] };
    // Routed at once or given out within the hour, and then waiting for something else; or still waiting to be given out.
    if (index % 2 === 0) return { reference, received, manual: 0, then: [] };
    return { reference, received, manual: 1, queue: 2, then: [{ work: 1 }, { customer: 9_000 }] };
  });
  const timelines = told.map((each) => caseOf(each, month).actual);
  const share = routingDelayShare(timelines, start + hours(month));
  expect(share).toEqual({ cases: 500, of: 1_000 });
  expect(percentOf(share.cases, share.of)).toBe('50.0');
});

test('a case that was handed over, asked back and reopened keeps its work and its waits for others', () => {
  const { actual } = caseOf({
    reference: 'INQ-2026-000001',
    received: 0,
    manual: 5,
    queue: 2,
    then: [
      { work: 3 },
      { reply: true },
      { customer: 7 },
      { work: 1 },
      { approval: 4 },
      { work: 2 },
      { resolved: true },
    ],
  });
  const time = (kind: Parameters<typeof timeIn>[1]) => timeIn(actual, kind) / hours(1);
  expect(['assignment', 'queue', 'work', 'customer', 'approval'].map((kind) => time(kind as never))).toEqual([
    5, 2, 6, 7, 4,
  ]);
  expect(actual.resolvedAt).toBe(start + hours(24));
});

describe('other people', () => {
  const rush = Array.from({ length: 6 }, (_, index): ToldCase => {
    const reference = `INQ-2026-00000${index}`;
    return { reference, received: 0, queue: 2 * index, then: [{ work: 2 }, { resolved: true }] };
  });

  test('a second person halves the queue', () => {
    const add = [{ id: 'ben', teams: ['billing'], skills: ['disputes'], languages: ['en' as const], capacity: 10 }];
    const { report } = whatIf(rush, { staffing: { add } });
    // Two, four, … twelve hours; then each time two at once.
    expect(report.resolution.elapsed).toMatchObject({ before: { mean: hours(7) }, after: { mean: hours(4) } });
    expect(report.movers[0]?.why[0]).toBe('6.0 h less in the queue of ben instead of ada');
  });

  test('with less capacity cases wait for somebody to give them out', () => {
    const { report } = whatIf(rush, { staffing: { capacity: { ada: 1 } } });
    expect(report.resolution.elapsed.after.mean).toBeGreaterThanOrEqual(hours(7));
  });
});

test('shorter targets change what is kept, and nothing else', () => {
  const strict: Policy = {
    ...policy,
    version: 'strict',
    serviceLevels: policy.serviceLevels.map((rule) => ({ ...rule, minutes: 60, time: 'elapsed' as const })),
  };
  const { report } = whatIf(twentyCases, { policy: strict });
  expect(report.resolution.elapsed.changePercent).toBe('0.0');
  expect(report.attainment.resolution).toMatchObject({
    before: { of: 20 },
    after: { cases: 0, of: 20, percent: '0.0' },
  });
  expect(report.attainment.resolution.lost).toBe(report.attainment.resolution.before.cases);
});

test('an unresolved case loads people and backlog, and has no resolution time', () => {
  const open: ToldCase = { reference: 'INQ-2026-000099', received: 100, manual: 0, then: [] };
  const { report, differences } = whatIf([...twentyCases, open], { automaticRouting: true });
  expect(report.cases).toEqual({ received: 21, resolved: 20, unresolved: 1, leftOut: 0, besides: 0 });
  expect(differences.at(-1)).toMatchObject({ reference: open.reference, difference: null });
  expect(report.routingDelay.actual).toEqual({ cases: 1, of: 1, percent: '100.0' });
  expect(report.routingDelay.after).toEqual({ cases: 0, of: 0, percent: null });
  expect(report.backlog.at(-1)).toMatchObject({ actual: { open: 1, delayedByRouting: 1 }, after: { open: 0 } });
});
