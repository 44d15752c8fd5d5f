import { CaseStory, text } from './case-story';

/** Resolved on Monday 9 March 2026 at noon in London. Ratings are asked for an hour of working time after the closing. */
const resolved = () => new CaseStory('2026-03-09T10:00:00.000Z').open().at('2026-03-09T12:00:00.000Z');

const resolve = { outcome: 'answered', rootCause: 'price list', answer: text } as const;
const ask = (story: CaseStory) =>
  story.events.flatMap((event) =>
    event.type === 'message_queued' && event.purpose === 'rating_request' ? [event] : [],
  );

function closed(at: string): CaseStory {
  const story = resolved();
  const owner = story.state.assignee ?? '';
  story.does(owner, 'resolve', resolve);
  story.at(at).does(owner, 'close', {});
  return story;
}

test('who is asked is asked once, in working hours', () => {
  const story = closed('2026-03-13T16:30:00.000Z');
  expect(story.state.csat).toEqual({ askAt: '2026-03-16T09:30:00.000Z' });
  story.passUntil('2026-03-20T00:00:00.000Z');
  expect(ask(story)).toMatchObject([{ recipient: { contact: 'contact-1' } }]);
  story.happens('rate', { score: 2, reason: 'speed', by: 'link' });
  story.happens('rate', { score: 5, by: 'portal' });
  expect(story.events.filter(({ type }) => type === 'rated')).toMatchObject([
    { score: 2, reason: 'speed', by: 'link' },
  ]);
  expect(story.last('message_queued')).toMatchObject({ purpose: 'alert', recipient: { team: story.state.team } });
  const owner = story.state.assignee ?? '';
  story.does(owner, 'reopen', {});
  story.does(owner, 'resolve', resolve);
  story.does(owner, 'close', {});
  story.passUntil('2026-04-02T00:00:00.000Z');
  expect(ask(story)).toHaveLength(1);
});

test('nobody is asked about a case that closed by itself, was taken up again before, or whose policy does not ask', () => {
  const silent = resolved();
  silent.does(silent.state.assignee ?? '', 'resolve', resolve);
  silent.passUntil('2026-03-25T00:00:00.000Z');
  expect(silent.last('closed').how).toBe('window_passed');
  silent.happens('rate', { score: 1, by: 'link' });
  expect([ask(silent), silent.state.csat]).toEqual([[], undefined]);

  const reopened = closed('2026-03-13T16:30:00.000Z');
  reopened.at('2026-03-13T16:40:00.000Z').does(reopened.state.assignee ?? '', 'reopen', {});
  reopened.happens('rate', { score: 1, by: 'link' });
  reopened.passUntil('2026-03-16T12:00:00.000Z');
  expect([ask(reopened), reopened.events.some(({ type }) => type === 'rated')]).toEqual([[], false]);

  const never = resolved();
  delete never.policy.csat;
  never.does(never.state.assignee ?? '', 'resolve', resolve);
  never.does(never.state.assignee ?? '', 'close', {});
  expect(never.state).not.toHaveProperty('csat');
});

test('who has rated in the portal is not asked any more', () => {
  const story = closed('2026-03-13T10:00:00.000Z');
  story.happens('rate', { score: 5, by: 'portal' });
  story.passUntil('2026-03-20T00:00:00.000Z');
  expect(ask(story)).toEqual([]);
});
