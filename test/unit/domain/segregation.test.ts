import type { Delegation, Directory, Person } from '../../../domain/directory';
import {
  conflictingDuties,
  exclusionFromDeciding,
  exclusionFromOwning,
  findConflicts,
} from '../../../domain/segregation';
import { CaseStory, defaultPolicy, somebody, type Event } from './case-story';

const from = '2026-03-01T00:00:00.000Z';
const to = '2026-03-10T00:00:00.000Z';

/** Lea is owner's lead and could approve; every test says how she, or somebody near her, is involved. */
const proposedBy = (who: string, change: (story: CaseStory) => void = () => undefined) => {
  const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
  change(story);
  const made = story.proposeCredit(who, 5_000_00);
  return { story, approve: { ...made, decision: 'approve' as const } };
};
const excluded = (rule: string) => ({ code: 'segregation_excluded', rule: `segregation: ${rule}` });

describe('nobody decides what they', () => {
  it('prepared', () => {
    const { story, approve } = proposedBy('ada');
    story.people['ada'] = { ...story.people['max']!, id: 'ada', person: 'ada' };
    expect(story.refuses('ada', 'decide', approve)).toEqual(excluded('preparer'));
  });

  it('prepared under another login, or before two records turned out to be one person', () => {
    const { story, approve } = proposedBy('ada');
    story.people['ada.erp'] = { ...story.people['max']!, id: 'ada.erp', person: 'ada' };
    expect(story.refuses('ada.erp', 'decide', approve)).toEqual(excluded('preparer'));
    story.people['max'] = { ...story.people['max']!, person: 'ada' };
    expect(story.refuses('max', 'decide', approve)).toEqual(excluded('preparer'));
  });

  it('requested, or had requested for them', () => {
    for (const filed of [{ filedBy: 'max' }, { filedBy: 'cas', onBehalfOf: 'max' }]) {
      const story = new CaseStory('2026-03-09T09:00:00.000Z', filed).open();
      const made = story.proposeCredit('ada', 5_000_00);
      expect(story.refuses('max', 'decide', { ...made, decision: 'approve' })).toEqual(excluded('requester'));
    }
  });

  it('had prepared, or disputed, in their name', () => {
    const lent = proposedBy('ada for max');
    expect(lent.story.refuses('max', 'decide', lent.approve)).toEqual(excluded('preparer'));
    const { story, approve } = proposedBy('ada', (before) =>
      before.does('ada for max', 'dispute', {
        invoice: 'INV-1',
        amount: { minor: 1, currency: 'USD' },
        reason: 'price',
      }),
    );
    expect(story.refuses('max', 'decide', approve)).toEqual(excluded('editor'));
    expect(story.does('mia', 'decide', approve).at(-1)).toMatchObject({ type: 'proposal_approved' });
  });

  it('edited, once and for all versions', () => {
    const { story } = proposedBy('ada');
    const { proposal, content } = story.last('proposal_made');
    story.people['lea'] = {
      ...story.people['lea']!,
      duties: ['prepare_credit_note', 'approve_credit_note'],
      titles: ['billing_manager'],
    };
    story.does('lea', 'revise', { proposal, content: { ...content, amount: { minor: 6_000_00, currency: 'USD' } } });
    const third = story.does('ada', 'revise', { proposal, content }).at(-1) as Event<'proposal_revised'>;
    const decision = { proposal, contentHash: third.contentHash, decision: 'approve' } as const;
    expect(story.refuses('lea', 'decide', decision)).toEqual(excluded('editor'));
  });
});

