import { hourInMilliseconds as hour } from '../../../domain/instant';
import { clockCondition, describeClock, type ClockState } from '../../../domain/service-levels';
import type { Policy, ServiceLevelRule } from '../../../domain/policy';
import { alertsOf } from '../../../domain/inquiry/alerts';
import { retargetClocks } from '../../../domain/inquiry/clocks';
import { Draft } from '../../../domain/inquiry/draft';
import type { InquiryCommand } from '../../../contracts/inquiry';
import { noFacts } from '../../../domain/inquiry/context';
import { CaseStory, text } from './case-story';

const at = (time: string, day = 9) => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;

const rule = (
  clock: ServiceLevelRule['clock'],
  hours: number,
  urgency: ServiceLevelRule['urgency'] = '*',
  time: ServiceLevelRule['time'] = 'elapsed',
): ServiceLevelRule => ({ category: '*', urgency, clock, minutes: hours * 60, time });

/** Monday 9 March 2026 at 09:00; an update every eight hours, day and night. */
const story = (): CaseStory =>
  new CaseStory(at('09:00'), {}, (policy) => {
    policy.serviceLevels = [rule('first_response', 4), rule('next_update', 8), rule('resolution', 100)];
    policy.warnAt = 0.75;
  }).open();

describe('the next update', () => {
  it('is due from the beginning, and not because the customer got an automatic acknowledgement', () => {
    const told = story();
    expect(told.events).toContainEqual(expect.objectContaining({ type: 'message_queued', purpose: 'acknowledgement' }));
    expect(told.clock('next_update')).toMatchObject({ startedAt: at('09:00'), dueAt: at('17:00') });
    expect(told.clock('first_response').stoppedAt).toBeNull();
  });

  it('is due a whole target after each answer of a person, whatever is done for colleagues meanwhile', () => {
    const told = story();
    told.at(at('12:00')).does('ada', 'reply', { text });
    expect(told.clock('next_update')).toMatchObject({ startedAt: at('12:00'), consumed: 0, dueAt: at('20:00') });
    told.at(at('15:00')).does('ada', 'addNote', { text });
    expect(told.clock('next_update').dueAt).toBe(at('20:00'));
    told.at(at('16:00')).does('ada', 'reply', { text });
    expect(told.clock('next_update').dueAt).toBe(at('00:00', 10));
  });

  it('waits while the customer is asked, and is then due a whole target after they answered', () => {
    const told = story();
    told.at(at('12:00')).does('ada', 'requestInformation', { text });
    expect(clockCondition(told.clock('next_update'))).toBe('paused');
    expect(clockCondition(told.clock('resolution'))).toBe('paused');
    told.at(at('13:00')).does('ada', 'reply', { text });
    expect(told.clock('next_update')).toMatchObject({ startedAt: at('13:00'), runningSince: null, consumed: 0 });
    told.at(at('10:00', 12)).happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(told.clock('next_update').dueAt).toBe(at('18:00', 12));
  });

  it('leaves the first response alone, which only a person gives', () => {
    const told = story();
    // The first response is not yet given when a proposal sends the case to its approvers.
    told.at(at('10:00')).proposeCredit('ada', 500_00);
    expect(told.clock('first_response').dueAt).toBe(at('13:00'));
    told.at(at('11:00')).does('ada', 'reply', { text });
    expect(told.clock('first_response').stoppedAt).toBe(at('11:00'));
  });

  it('does not run once the case is resolved, and is due a whole target after it is reopened', () => {
    const told = story();
    told.at(at('15:00')).does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
    expect(clockCondition(told.clock('next_update'))).toBe('stopped');
    told.at(at('09:00', 11)).happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(told.clock('next_update')).toMatchObject({ startedAt: at('09:00', 11), dueAt: at('17:00', 11) });
    // Six hours were used before, and none while it was resolved.
    expect(told.clock('resolution')).toMatchObject({ consumed: 6 * hour, resumedAt: at('09:00', 11) });
  });

  it('is warned of and breached like the others, and an answer ends the breach', () => {
    const told = story();
    told.does('ada', 'reply', { text });
    expect(told.passUntil(at('15:00'))[0]).toMatchObject({ type: 'service_level_warned', clock: 'next_update' });
    expect(told.passUntil(at('17:00')).slice(0, 2)).toMatchObject([
      { type: 'service_level_breached', clock: 'next_update' },
      { type: 'escalated', level: 1 },
    ]);
    told.does('ada', 'reply', { text });
    expect(told.clock('next_update')).toMatchObject({ breachedAt: null, warnedAt: null, dueAt: at('01:00', 10) });
    // What was overdue is not: the ladder ends where it is, until the next breach.
    expect(told.passUntil(at('00:59', 10)).filter(({ type }) => type === 'escalated')).toEqual([]);
  });
});

