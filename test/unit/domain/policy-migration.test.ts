import { previewMigration } from '../../../domain/inquiry/preview-migration';
import type { Policy } from '../../../domain/policy';
import { addElapsed, hourInMilliseconds, minuteInMilliseconds } from '../../../domain/instant';
import { CaseStory, defaultPolicy, somebody, text, usd } from './case-story';

const hours = (count: number) => count * hourInMilliseconds;

/** A policy whose only target for resolution is so many hours of business time. */
const withTarget = (count: number, version: string, change: (policy: Policy) => void = () => undefined): Policy => {
  const policy = { ...defaultPolicy(), version };
  policy.serviceLevels = [
    ...policy.serviceLevels.filter(({ clock }) => clock !== 'resolution'),
    { category: '*', urgency: '*', clock: 'resolution', minutes: count * 60, time: 'business' },
  ];
  change(policy);
  return policy;
};

const storyAt = (receivedAt: string, next: Policy): CaseStory => {
  const story = new CaseStory(receivedAt, {}, (policy) => Object.assign(policy, withTarget(8, '1')));
  story.nextPolicy = next;
  return story.open();
};

const move = (story: CaseStory, version = '2') => story.does('lea', 'migratePolicy', { version, reason: text });
const preview = (story: CaseStory, version = '2') =>
  previewMigration(
    story.state,
    { id: 'p', type: 'migratePolicy', actor: { kind: 'person', id: 'lea' }, data: { version, reason: text } },
    story.context(),
  );

// Monday 9 March 2026, 09:00 in London.
const monday = '2026-03-09T09:00:00.000Z';

describe('scenario 10: 500 open cases, and the resolution target goes from eight hours to four', () => {
  // Three days of cases, a minute or so apart, with the clocks of each at another point.
  const cases = Array.from({ length: 500 }, (_, index) =>
    storyAt(addElapsed(monday, index * 8 * minuteInMilliseconds), withTarget(4, '2')),
  );
  const now = addElapsed(monday, 500 * 8 * minuteInMilliseconds);

  it('breaches no case that is open: each keeps the version it was opened under', () => {
    for (const story of cases) {
      const before = story.clock('resolution').dueAt;
      expect(story.clock('resolution').target.milliseconds).toBe(hours(8));
      expect(story.state.policyVersion).toBe('1');
      // The new version is in force, and nothing of that has reached the case.
      const met = story.passUntil(now).filter(({ type }) => type === 'service_level_breached');
      expect(story.clock('resolution').dueAt).toBe(before);
      const overdue = before !== null && before <= now;
      expect(met.some((event) => event.type === 'service_level_breached' && event.clock === 'resolution')).toBe(
        overdue,
      );
    }
  });

  it('gives new cases four hours', () => {
    const fresh = new CaseStory(monday, {}, (policy) => Object.assign(policy, withTarget(4, '2'))).open();
    expect(fresh.state.policyVersion).toBe('2');
    expect(fresh.clock('resolution')).toMatchObject({
      target: { milliseconds: hours(4) },
      dueAt: '2026-03-09T13:00:00.000Z',
    });
  });

  it('moves one of them by a command on record, with the time that it has used', () => {
    const story = storyAt(monday, withTarget(4, '2')).at('2026-03-09T12:00:00.000Z');
    const [migrated, clocks] = move(story);
    expect(migrated).toEqual({ type: 'policy_migrated', from: '1', to: '2', reason: text });
    expect(clocks).toMatchObject({ type: 'clocks_set', cause: 'policy changed' });
    expect(story.state.policyVersion).toBe('2');
    expect(story.clock('resolution')).toMatchObject({ consumed: hours(3), dueAt: '2026-03-09T13:00:00.000Z' });
    expect(story.passUntil('2026-03-09T13:00:00.000Z')).toContainEqual(
      expect.objectContaining({ type: 'service_level_breached', clock: 'resolution' }),
    );
  });
});

