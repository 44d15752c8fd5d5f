import type { Absence } from '../../../domain/directory';
import { CaseStory, somebody, text } from './case-story';

const monday = '2026-03-09T09:00:00.000Z';

/** Ada owns the case; Ben and Cem work beside her. From Tuesday on she is away. */
function ownedByAda(handOver: Absence['handOver']): CaseStory {
  const story = new CaseStory(monday);
  story.people['ben'] = somebody('ben');
  story.people['cem'] = somebody('cem');
  story.open();
  if (story.state.assignee !== 'ada') story.does('lea', 'assign', { team: 'billing', person: 'ada' });
  const absence: Absence = { id: 'a-1', from: '2026-03-10T00:00:00.000Z', until: '2026-03-20T00:00:00.000Z', handOver };
  story.people['ada'] = somebody('ada', { absences: [absence] });
  return story.at('2026-03-10T00:01:00.000Z');
}

describe('when the owner of a case is away', () => {
  it('the case goes to whom they named, and says from whom it came', () => {
    const story = ownedByAda('cem');
    expect(story.happens('handOver', { absence: 'a-1' })).toEqual([
      { type: 'assigned', team: 'billing', person: 'cem', handedOver: { from: 'ada', absence: 'a-1' } },
    ]);
    expect(story.state).toMatchObject({ assignee: 'cem', phase: 'assigned' });
  });

  it('or is routed again, and the explanation says that they are absent', () => {
    const story = ownedByAda('reroute');
    story.happens('handOver', { absence: 'a-1' });
    expect(story.last('routed')).toMatchObject({ person: 'ben', explanation: { others: { ada: 'absent' } } });
  });

  it.each([
    ['has asked for it', (story: CaseStory) => (story.people['cem'] = somebody('cem', { person: 'requester' }))],
    [
      'is away as well',
      (story: CaseStory) => (story.people['cem'] = somebody('cem', { absentUntil: '2026-04-01T00:00:00.000Z' })),
    ],
    ['works for another team', (story: CaseStory) => (story.people['cem'] = somebody('cem', { teams: ['credit'] }))],
    ['does not work cases', (story: CaseStory) => (story.people['cem'] = somebody('cem', { roles: ['auditor'] }))],
  ])('nobody gets it who %s: then it is routed', (_name, change) => {
    const story = ownedByAda('cem');
    story.state.involvements.push({ person: 'requester', duty: 'requester' });
    change(story);
    story.happens('handOver', { absence: 'a-1' });
    expect(story.state.assignee).toBe('ben');
  });

  it('the lead gives it out, with an alert, when nobody fits', () => {
    const story = ownedByAda('reroute');
    story.people['ben'] = somebody('ben', { active: false });
    story.people['cem'] = somebody('cem', { active: false });
    const events = story.happens('handOver', { absence: 'a-1' });
    expect(events).toMatchObject([
      { type: 'routed', person: null, manual: true },
      { type: 'message_queued', purpose: 'alert', recipient: { team: 'billing' } },
    ]);
  });

  it.each([
    ['they want to keep their cases', () => ownedByAda('keep')],
    ['the absence has not begun', () => ownedByAda('cem').at('2026-03-09T23:59:59.999Z')],
    ['they are back', () => ownedByAda('cem').at('2026-03-20T00:00:00.000Z')],
    [
      'somebody else owns it by now',
      () => {
        const story = ownedByAda('cem');
        story.does('lea', 'assign', { team: 'billing', person: 'ben' });
        return story;
      },
    ],
    [
      'it is resolved',
      () => {
        const story = ownedByAda('cem').at('2026-03-09T10:00:00.000Z');
        story.does('ada', 'start', {});
        story.does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
        return story.at('2026-03-10T00:01:00.000Z');
      },
    ],
  ])('nothing happens if %s', (_name, told) => {
    expect(told().happens('handOver', { absence: 'a-1' })).toEqual([]);
  });
});