/** What the resolution clock has used at the change: eight hours of ten, five of them before a pause, or all and more. */
describe('another priority keeps what was used', () => {
  const targets = { normal: 10, low: 40, high: 6, critical: 9 } as const;
  const begun = () =>
    new CaseStory(at('09:00'), {}, (policy) => {
      policy.serviceLevels = [
        rule('first_response', 1000),
        rule('next_update', 1000),
        ...(['normal', 'low', 'high'] as const).map((urgency) => rule('resolution', targets[urgency], urgency)),
        rule('resolution', targets.critical, 'critical', 'business'),
      ];
      policy.escalation.levels = [{ level: 1, afterBreachMinutes: 50_000, notify: ['lead'] }];
    }).open();
  const ask = (told: CaseStory) => told.does('ada', 'requestInformation', { text });
  const answer = (told: CaseStory) => told.happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
  const resolve = (told: CaseStory) =>
    told.does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
  const pass = (told: CaseStory, instant: string) => {
    told.passUntil(instant);
    return told;
  };

  const running = () => pass(begun(), at('11:00'));
  const warned = () => pass(begun(), at('17:00'));
  const breached = () => pass(begun(), at('20:00'));
  const paused = () => {
    const told = pass(begun(), at('14:00'));
    ask(told);
    return pass(told, at('14:00', 10));
  };
  const pausedBreached = () => {
    const told = breached();
    ask(told);
    return pass(told, at('14:00', 10));
  };

  it.each([
    // state, used so far in hours, urgency, verdict and due instant after the change
    ['running', running, 2, 'low', { dueAt: at('01:00', 11), warnedAt: null, breachedAt: null }],
    ['running', running, 2, 'high', { dueAt: at('15:00'), warnedAt: null, breachedAt: null }],
    ['running, to business hours', running, 2, 'critical', { dueAt: at('10:00', 10), breachedAt: null }],
    ['warned', warned, 8, 'low', { dueAt: at('01:00', 11), warnedAt: null, warnAt: at('15:00', 10) }],
    ['warned, to a target used up', warned, 8, 'high', { dueAt: at('17:00'), breachedAt: at('17:00') }],
    ['warned, to business hours', warned, 8, 'critical', { dueAt: at('10:00', 10), warnedAt: at('16:30') }],
    ['breached', breached, 11, 'low', { dueAt: at('01:00', 11), warnedAt: null, breachedAt: null }],
    ['breached', breached, 11, 'high', { dueAt: at('19:00'), breachedAt: at('19:00') }],
    ['paused', paused, 5, 'low', { dueAt: null, runningSince: null }],
    ['paused', paused, 5, 'high', { dueAt: null, runningSince: null }],
    ['paused and breached', pausedBreached, 11, 'low', { dueAt: null, breachedAt: null }],
    ['paused and breached', pausedBreached, 11, 'high', { breachedAt: at('19:00') }],
  ] as const)('%s: %#', (_name, make, used, urgency, expected) => {
    const told = make();
    told.does('ada', 'changePriority', { urgency });
    pass(told, told.now);
    expect(told.clock('resolution')).toMatchObject({ consumed: used * hour, ...expected });
  });

  it.each([
    ['low', at('01:00', 12)],
    ['high', at('15:00', 10)],
  ] as const)('and what is left when the pause ends, %s', (urgency, due) => {
    const told = paused();
    told.does('ada', 'changePriority', { urgency });
    answer(told);
    expect(told.clock('resolution').dueAt).toBe(due);
  });

  it('never changes what was kept or missed before the case was resolved, but what comes after it is reopened', () => {
    const met = running();
    resolve(met);
    expect(met.refuses('ada', 'changePriority', { urgency: 'high' })).toMatchObject({ code: 'transition_not_allowed' });
    const after = retarget(met, (policy) => {
      policy.serviceLevels = [rule('resolution', 1)];
    });
    expect(after).toMatchObject({ stoppedAt: at('11:00'), breachedAt: null, target: { milliseconds: hour } });
    const late = breached();
    resolve(late);
    const longer = retarget(late, (policy) => {
      policy.serviceLevels = [rule('resolution', 100)];
    });
    expect(longer).toMatchObject({ stoppedAt: at('20:00'), breachedAt: at('19:00') });
  });

  it('counts the time until the change on the calendar it ran on, when another policy closes other days', () => {
    const told = new CaseStory(at('09:00'), {}, (policy) => {
      policy.serviceLevels = [rule('resolution', 16, '*', 'business')];
    }).open();
    told.at(at('13:00', 10));
    const clock = retarget(told, (policy) => {
      const london = policy.calendars['london'];
      if (london) policy.calendars['london'] = { ...london, closedDays: ['2026-03-09', '2026-03-11'] };
      policy.serviceLevels = [rule('resolution', 20, '*', 'business')];
    });
    // Twelve hours so far, though the new calendar knows only four of them; eight more, and Wednesday is closed.
    expect(clock).toMatchObject({ consumed: 12 * hour, dueAt: at('13:00', 12) });
  });

  it('takes the warning and the days of another policy also where the target is the same', () => {
    const told = new CaseStory(at('09:00'), {}, (policy) => {
      policy.serviceLevels = [rule('resolution', 16, '*', 'business')];
    }).open();
    told.at(at('13:00'));
    const clock = retarget(told, (policy) => {
      const london = policy.calendars['london'];
      if (london) policy.calendars['london'] = { ...london, closedDays: ['2026-03-10'] };
      policy.warnAt = 0.5;
    });
    expect(clock).toMatchObject({ consumed: 4 * hour, warnAt: at('17:00'), dueAt: at('17:00', 11) });
  });

  /** The resolution clock under a policy that differs; as a migration does it. */
  function retarget(told: CaseStory, change: (policy: Policy) => void): ClockState {
    const policy = structuredClone(told.policy);
    change(policy);
    const command = { id: 'c', type: 'deadlinesDue', actor: { kind: 'policy', id: 'p' }, data: {} } as InquiryCommand;
    const context = { now: told.now, policy: told.policy, directory: { people: {}, delegations: [] }, facts: noFacts };
    const draft = new Draft(told.state, command, context);
    retargetClocks(draft, 'policy migrated', policy);
    const clock = draft.state.clocks.find(({ name }) => name === 'resolution');
    if (!clock) throw new Error('no clock');
    return clock;
  }
});