describe('moving a case to another version', () => {
  it('shows before it does exactly what it does, and keeps nothing of the showing', () => {
    const next = withTarget(4, '2', (policy) => {
      policy.windows = { ...policy.windows, reopenDays: 60 };
      policy.escalation.levels[0]!.afterBreachMinutes = 30;
      policy.teams['treasury']!.email = 'other@halden.example';
    });
    const story = storyAt(monday, next).at('2026-03-09T15:00:00.000Z');
    const [stateBefore, eventsBefore] = [story.state, story.events.length];
    const seen = preview(story);
    if ('refusal' in seen) throw new Error(seen.refusal.code);
    expect([story.state, story.events.length]).toEqual([stateBefore, eventsBefore]);
    const resolution = seen.clocks.find(({ name }) => name === 'resolution');
    expect(resolution).toMatchObject({
      before: { dueAt: '2026-03-09T17:00:00.000Z' },
      // Six hours are used, four allowed: due now, not two hours ago.
      after: { dueAt: '2026-03-09T15:00:00.000Z' },
      dueAtOnce: true,
    });
    expect(seen.differences.map(({ words }) => words)).toEqual([
      'escalation › levels › level 1 › after breach minutes: 0 min → 30 min',
      'windows › reopen days: 30 → 60',
    ]);
    move(story);
    expect(seen.clocks.map(({ after }) => after)).toEqual(seen.clocks.map(({ name }) => story.clock(name)));
  });

  it('while the customer is asked: the clock goes on waiting, and the new target counts when it resumes (scenario 6)', () => {
    const story = storyAt(monday, withTarget(6, '2'));
    story.does(story.state.assignee ?? 'ada', 'start', {});
    story.at('2026-03-09T13:00:00.000Z').does(story.state.assignee ?? 'ada', 'requestInformation', { text });
    move(story.at('2026-03-10T10:00:00.000Z'));
    expect(story.clock('resolution')).toMatchObject({ runningSince: null, dueAt: null, consumed: hours(4) });
    story.at('2026-03-12T10:00:00.000Z').happens('receiveMessage', { message: 'm-1', text, thanksOnly: false });
    expect(story.clock('resolution').dueAt).toBe('2026-03-12T12:00:00.000Z');
  });

  it('under other opening hours of a calendar of the same name', () => {
    const next = withTarget(8, '2', (policy) => {
      const london = policy.calendars['london']!;
      policy.calendars['london'] = {
        ...london,
        shifts: { ...london.shifts, monday: [{ from: '09:00', to: '13:00' }] },
      };
    });
    const story = storyAt(monday, next).at('2026-03-09T11:00:00.000Z');
    move(story);
    // Two hours are used, two are left of Monday, and four more on Tuesday.
    expect(story.clock('resolution').dueAt).toBe('2026-03-10T13:00:00.000Z');
  });

  it('keeps the first response that was given in time', () => {
    const story = storyAt(monday, withTarget(4, '2'));
    story.at('2026-03-09T09:30:00.000Z').does(story.state.assignee ?? 'ada', 'reply', { text });
    const { stoppedAt } = story.clock('first_response');
    move(story.at('2026-03-09T10:00:00.000Z'));
    expect(story.clock('first_response')).toMatchObject({ stoppedAt, breachedAt: null });
  });

  const refusals: [string, string, (story: CaseStory) => [who: string, version: string]][] = [
    ['to the version that it has', 'unchanged', () => ['lea', '1']],
    ['to a version that was never published', 'record_unknown', () => ['lea', '3']],
    ['by an agent', 'role_required', () => ['ada', '2']],
    [
      'by the lead of another team',
      'owner_only',
      (story) => {
        story.people['lou'] = somebody('lou', { roles: ['team_lead'], teams: ['treasury'] });
        return ['lou', '2'];
      },
    ],
    [
      'while a proposal waits',
      'proposal_open',
      (story) => {
        story.does('ada', 'start', {});
        story.does('ada', 'dispute', { invoice: 'INV-1', amount: usd(500_00), reason: 'price' });
        story.proposeCredit('ada', 500_00);
        return ['lea', '2'];
      },
    ],
    [
      'without its team',
      'team_unknown',
      (story) => {
        story.nextPolicy = withTarget(4, '2', (policy) => delete policy.teams['billing']);
        return ['lea', '2'];
      },
    ],
    [
      'when it is resolved',
      'transition_not_allowed',
      (story) => {
        const owner = story.state.assignee ?? 'ada';
        story.does(owner, 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
        return ['lea', '2'];
      },
    ],
  ];
  it.each(refusals)('is refused %s', (_name, code, prepare) => {
    const story = storyAt(monday, withTarget(4, '2'));
    const [who, version] = prepare(story);
    const before = story.state;
    expect(story.refuses(who, 'migratePolicy', { version, reason: text })).toMatchObject({ code });
    expect(story.state).toBe(before);
    if (who === 'lea') expect(preview(story, version)).toMatchObject({ refusal: { code } });
  });
});
