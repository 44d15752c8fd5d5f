import { requireSound, withDelegation, withPerson } from '../../../domain/directory-change';
import { absenceAt, isPresent, type Directory } from '../../../domain/directory';
import { Refused } from '../../../domain/refusal';
import { findConflicts } from '../../../domain/segregation';
import { CaseStory, defaultPolicy, somebody } from './case-story';

const { conflicts } = defaultPolicy();
const from = '2026-03-01T00:00:00.000Z';
const to = '2026-03-10T00:00:00.000Z';
const now = '2026-03-09T09:00:00.000Z';

const directoryOf = (...people: Directory['people'][string][]): Directory => ({
  people: Object.fromEntries(people.map((person) => [person.id, person])),
  delegations: [],
});

const refusal = (work: () => void) => {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  return null;
};

describe('a delegation with a scope', () => {
  const lent = (scope: { kinds: ('credit_note' | 'payment_allocation')[] | null; maximum: number | null }) => {
    const story = new CaseStory(now).open();
    const approve = { ...story.proposeCredit('ada', 5_000_00), decision: 'approve' as const };
    story.delegations.push({ delegator: 'max', delegate: 'dan', startsAt: from, endsAt: to, scope });
    return { story, approve };
  };

  it('lends decisions on its kinds up to its amount', () => {
    const { story, approve } = lent({ kinds: ['credit_note'], maximum: 5_000_00 });
    expect(story.does('dan for max', 'decide', approve)[0]).toMatchObject({ decider: 'dan', onBehalfOf: 'max' });
  });

  it('lends nothing of another kind, and nothing above its amount', () => {
    const other = lent({ kinds: ['payment_allocation'], maximum: null });
    expect(other.story.refuses('dan for max', 'decide', other.approve)).toMatchObject({
      code: 'approval_stage',
      rule: 'delegation: not for this kind',
    });
    const little = lent({ kinds: null, maximum: 4_999_99 });
    expect(little.story.refuses('dan for max', 'decide', little.approve)).toMatchObject({
      code: 'approval_limit',
      rule: 'delegation: maximum',
    });
  });

  it('lends no more than the delegator may release, whatever it says', () => {
    const { story, approve } = lent({ kinds: null, maximum: 100_000_00 });
    story.people['max'] = { ...story.people['max']!, limits: { credit_note: 1_000_00 } };
    expect(story.refuses('dan for max', 'decide', approve)).toMatchObject({ rule: 'approval limit' });
  });

  it('beside another one counts for itself: kind and amount come from one of them', () => {
    const { story, approve } = lent({ kinds: ['payment_allocation'], maximum: null });
    const scope = { kinds: ['credit_note' as const], maximum: 100_00 };
    story.delegations.push({ delegator: 'max', delegate: 'dan', startsAt: from, endsAt: to, scope });
    expect(story.refuses('dan for max', 'decide', approve)).toMatchObject({ rule: 'delegation: maximum' });
  });

  it('excludes whoever holds it from all that the delegator took part in, whatever it covers', () => {
    const { story, approve } = lent({ kinds: null, maximum: null });
    const scope = { kinds: ['payment_allocation' as const], maximum: 1 };
    story.delegations.push({ delegator: 'ada', delegate: 'mia', startsAt: from, endsAt: to, scope });
    expect(story.refuses('mia', 'decide', approve)).toMatchObject({
      rule: 'segregation: holds a delegation of the preparer',
    });
  });

  it('is not passed on: who holds it cannot lend it', () => {
    const { story, approve } = lent({ kinds: null, maximum: null });
    story.delegations.push({ delegator: 'dan', delegate: 'mia', startsAt: from, endsAt: to });
    expect(story.refuses('mia for max', 'decide', approve)).toMatchObject({ rule: 'delegation not in force' });
  });
});

describe('who holds what nobody may hold together', () => {
  const preparer = somebody('ada', { duties: ['prepare_credit_note'] });
  const approver = somebody('max', { duties: ['approve_credit_note'], roles: ['approver'] });

  it('is named with the pair and every record that brings it', () => {
    const erp = somebody('ada.erp', { person: 'ada', duties: ['approve_credit_note'], active: false });
    expect(findConflicts(directoryOf(preparer, erp, approver), conflicts)).toEqual([
      {
        person: 'ada',
        kind: 'duties',
        pair: ['prepare_credit_note', 'approve_credit_note'],
        records: ['ada', 'ada.erp'],
      },
    ]);
  });

  it('is found through what is lent, as long as that is not over', () => {
    const directory = withDelegation(directoryOf(preparer, approver), {
      delegator: 'max',
      delegate: 'ada',
      startsAt: from,
      endsAt: to,
    });
    expect(findConflicts(directory, conflicts)).toEqual([]);
    expect(findConflicts(directory, conflicts, now)).toMatchObject([{ person: 'ada', records: ['ada', 'max'] }]);
    expect(findConflicts(directory, conflicts, to)).toEqual([]);
  });

  it('is an admin who approves, and an auditor who works cases', () => {
    const admin = somebody('root', { roles: ['admin', 'approver'], duties: ['approve_cash'] });
    const auditor = somebody('olu', { roles: ['auditor', 'agent'], duties: [] });
    expect(findConflicts(directoryOf(admin, auditor), conflicts).map(({ pair }) => pair.join(' and '))).toEqual([
      'administer_users and approve_cash',
      'admin and approver',
      'auditor and agent',
    ]);
  });

  it('may change what has nothing to do with it, after a newer policy has made it wrong', () => {
    const both = somebody('ada', { duties: ['prepare_credit_note', 'approve_credit_note'] });
    const before = directoryOf(both, approver);
    expect(
      refusal(() => requireSound(before, withPerson(before, { ...both, capacity: 1 }), conflicts, now)),
    ).toBeNull();
    const more = { ...both, duties: [...both.duties, 'apply_cash', 'approve_cash'] };
    expect(refusal(() => requireSound(before, withPerson(before, more), conflicts, now))).toEqual({
      code: 'duties_conflict',
      rule: 'static segregation: apply_cash and approve_cash',
      details: { person: 'ada', duties: ['apply_cash', 'approve_cash'], records: ['ada'] },
    });
  });

  it('is whoever lends to them given a duty, as much as they themselves', () => {
    const before = withDelegation(directoryOf(preparer, somebody('max', { duties: [] })), {
      delegator: 'max',
      delegate: 'ada',
      startsAt: from,
      endsAt: to,
    });
    expect(refusal(() => requireSound(before, withPerson(before, approver), conflicts, now))).toMatchObject({
      details: { person: 'ada', records: ['ada', 'max'] },
    });
  });
});

test('away is who is not active, absent until a day, or in one of their absences', () => {
  const away = (start: string, until: string, id = start) => ({ id, from: start, until, handOver: 'keep' });
  const person = somebody('ada', { absences: [away(from, now), away('2026-03-05T00:00:00.000Z', to, 'longer')] });
  expect(isPresent(person, '2026-02-28T23:59:59.999Z')).toBe(true);
  expect(isPresent(person, from)).toBe(false);
  expect(isPresent(person, to)).toBe(true);
  expect(absenceAt(person, '2026-03-06T00:00:00.000Z')?.id).toBe('longer');
  expect(isPresent(somebody('ada', { active: false }), now)).toBe(false);
  expect(isPresent(somebody('ada', { absentUntil: to }), now)).toBe(false);
});
