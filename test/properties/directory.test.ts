import fc from 'fast-check';
import type { Role } from '../../contracts/vocabulary';
import type { Delegation, Directory, Person } from '../../domain/directory';
import { recordsOf, requireSound, withDelegation, withPerson, withRecordsOf } from '../../domain/directory-change';
import { Refused } from '../../domain/refusal';

/**
 * Random changes of random directories: people added, given duties and roles, found to be one, lent to. Whatever the core
 * lets through is held against the rules written down once more, by looking at every person at every instant.
 */

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const conflicts: [string, string][] = [
  ['prepare', 'approve'],
  ['apply', 'release'],
  ['administer_users', 'approve'],
];
const duties = ['prepare', 'approve', 'apply', 'release', 'administer_users'];
const roles: Role[] = ['agent', 'approver', 'admin', 'auditor', 'policy_author', 'manager'];
const apart: [Role, Role][] = [
  ['admin', 'agent'],
  ['admin', 'approver'],
  ['admin', 'auditor'],
  ['auditor', 'agent'],
  ['auditor', 'approver'],
  ['auditor', 'policy_author'],
  ['policy_author', 'agent'],
  ['policy_author', 'approver'],
];

const instant = (day: number): string => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
const lastDay = 12;

type Move =
  | { kind: 'hold'; id: string; duties: string[]; roles: Role[]; alias: string | null }
  | { kind: 'merge'; id: string; into: string }
  | { kind: 'lend'; from: string; to: string; start: number; days: number }
  | { kind: 'wait'; days: number };

const anyId = fc.constantFrom(...ids);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      id: anyId,
      duties: fc.subarray(duties, { maxLength: 2 }),
      roles: fc.subarray(roles, { maxLength: 2 }),
      alias: fc.option(anyId),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('merge' as const), id: anyId, into: anyId }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('lend' as const),
      from: anyId,
      to: anyId,
      start: fc.integer({ min: 0, max: lastDay - 2 }),
      days: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 3 }) }) },
);

const person = (id: string, part: Partial<Person>): Person => ({
  id,
  person: id,
  titles: [],
  roles: [],
  duties: [],
  teams: [],
  skills: [],
  languages: ['en'],
  limits: {},
  capacity: 1,
  active: true,
  absentUntil: null,
  ...part,
});

const known = (directory: Directory, id: string): boolean => directory.people[id] !== undefined;

/** What the move would make of the directory; null when it names nobody. */
function played(directory: Directory, next: Move): Directory | null {
  switch (next.kind) {
    case 'hold': {
      const present = directory.people[next.id];
      const human =
        next.alias !== null && known(directory, next.alias) ? directory.people[next.alias]!.person : next.id;
      return withPerson(
        directory,
        person(next.id, { person: present?.person ?? human, duties: next.duties, roles: next.roles }),
      );
    }
    case 'merge':
      if (!known(directory, next.id) || !known(directory, next.into)) return null;
      return withRecordsOf(directory, recordsOf(directory, next.id), directory.people[next.into]!.person);
    case 'lend':
      if (!known(directory, next.from) || !known(directory, next.to)) return null;
      return withDelegation(directory, {
        delegator: next.from,
        delegate: next.to,
        startsAt: instant(next.start),
        endsAt: instant(next.start + next.days),
      });
    case 'wait':
      return null;
  }
}

/** The rules once more: every wrong there is from this day on, in words. */
function wrongs({ people, delegations }: Directory, today: number): string[] {
  const all = Object.values(people);
  const human = (id: string): string => people[id]!.person;
  const found = new Set<string>();
  for (let day = today; day <= lastDay + 5; day += 1) {
    const running = delegations.filter(
      ({ startsAt, endsAt }: Delegation) => startsAt <= instant(day) && instant(day) < endsAt,
    );
    for (const someone of new Set(all.map((one) => one.person))) {
      const lenders = running
        .filter(({ delegate }) => human(delegate) === someone)
        .map(({ delegator }) => human(delegator));
      const counted = all.filter((one) => one.person === someone || lenders.includes(one.person));
      const holds = counted.flatMap((one) => [
        ...one.duties,
        ...(one.roles.includes('admin') ? ['administer_users'] : []),
      ]);
      for (const [left, right] of conflicts) {
        if (holds.includes(left) && holds.includes(right)) found.add(`${someone} holds ${left} and ${right}`);
      }
      const own = all.filter((one) => one.person === someone).flatMap((one) => one.roles);
      for (const [left, right] of apart) {
        if (own.includes(left) && own.includes(right)) found.add(`${someone} is ${left} and ${right}`);
      }
      if (
        comesBack(
          running.map((one) => [human(one.delegator), human(one.delegate)]),
          someone,
        )
      ) {
        found.add(`what ${someone} lends comes back`);
      }
    }
  }
  return [...found];
}

/** Every path there is, step by step. */
function comesBack(steps: (readonly [string, string])[], from: string): boolean {
  const walk = (at: string, left: (readonly [string, string])[]): boolean =>
    left.some(
      (step) =>
        step[0] === at &&
        (step[1] === from ||
          walk(
            step[1],
            left.filter((other) => other !== step),
          )),
    );
  return walk(from, steps);
}

test('no order of changes lets a static conflict or a circle through, and nothing else is refused', () => {
  const seen = { accepted: 0, duties_conflict: 0, delegation_circular: 0 };
  fc.assert(
    fc.property(fc.array(move, { minLength: 4, maxLength: 18 }), (moves) => {
      let directory: Directory = { people: {}, delegations: [] };
      let today = 0;
      for (const next of moves) {
        if (next.kind === 'wait') today = Math.min(lastDay, today + next.days);
        const after = played(directory, next);
        if (!after) continue;
        try {
          requireSound(directory, after, conflicts, instant(today));
          expect(wrongs(after, today)).toEqual([]);
          directory = after;
          seen.accepted += 1;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          const { code } = error.refusal;
          expect(wrongs(after, today)).not.toEqual([]);
          if (code === 'duties_conflict' || code === 'delegation_circular') seen[code] += 1;
          else throw error;
        }
      }
    }),
    { numRuns: 1_500 },
  );
  expect(seen.accepted).toBeGreaterThan(2_500);
  expect(seen.duties_conflict).toBeGreaterThan(1_000);
  expect(seen.delegation_circular).toBeGreaterThan(150);
});
