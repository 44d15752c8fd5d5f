import type { Person } from '../../../domain/directory';
import type { Policy, RoutingException } from '../../../domain/policy';
import { route, type RoutingQuestion, type Workload } from '../../../domain/routing';
import { defaultPolicy, somebody } from './case-story';

const now = '2026-03-09T09:00:00.000Z';
const ask = (
  people: Person[],
  question: Partial<RoutingQuestion> = {},
  workload: Partial<Workload> = {},
  policy: Policy = defaultPolicy(),
) =>
  route(
    {
      category: 'billing_dispute',
      urgency: 'normal',
      language: 'en',
      legalEntity: 'halden-us',
      segment: null,
      needsReview: false,
      involvements: [],
      ...question,
    },
    policy,
    { people: Object.fromEntries(people.map((person) => [person.id, person])), delegations: [] },
    { open: {}, lastAssigned: {}, ...workload },
    now,
  );

describe('a case goes to somebody who', () => {
  it('can do it, is here, has time, and did not ask for it; for the others it says why not', () => {
    const answer = ask(
      [
        somebody('ada'),
        somebody('ben', { skills: [] }),
        somebody('cem', { absentUntil: '2026-03-09T09:00:00.001Z' }),
        somebody('deb', { capacity: 3 }),
        somebody('eli'),
        somebody('fay', { teams: ['credit'] }),
        somebody('gus', { active: false }),
        somebody('hal', { roles: ['auditor'] }),
        somebody('ada.erp', { person: 'ada' }),
      ],
      { involvements: [{ person: 'eli', duty: 'requester' }] },
      { open: { deb: 3 } },
    );
    expect(answer).toEqual({
      team: 'billing',
      person: 'ada',
      manual: false,
      explanation: {
        chosen: 'ada',
        because: [
          'category billing_dispute goes to team billing',
          'skill disputes',
          'language en',
          'least loaded for capacity',
        ],
        others: { ben: 'lacks skill disputes', cem: 'absent', deb: 'at capacity', eli: 'segregation: requester' },
      },
    });
  });

  it('is back on the very instant', () => {
    expect(ask([somebody('cem', { absentUntil: now })]).person).toBe('cem');
  });

  it('speaks the language, before all else', () => {
    const people = [somebody('ada'), somebody('ben', { languages: ['de', 'en'] })];
    const answer = ask(people, { language: 'de' }, { open: { ben: 9 } });
    expect(answer.person).toBe('ben');
    expect(answer.explanation.others).toEqual({ ada: 'language' });
  });

  it('does not speak it, if nobody does, and the explanation says so', () => {
    const answer = ask([somebody('ada')], { language: 'fr' });
    expect(answer.person).toBe('ada');
    expect(answer.explanation.because).toContain('nobody who fits speaks fr');
    expect(answer.explanation.because).not.toContain('language fr');
  });

  it('has the least to do for what they can carry, then waited longest, then comes first', () => {
    const [ada, ben, cem] = [somebody('ada', { capacity: 4 }), somebody('ben', { capacity: 20 }), somebody('cem')];
    expect(ask([ada, ben], {}, { open: { ada: 1, ben: 4 } }).person).toBe('ben');
    const lastAssigned = { ada: '2026-03-09T08:00:00.000Z', cem: '2026-03-08T08:00:00.000Z' };
    expect(ask([ada, cem], {}, { lastAssigned }).person).toBe('cem');
    expect(ask([ada, ben], {}, { lastAssigned }).person).toBe('ben');
    expect(ask([cem, ada]).person).toBe('ada');
  });
});

describe('a person has to give out', () => {
  it('what is not clear', () => {
    expect(ask([somebody('ada')], { needsReview: true })).toMatchObject({
      team: 'triage',
      person: null,
      manual: true,
      explanation: { because: ['classification below the confidence threshold'] },
    });
  });

  it('what nobody fits', () => {
    expect(ask([somebody('ben', { skills: [] })])).toMatchObject({
      team: 'billing',
      person: null,
      manual: true,
      explanation: { chosen: null, others: { ben: 'lacks skill disputes' } },
    });
  });
});

describe('an exception of the category', () => {
  const withExceptions = (...exceptions: RoutingException[]): Policy => {
    const policy = defaultPolicy();
    const billing_dispute = { team: 'billing', skill: 'disputes', exceptions };
    return { ...policy, routing: { ...policy.routing, billing_dispute } };
  };
  const policy = withExceptions(
    { when: { segment: 'strategic', urgency: 'critical' }, team: 'treasury', skill: null },
    { when: { segment: 'strategic' }, team: 'credit' },
    { when: { urgency: 'critical' }, skill: 'senior' },
  );
  const people = [
    somebody('ada'),
    somebody('ben', { skills: ['senior'] }),
    somebody('cem', { teams: ['credit'] }),
    somebody('deb', { teams: ['treasury'], skills: [] }),
  ];

  it.each([
    [{}, 'ada', 'category billing_dispute goes to team billing'],
    [{ segment: 'strategic' }, 'cem', 'category billing_dispute with segment strategic goes to team credit'],
    [{ urgency: 'critical' }, 'ben', 'category billing_dispute with urgency critical goes to team billing'],
    [
      { segment: 'strategic', urgency: 'critical' },
      'deb',
      'category billing_dispute with segment strategic and urgency critical goes to team treasury',
    ],
  ] as const)('%j goes to %s', (question, person, because) => {
    const answer = ask(people, question, {}, policy);
    expect(answer.person).toBe(person);
    expect(answer.explanation.because[0]).toBe(because);
  });
});
