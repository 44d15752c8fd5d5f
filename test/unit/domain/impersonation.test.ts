import { mayUnderImpersonation } from '../../../domain/duties';
import { exclusionFromDeciding } from '../../../domain/segregation';
import { CaseStory, somebody, usd } from './case-story';

/** Root is an admin who may work in the name of others: "ada by root" is ada's session with root at the keyboard. */
function storyWith(filed: ConstructorParameters<typeof CaseStory>[1] = {}): CaseStory {
  const story = new CaseStory('2026-03-09T09:00:00.000Z', filed);
  story.people['root'] = somebody('root', { roles: ['admin'], duties: ['impersonate'], teams: [] });
  return story.open();
}

const forbidden = { code: 'impersonation_forbidden', rule: 'impersonation: reads and prepares only' };

/** Root changes roles in mid-case: whatever was done in somebody's name was done by root as well. */
function becomesManager(story: CaseStory, id: string): void {
  story.people[id] = { ...story.people['max']!, id, person: id };
}

test('who works in the name of somebody prepares as well, and neither decides', () => {
  const story = storyWith();
  const approve = { ...story.proposeCredit('ada by root', 5_000_00), decision: 'approve' as const };
  for (const id of ['ada', 'root']) {
    becomesManager(story, id);
    expect(story.refuses(id, 'decide', approve)).toEqual({
      code: 'segregation_excluded',
      rule: 'segregation: preparer',
    });
  }
  story.does('max', 'decide', approve);
});

test('and so for a dispute, an edit, and an inquiry filed in somebody’s name', () => {
  const disputed = storyWith();
  disputed.does('ada by root', 'dispute', { invoice: 'INV-1', amount: usd(1), reason: 'price' });
  const edited = storyWith();
  edited.proposeCredit('ada', 5_000_00);
  const { proposal, content } = edited.last('proposal_made');
  edited.does('ada by root', 'revise', { proposal, content: { ...content, amount: usd(6_000_00) } });
  const requested = storyWith({ filedBy: 'cas', impersonatedBy: 'root' });
  expect(disputed.state.involvements).toContainEqual({ person: 'root', duty: 'editor' });
  expect(edited.state.involvements).toContainEqual({ person: 'root', duty: 'editor' });
  expect(requested.state.involvements).toEqual([
    { person: 'cas', duty: 'requester' },
    { person: 'root', duty: 'requester' },
  ]);
});

test('nobody decides, resolves or identifies in somebody else’s name', () => {
  const story = storyWith();
  const approve = { ...story.proposeCredit('ada', 5_000_00), decision: 'approve' as const };
  expect(story.refuses('max by root', 'decide', approve)).toEqual(forbidden);
  expect(story.refuses('ada by root', 'withdraw', { proposal: approve.proposal })).toEqual(forbidden);
  expect(story.refuses('ada by root', 'identify', { customer: 'C-1', level: 'verified', method: 'call_back' })).toEqual(
    forbidden,
  );
  const actor = { kind: 'person' as const, id: 'max', impersonatedBy: 'root' };
  expect(exclusionFromDeciding({ people: story.people, delegations: [] }, [], actor, story.now)).toBe(
    'segregation: impersonated session',
  );
});

test('what a session in somebody else’s name covers changes nobody, lends nothing and decides nothing', () => {
  for (const action of ['decide', 'writePeople', 'giveDelegation', 'recordAbsence', 'resolve', 'stop'] as const) {
    expect(mayUnderImpersonation(action)).toBe(false);
  }
  expect(mayUnderImpersonation('propose')).toBe(true);
});