describe('a delegation', () => {
  it('of the preparer excludes whoever holds it, while it runs and no longer', () => {
    const { story, approve } = proposedBy('ada');
    story.delegations.push({ delegator: 'ada', delegate: 'max', startsAt: from, endsAt: to });
    expect(story.refuses('max', 'decide', approve)).toEqual(excluded('holds a delegation of the preparer'));
    story.at('2026-03-09T23:59:59.999Z');
    expect(story.refuses('max', 'decide', approve).code).toBe('segregation_excluded');
    story.at(to).does('max', 'decide', approve);
  });

  it('lends the decision to somebody who took no part', () => {
    const { story, approve } = proposedBy('ada');
    story.delegations.push({ delegator: 'max', delegate: 'dan', startsAt: from, endsAt: to });
    expect(story.does('dan for max', 'decide', approve)[0]).toMatchObject({ decider: 'dan', onBehalfOf: 'max' });
  });

  it('lends nothing that the lender may not do: not for the preparer, not for one who holds a delegation of theirs', () => {
    const { story, approve } = proposedBy('ada');
    story.delegations.push({ delegator: 'max', delegate: 'dan', startsAt: from, endsAt: to });
    story.delegations.push({ delegator: 'ada', delegate: 'max', startsAt: from, endsAt: to });
    expect(story.refuses('dan for max', 'decide', approve)).toEqual(excluded('holds a delegation of the preparer'));
    expect(story.refuses('dan for ada', 'decide', approve)).toEqual(excluded('delegator is preparer'));
  });

  it('that is not in force lends nothing', () => {
    const { story, approve } = proposedBy('ada');
    expect(story.refuses('dan for max', 'decide', approve)).toMatchObject({ code: 'approval_stage' });
    story.delegations.push({ delegator: 'max', delegate: 'dan', startsAt: to, endsAt: '2026-04-01T00:00:00.000Z' });
    expect(story.refuses('dan for max', 'decide', approve)).toMatchObject({ code: 'approval_stage' });
  });
});

test('one person decides one stage of a version: not for somebody else, not by another login', () => {
  const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
  const made = story.proposeCredit('ada', 30_000_00);
  const approve = { ...made, decision: 'approve' as const };
  story.people['max'] = { ...story.people['max']!, titles: ['billing_manager', 'finance_director'] };
  story.people['max.erp'] = { ...story.people['dan']!, id: 'max.erp', person: 'max' };
  story.delegations.push({ delegator: 'dan', delegate: 'max', startsAt: from, endsAt: to });
  story.delegations.push({ delegator: 'max', delegate: 'cas', startsAt: from, endsAt: to });
  story.does('max', 'decide', approve);
  for (const who of ['max', 'max.erp', 'max for dan', 'cas for max']) {
    expect(story.refuses(who, 'decide', approve)).toMatchObject({ code: 'segregation_one_stage' });
  }
  story.does('dan', 'decide', approve);
});

test('a case is never owned by somebody who requested it, by whatever login', () => {
  const story = new CaseStory('2026-03-09T09:00:00.000Z', { filedBy: 'ada' });
  story.people['ada.erp'] = somebody('ada.erp', { person: 'ada' });
  story.open();
  expect(story.last('routed')).toMatchObject({ person: null, manual: true });
  expect(story.last('routed').explanation.others['ada']).toBe('segregation: requester');
  expect(story.refuses('ada.erp', 'claim', {})).toMatchObject({ code: 'segregation_assignment' });
  expect(story.refuses('lea', 'assign', { team: 'billing', person: 'ada' })).toMatchObject({
    code: 'segregation_assignment',
  });
  story.does('ben', 'claim', {});
});

test('two duties that conflict are found in whatever order', () => {
  const { conflicts } = defaultPolicy();
  expect(conflictingDuties(['approve_cash', 'read', 'apply_cash'], conflicts)).toEqual(['apply_cash', 'approve_cash']);
  expect(conflictingDuties(['apply_cash', 'approve_credit_note'], conflicts)).toBeNull();
});