describe('a case of a legal entity without a calendar', () => {
  const lost = () =>
    new CaseStory(at('16:00', 6), { legalEntity: 'halden-fr' }, (policy) => {
      policy.serviceLevels = [rule('first_response', 4, '*', 'business'), rule('resolution', 36, '*', 'business')];
    }).open();

  it('has all its clocks, which count every hour: earlier than on any calendar', () => {
    const story = lost();
    expect(story.clock('resolution')).toMatchObject({ target: { calendar: 'elapsed' }, dueAt: at('04:00', 8) });
    expect(story.clock('first_response').dueAt).toBe(at('20:00', 6));
    expect(describeClock(story.clock('resolution'), story.policy, 'Europe/Paris').text).toContain('elapsed time');
  });

  it('is brought to the attention of its team, in the desk and by mail', () => {
    const story = lost();
    const set = story.last('clocks_set');
    expect(set).toMatchObject({ withoutCalendar: 'halden-fr' });
    expect(alertsOf(set, story.state, story.policy)).toMatchObject([{ team: 'billing', kind: 'calendar_missing' }]);
    expect(story.last('message_queued')).toMatchObject({ purpose: 'alert', recipient: { team: 'billing' } });
  });

  it('says so no more often than that', () => {
    const story = lost();
    story.does('ada', 'reply', { text });
    story.does('ada', 'requestInformation', { text });
    expect(story.events.filter((event) => 'withoutCalendar' in event)).toHaveLength(1);
  });
});
