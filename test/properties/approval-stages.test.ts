import fc from 'fast-check';
import { stagesFor, waitingStages } from '../../domain/approvals';
import { CaseStory, somebody, usd, type Event } from '../unit/domain/case-story';

/**
 * Stages, whatever their number, quorum and order, decided by whoever comes: at every step exactly those may decide whom a
 * plain count of titles and of who has decided lets, and it ends approved just when every quorum is there.
 */

const titles = ['red', 'green', 'blue'] as const;
const stages = fc.array(fc.record({ title: fc.constantFrom(...titles), quorum: fc.integer({ min: 1, max: 3 }) }), {
  minLength: 1,
  maxLength: 4,
});
/** Which titles each of eight human beings holds, some of them under two logins. */
const staff = fc.array(fc.record({ titles: fc.subarray([...titles], { minLength: 1 }), alias: fc.boolean() }), {
  minLength: 8,
  maxLength: 8,
});
const order = fc.constantFrom(undefined, 'sequential' as const, 'parallel' as const);

test('a stage is decided by as many as its quorum, in the order of the policy, nobody twice', () => {
  let [approved, parallel] = [0, 0];
  fc.assert(
    fc.property(
      stages,
      staff,
      order,
      fc.array(fc.nat(15), { maxLength: 40 }),
      (demanded, people, policyOrder, comers) => {
        const story = new CaseStory('2026-03-09T09:00:00.000Z', {}, (policy) => {
          policy.approvals.credit_note.bands = [
            { upTo: null, stages: demanded.map((stage, index) => ({ ...stage, name: `s${index}` })) },
          ];
          if (policyOrder) policy.approvals.credit_note.order = policyOrder;
        }).open();
        people.forEach(({ titles: held, alias }, index) => {
          for (const id of [`p${index}`, ...(alias ? [`p${index}.erp`] : [])]) {
            story.people[id] = somebody(id, {
              person: `p${index}`,
              roles: ['approver'],
              titles: held,
              duties: ['approve_credit_note'],
              limits: { credit_note: 1_000_000_00 },
            });
          }
        });
        const proposed = story.proposeCredit('ada', 5_000_00);

        const left = demanded.map(({ quorum }) => quorum);
        const decided = new Set<number>();
        for (const comer of comers) {
          const human = comer % 8;
          const id = comer >= 8 && people[human]?.alias ? `p${human}.erp` : `p${human}`;
          const open = left.flatMap((lacking, index) => (lacking > 0 ? [index] : []));
          if (open.length === 0) break;
          const waiting = policyOrder === 'parallel' ? open : open.slice(0, 1);
          const theirs = waiting.find((index) => people[human]?.titles.includes(demanded[index]!.title));
          const command = { ...proposed, decision: 'approve' } as const;
          if (decided.has(human)) {
            expect(story.refuses(id, 'decide', command).code).toBe('segregation_one_stage');
          } else if (theirs === undefined) {
            expect(story.refuses(id, 'decide', command).code).toBe('approval_stage');
          } else {
            const events = story.does(id, 'decide', command);
            expect((events[0] as Event<'proposal_decided'>).stage).toBe(theirs);
            decided.add(human);
            left[theirs]! -= 1;
            const complete = left.every((lacking) => lacking === 0);
            expect(events.some(({ type }) => type === 'proposal_approved')).toBe(complete);
            if (complete) approved += 1;
            if (complete && policyOrder === 'parallel') parallel += 1;
          }
        }
        const [{ status } = { status: '' }] = story.state.proposals;
        expect(status).toBe(left.every((lacking) => lacking === 0) ? 'approved' : 'open');
      },
    ),
    { numRuns: 400 },
  );
  // A property that reaches nothing proves nothing.
  expect(approved).toBeGreaterThan(60);
  expect(parallel).toBeGreaterThan(20);
});

test('what waits is what lacks decisions: all of it in parallel, else the first', () => {
  fc.assert(
    fc.property(stages, fc.array(fc.nat(3), { maxLength: 12 }), (demanded, given) => {
      const named = demanded.map((stage, index) => ({ ...stage, name: `s${index}` }));
      const decisions = given.filter((stage) => stage < demanded.length).map((stage) => ({ stage }));
      const lacking = named.flatMap(({ quorum }, index) =>
        given.filter((stage) => stage === index).length < quorum ? [index] : [],
      );
      expect(waitingStages({ stages: named, order: 'parallel', decisions })).toEqual(lacking);
      expect(waitingStages({ stages: named, decisions })).toEqual(lacking.slice(0, 1));
    }),
  );
});

test('bands are cumulative: more never asks for fewer, and each amount falls into exactly one', () => {
  const { approvals } = new CaseStory('2026-03-09T09:00:00.000Z').policy;
  const amount = fc.oneof(fc.nat(5_000_000), fc.constantFrom(100_000, 100_001, 2_500_000, 2_500_001));
  fc.assert(
    fc.property(amount, amount, (one, other) => {
      for (const approval of Object.values(approvals)) {
        const [less, more] = [Math.min(one, other), Math.max(one, other)].map((minor) =>
          stagesFor(approval, usd(minor)),
        );
        expect(less!.length).toBeLessThanOrEqual(more!.length);
        const band = approval.bands.filter(
          ({ upTo }, index) =>
            (upTo === null || one <= upTo) && (index === 0 || one > (approval.bands[index - 1]?.upTo ?? 0)),
        );
        expect(band).toHaveLength(1);
        expect(stagesFor(approval, usd(one))).toEqual(band[0]?.stages);
      }
    }),
  );
});
