import fc from 'fast-check';
import type { Calendar } from '../../domain/calendar';
import type { CaseHistory, Timeline } from '../../domain/simulation/case-history';
import { simulate, type Simulation, type WhatIf } from '../../domain/simulation/simulate';
import { touchBetween } from '../../domain/simulation/staff';
import { timeIn } from '../../domain/simulation/timeline';
import { defaultPolicy, somebody } from '../unit/domain/case-story';
import { caseOf, finished, hours, start } from '../unit/domain/simulation/told-cases';

const policy = defaultPolicy();
const people = ['ada', 'ben', 'cem'];
const until = 24 * 60;

const part = fc.oneof(
  fc.record({ work: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ customer: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ approval: fc.integer({ min: 1, max: 40 }) }),
  fc.constant({ reply: true } as const),
);
const told = fc.record({
  received: fc.integer({ min: 0, max: 24 * 20 }),
  manual: fc.option(fc.integer({ min: 0, max: 90 }), { nil: undefined }),
  queue: fc.integer({ min: 0, max: 60 }),
  then: fc.array(part, { minLength: 1, maxLength: 5 }),
  isResolved: fc.boolean(),
  owner: fc.constantFrom(...people),
  urgency: fc.constantFrom('critical' as const, 'high' as const, 'normal' as const, 'low' as const),
  category: fc.constantFrom('billing_dispute' as const, 'payment_posting' as const),
});
const period = fc.array(told, { minLength: 1, maxLength: 25 }).map((cases) =>
  cases.map(({ isResolved, then, manual, ...rest }, index) => {
    const reference = `INQ-2026-${String(index).padStart(6, '0')}`;
    const parts = isResolved ? [...then, { resolved: true as const }] : then;
    return caseOf({ ...rest, reference, then: parts, ...(manual !== undefined && { manual }) }, until);
  }),
);
const whatIf: fc.Arbitrary<WhatIf> = fc
  .record(
    {
      automaticRouting: fc.boolean(),
      policy: fc.constant({ ...policy, version: '2', classification: { confidenceThreshold: 0.1 } }),
      staffing: fc.record(
        {
          add: fc.constant([
            { id: 'dia', teams: ['billing', 'cash_application'], skills: ['disputes'], languages: [], capacity: 3 },
          ]),
          remove: fc.constantFrom([], ['ben'], ['ben', 'cem']),
          capacity: fc.constantFrom({}, { ada: 1 }, { ada: 40, cem: 2 }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  )
  .map((change) => change as WhatIf);

const run = (cases: CaseHistory[], change: WhatIf): Simulation =>
  finished(
    simulate({
      cases,
      period: { from: start, to: start + hours(until) },
      directory: {
        people: Object.fromEntries(people.map((id) => [id, somebody(id, { capacity: 6 })])),
        delegations: [],
      },
      policies: { '1': policy },
      whatIf: change,
    }),
  );

const touchOf = (timeline: Timeline, calendarOf: Record<string, Calendar | null>): number =>
  timeline.segments
    .filter(({ kind }) => kind === 'work')
    .reduce((sum, { person, from, to }) => sum + touchBetween(calendarOf[person ?? ''] ?? null, from, to), 0);

test('whatever is changed: work and waits for others stay, nobody resolves before they can, and all of it is repeatable', () => {
  fc.assert(
    fc.property(period, whatIf, (cases, change) => {
      const simulation = run(cases, change);
      const { before: again, after: afterAgain } = run(cases, change);
      expect({ again, afterAgain }).toEqual({ again: simulation.before, afterAgain: simulation.after });
      for (const [index, { actual }] of cases.entries()) {
        const [before, after] = [simulation.before[index]?.timeline, simulation.after[index]?.timeline];
        if (!before || !after) throw new Error('every case has an outcome');
        expect([before.receivedAt, after.receivedAt]).toEqual([actual.receivedAt, actual.receivedAt]);
        for (const kind of ['customer', 'approval', 'resolved'] as const) {
          expect(timeIn(after, kind)).toBe(timeIn(before, kind));
          if (actual.resolvedAt !== null) expect(timeIn(after, kind)).toBe(timeIn(actual, kind));
        }
        const touch = touchOf(after, simulation.staff.after.calendarOf);
        expect(touch).toBe(touchOf(before, simulation.staff.before.calendarOf));
        if (actual.resolvedAt === null) continue;
        expect(touch).toBe(touchOf(actual, simulation.staff.before.calendarOf));
        const least = actual.receivedAt + touch + timeIn(actual, 'customer') + timeIn(actual, 'approval');
        expect(before.resolvedAt).toBeGreaterThanOrEqual(least);
        expect(after.resolvedAt).toBeGreaterThanOrEqual(least);
      }
    }),
    { numRuns: 150 },
  );
});

test('the same policy, people and routing make no difference at all', () => {
  fc.assert(
    fc.property(period, fc.constantFrom<WhatIf>({}, { staffing: {} }, { policy }), (cases, change) => {
      const { before, after } = run(cases, change);
      expect(after).toEqual(before);
    }),
    { numRuns: 150 },
  );
});

test('with automatic routing nobody waits for somebody to say what a case is about, while there are people with time', () => {
  fc.assert(
    fc.property(period, (cases) => {
      const add = [
        { id: 'eve', teams: ['billing', 'cash_application'], skills: ['disputes'], languages: [], capacity: 100 },
      ];
      const { after } = run(cases, { automaticRouting: true, staffing: { add } });
      expect(after.map(({ timeline }) => timeIn(timeline, 'assignment'))).toEqual(cases.map(() => 0));
    }),
    { numRuns: 100 },
  );
});