describe('who is behind a record', () => {
  const directory: Directory = {
    people: Object.fromEntries(
      [somebody('ada'), somebody('ada.erp', { person: 'ada' }), somebody('max'), somebody('mia')].map((one) => [
        one.id,
        one,
      ]),
    ),
    delegations: [{ delegator: 'ada', delegate: 'mia', startsAt: from, endsAt: to }],
  };
  const involved = [
    { person: 'ada.erp', duty: 'preparer' as const },
    { person: 'max', duty: 'requester' as const },
  ];
  const rule = (actor: object, at = from): string | null =>
    exclusionFromDeciding(directory, involved, { kind: 'person', id: 'zoe', ...actor }, at);

  it('is asked of the decider, of whom they stand for, and of whoever lends to either', () => {
    expect(rule({})).toBeNull();
    expect(rule({ id: 'ada' })).toBe('segregation: preparer');
    expect(rule({ id: 'max', onBehalfOf: 'ada' })).toBe('segregation: requester');
    expect(rule({ onBehalfOf: 'ada' })).toBe('segregation: delegator is preparer');
    expect(rule({ id: 'mia' })).toBe('segregation: holds a delegation of the preparer');
    expect(rule({ onBehalfOf: 'mia' })).toBe('segregation: holds a delegation of the preparer');
    expect(rule({ id: 'mia' }, to)).toBeNull();
    expect(rule({ impersonatedBy: 'root' })).toBe('segregation: impersonated session');
  });

  it('owns what they prepared, and never what they requested', () => {
    expect(exclusionFromOwning(directory, involved, 'ada')).toBeNull();
    expect(exclusionFromOwning(directory, involved, 'max')).toBe('segregation: requester');
    expect(exclusionFromOwning(directory, [], 'max')).toBeNull();
  });
});

describe('what one human being holds together', () => {
  const pairs = [['prepare', 'approve']] as const;
  const mid = '2026-03-05T00:00:00.000Z';
  const find = (people: Person[], delegations: Delegation[] = [], at?: string) =>
    findConflicts({ people: Object.fromEntries(people.map((one) => [one.id, one])), delegations }, pairs, at);
  const holder = somebody('ada', { duties: [] });
  const lenders = [somebody('zed', { duties: ['prepare'] }), somebody('bob', { duties: ['approve'] })];
  const lent = (delegator: string, startsAt: string, endsAt: string): Delegation => ({
    delegator,
    delegate: 'ada',
    startsAt,
    endsAt,
  });

  it('counts two delegations as far as they run at one time', () => {
    const people = [holder, ...lenders];
    const later = '2026-03-20T00:00:00.000Z';
    expect(find(people, [lent('zed', from, to), lent('bob', mid, later)], from)).toEqual([
      { person: 'ada', kind: 'duties', pair: ['prepare', 'approve'], records: ['bob', 'zed'] },
    ]);
    expect(find(people, [lent('zed', mid, later), lent('bob', from, to)], from)).toHaveLength(1);
    // One ends at the instant at which the other begins.
    expect(find(people, [lent('zed', from, mid), lent('bob', mid, to)], from)).toEqual([]);
    expect(find(people, [lent('zed', mid, to), lent('bob', from, mid)], from)).toEqual([]);
    expect(find(people, [lent('zed', from, mid), lent('bob', to, later)], from)).toEqual([]);
  });

  it('counts what is lent together with what is held, until it is over, and only when it is asked for', () => {
    const people = [somebody('ada', { duties: ['prepare'] }), ...lenders];
    const lending = [lent('bob', from, to)];
    expect(find(people, lending, mid)).toEqual([
      { person: 'ada', kind: 'duties', pair: ['prepare', 'approve'], records: ['ada', 'bob'] },
    ]);
    expect(find(people, lending, to)).toEqual([]);
    expect(find([somebody('ada', { duties: ['approve'] }), ...lenders], [lent('zed', from, to)], mid)).toHaveLength(1);
    expect(find(people, lending)).toEqual([]);
    // By whatever record of the lender, and to whatever record of the holder.
    const erp = somebody('bob.erp', { person: 'bob', duties: [] });
    expect(find([...people, erp], [lent('bob.erp', from, to)], mid)).toHaveLength(1);
    expect(find(people, [lent('nobody', from, to)], mid)).toEqual([]);
  });

  it('names roles as roles', () => {
    const both = somebody('ada', { roles: ['auditor', 'agent'], duties: [] });
    expect(find([both])).toEqual([{ person: 'ada', kind: 'roles', pair: ['auditor', 'agent'], records: ['ada'] }]);
  });
});
