import { hourInMilliseconds as hour } from '../../../domain/instant';
import { describeClock } from '../../../domain/service-levels';
import { allowedNextSteps } from '../../../domain/inquiry/transitions';
import { statusOf, type Phase } from '../../../domain/inquiry/state';
import type { ServiceLevelRule } from '../../../domain/policy';
import { CaseStory, text, usd } from './case-story';

const resolution = (minutes: number, time: ServiceLevelRule['time']) => (policy: CaseStory['policy']) => {
  policy.serviceLevels = policy.serviceLevels.filter(({ clock }) => clock !== 'resolution');
  policy.serviceLevels.push({ category: '*', urgency: '*', clock: 'resolution', minutes, time });
};

describe('scenario 1: a $7,800 dispute with 36 hours, raised on Friday 6 March 2026 at 16:00', () => {
  const raised = (entity: string, at: string, time: ServiceLevelRule['time']): CaseStory =>
    new CaseStory(at, { legalEntity: entity }, resolution(36 * 60, time)).open();

  it.each([
    [
      'London, every hour',
      'halden-uk',
      '2026-03-06T16:00:00.000Z',
      'elapsed',
      '2026-03-08T04:00:00.000Z',
      'Sun 8 Mar 2026 04:00 +00:00',
    ],
    [
      'London, business hours',
      'halden-uk',
      '2026-03-06T16:00:00.000Z',
      'business',
      '2026-03-13T12:00:00.000Z',
      'Fri 13 Mar 2026 12:00 +00:00',
    ],
    [
      'New York, every hour',
      'halden-us',
      '2026-03-06T21:00:00.000Z',
      'elapsed',
      '2026-03-08T09:00:00.000Z',
      'Sun 8 Mar 2026 05:00 -04:00',
    ],
  ] as const)('%s: due when it should be, and the case says which clock', (_name, entity, at, time, due, shown) => {
    const story = raised(entity, at, time);
    const clock = story.clock('resolution');
    expect(clock.dueAt).toBe(due);
    const zone = entity === 'halden-us' ? 'America/New_York' : 'Europe/London';
    expect(describeClock(clock, story.policy, zone).text).toContain(shown);
    expect(describeClock(clock, story.policy, zone).counts).toBe(time);
  });

  it('is warned of at 75%, breached at the very instant, and climbs the ladder', () => {
    const story = raised('halden-uk', '2026-03-06T16:00:00.000Z', 'elapsed');
    story.does('ada', 'reply', { text });
    expect(story.passUntil('2026-03-07T18:59:59.999Z')).toEqual([]);
    expect(story.passUntil('2026-03-07T19:00:00.000Z')[0]).toMatchObject({
      type: 'service_level_warned',
      clock: 'resolution',
    });
    story.does('ada', 'reply', { text });
    expect(story.passUntil('2026-03-08T03:59:59.999Z')).toEqual([]);
    expect(story.passUntil('2026-03-08T04:00:00.000Z')).toMatchObject([
      { type: 'service_level_breached', clock: 'resolution' },
      { type: 'escalated', level: 1, cause: 'breach' },
      { type: 'message_queued', recipient: { team: 'billing' } },
      { type: 'message_queued', recipient: { person: 'ada' } },
    ]);
    expect(statusOf(story.state)).toBe('escalated');
    expect(story.passUntil('2026-03-08T12:00:00.000Z')[0]).toMatchObject({ type: 'escalated', level: 2 });
    expect(story.passUntil('2026-03-09T04:00:00.000Z')[0]).toMatchObject({ type: 'escalated', level: 3 });
  });
});

describe('an escalation', () => {
  const breached = (): CaseStory => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z', {}, resolution(60, 'elapsed')).open();
    story.does('ada', 'reply', { text });
    story.passUntil('2026-03-09T10:00:00.000Z');
    return story;
  };

  it('keeps the commands of the status it came from, and gives that status back', () => {
    const story = breached();
    expect(statusOf(story.state)).toBe('escalated');
    expect(allowedNextSteps(story.state)).toContain('propose');
    story.does('lea', 'deEscalate', {});
    expect(statusOf(story.state)).toBe('in_progress');
    expect(allowedNextSteps(story.state)).not.toContain('deEscalate');
  });

  it('that a lead has ended does not come back at once, but with the next breach', () => {
    const story = breached();
    story.at('2026-03-09T10:05:00.000Z').does('lea', 'deEscalate', {});
    expect(story.passUntil('2026-03-10T16:00:00.000Z').filter(({ type }) => type === 'escalated')).toEqual([]);
    expect(story.passUntil('2026-03-10T17:00:00.000Z')).toMatchObject([
      { type: 'service_level_breached', clock: 'next_update' },
      { type: 'escalated', level: 1 },
      { type: 'message_queued' },
      { type: 'message_queued' },
    ]);
  });

  it('comes with the warning already when the policy says so', () => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z', {}, (policy) => {
      resolution(60, 'elapsed')(policy);
      policy.escalation.afterWarning = true;
    }).open();
    expect(story.passUntil('2026-03-09T09:45:00.000Z')).toMatchObject([
      { type: 'service_level_warned', clock: 'resolution' },
      { type: 'escalated', level: 1, cause: 'warning' },
      { type: 'message_queued', recipient: { team: 'billing' } },
      { type: 'message_queued', recipient: { person: 'ada' } },
    ]);
  });

  it('by a person goes up only', () => {
    const story = breached();
    expect(story.refuses('ada', 'escalate', { level: 1 })).toMatchObject({ code: 'escalation_level' });
    story.does('ada', 'escalate', { level: 3 });
    expect(story.refuses('ada', 'escalate', { level: 3 })).toMatchObject({ code: 'escalation_level' });
  });
});

describe('scenario 6: a pause, created on Monday 9 March at 09:00 with eight business hours', () => {
  const waiting = (): CaseStory => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z', {}, (policy) => {
      resolution(8 * 60, 'business')(policy);
      policy.serviceLevels.push({
        category: '*',
        urgency: 'high',
        clock: 'resolution',
        minutes: 360,
        time: 'business',
      });
    }).open();
    story.at('2026-03-09T13:00:00.000Z').does('ada', 'requestInformation', { text });
    expect(story.state.phase).toBe('pending_customer');
    return story;
  };
  const answer = (story: CaseStory) =>
    story.at('2026-03-12T10:00:00.000Z').happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });

  it('waits from Monday 13:00 to Thursday 10:00, and is due on Thursday at 14:00', () => {
    const story = waiting();
    expect(story.passUntil('2026-03-12T09:59:00.000Z')).toEqual([]);
    answer(story);
    expect(story.state.phase).toBe('in_progress');
    expect(story.clock('resolution').dueAt).toBe('2026-03-12T14:00:00.000Z');
  });

  it('with the target cut to six hours during the pause: due on Thursday at 12:00', () => {
    const story = waiting();
    story.at('2026-03-11T09:00:00.000Z').does('ada', 'changePriority', { urgency: 'high' });
    answer(story);
    expect(story.clock('resolution').dueAt).toBe('2026-03-12T12:00:00.000Z');
  });

  it('resolved out of the pause: four hours consumed', () => {
    const story = waiting();
    story
      .at('2026-03-11T09:00:00.000Z')
      .does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
    expect(story.clock('resolution')).toMatchObject({ consumed: 4 * hour, stoppedAt: story.now, breachedAt: null });
  });

  it('goes on with the clocks when a proposal is made instead of waiting any longer', () => {
    const story = waiting();
    story.at('2026-03-12T10:00:00.000Z').proposeCredit('ada', 500_00);
    expect(story.state.phase).toBe('pending_approval');
    expect(story.clock('resolution')).toMatchObject({ runningSince: story.now, dueAt: '2026-03-12T14:00:00.000Z' });
  });
});

describe('resolved on Monday 9 March 2026 at 10:00', () => {
  const resolved = (): CaseStory => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
    story
      .at('2026-03-09T10:00:00.000Z')
      .does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
    return story;
  };
  const thanks = { message: 'in-1', text, thanksOnly: true };
  const complaint = { message: 'in-2', text, thanksOnly: false };

  it('closes by itself five business days later, within the hour', () => {
    const story = resolved();
    expect(story.state.resolution?.confirmBy).toBe('2026-03-16T10:00:00.000Z');
    const wake = story.wakeAt() ?? '';
    expect(wake >= '2026-03-16T10:00:00.000Z' && wake < '2026-03-16T11:00:00.000Z').toBe(true);
    expect(story.passUntil('2026-03-16T11:00:00.000Z')).toMatchObject([{ type: 'closed', how: 'window_passed' }]);
    expect(statusOf(story.state)).toBe('closed');
  });

  it('ends 30 days after closing, within the hour, and then takes no decision any more', () => {
    const story = resolved();
    story.happens('receiveMessage', thanks);
    story.at('2026-03-10T10:00:00.000Z').does('ada', 'confirm', {});
    expect(story.state.closure?.reopenUntil).toBe('2026-04-09T10:00:00.000Z');
    // Between the two the customer is asked once how it was.
    expect(story.passUntil('2026-04-09T09:59:59.999Z')).toMatchObject([{ purpose: 'rating_request' }]);
    expect(story.passUntil('2026-04-09T11:00:00.000Z')).toEqual([{ type: 'ended' }]);
    expect(story.refuses('ada', 'reopen', {})).toMatchObject({ code: 'case_ended' });
    expect(story.wakeAt()).toBeNull();
    expect(story.happens('receiveMessage', complaint)).toMatchObject([{ type: 'message_received' }]);
    expect(story.state).toMatchObject({ phase: 'closed', ended: true });
  });

  it('is not reopened by a thank-you, before closing and after', () => {
    const story = resolved();
    story.happens('receiveMessage', thanks);
    expect(story.state.phase).toBe('resolved');
    story.does('ada', 'close', {});
    story.happens('receiveMessage', { ...thanks, message: 'in-3' });
    expect(story.state.phase).toBe('closed');
  });

  it('is reopened by anything else, counted, and the resolution clock goes on with what was consumed', () => {
    const story = resolved();
    story.at('2026-03-11T10:00:00.000Z').happens('receiveMessage', complaint);
    expect(story.state).toMatchObject({ phase: 'reopened', reopenCount: 1, resolution: null });
    expect(story.clock('resolution')).toMatchObject({ consumed: hour, runningSince: story.now, stoppedAt: null });
    expect(story.clock('first_response').stoppedAt).toBe('2026-03-09T10:00:00.000Z');
    story.does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
    story.does('ada', 'close', {});
    story.does('ada', 'reopen', {});
    expect(story.state.reopenCount).toBe(2);
  });

  it('asks for a root cause, and for approved proposals to be posted first', () => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
    const resolve = { outcome: 'credited', rootCause: ' ', answer: text } as const;
    expect(story.refuses('ada', 'resolve', resolve)).toMatchObject({ code: 'resolution_incomplete' });
    const proposed = story.proposeCredit('ada', 500_00);
    expect(story.refuses('ada', 'resolve', resolve)).toMatchObject({ code: 'transition_not_allowed' });
    story.people['lea']!.limits = { credit_note: 1_000_00 };
    story.does('lea', 'decide', { ...proposed, decision: 'approve' });
    expect(story.refuses('ada', 'resolve', { ...resolve, rootCause: 'price' })).toMatchObject({
      code: 'posting_pending',
    });
    story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: proposed.proposal, result: 'done' });
    story.does('ada', 'resolve', { ...resolve, rootCause: 'price' });
  });
});

describe('what a case can do next', () => {
  const always = [
    'addNote',
    'assign',
    'changePriority',
    'claim',
    'dispute',
    'escalate',
    'identify',
    'link',
    'merge',
    'migratePolicy',
    'reclassify',
    'settleDispute',
    'snooze',
    'split',
    'unlink',
  ];
  const working = [...always, 'propose', 'reply', 'resolve', 'revise'];
  const steps: Record<Phase, string[]> = {
    open: always,
    assigned: [...working, 'requestInformation', 'start'],
    in_progress: [...working, 'requestInformation'],
    pending_customer: [...working, 'start'],
    pending_approval: [...always, 'decide', 'reply', 'revise', 'withdraw'],
    resolved: ['addNote', 'close', 'confirm', 'identify', 'link', 'reopen', 'unlink'],
    closed: ['addNote', 'reopen'],
    reopened: [...working, 'requestInformation', 'start'],
  };
  const story = new CaseStory('2026-03-09T09:00:00.000Z').open();

  it.each(Object.entries(steps))('%s', (phase, expected) => {
    const state = { ...story.state, phase: phase as Phase };
    expect(allowedNextSteps(state).sort()).toEqual([...expected].sort());
  });

  it('is listed when it is refused, and nothing has changed', () => {
    const before = JSON.stringify(story.state);
    expect(story.refuses('ada', 'confirm', {})).toEqual({
      code: 'transition_not_allowed',
      rule: 'lifecycle',
      details: { status: 'assigned', command: 'confirm', allowed: allowedNextSteps(story.state) },
    });
    expect(JSON.stringify(story.state)).toBe(before);
  });
});

describe('what is refused by who asks', () => {
  const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
  story.people['ann'] = { ...story.people['ada']!, id: 'ann', person: 'ann', roles: ['auditor'] };
  story.people['old'] = { ...story.people['ada']!, id: 'old', person: 'old', active: false };

  it.each([
    ['ben', 'reply', { text }, 'owner_only'],
    ['ann', 'addNote', { text }, 'role_required'],
    ['old', 'addNote', { text }, 'person_unknown'],
    ['nobody', 'addNote', { text }, 'person_unknown'],
    ['ada', 'assign', { team: 'nowhere', person: null }, 'team_unknown'],
    ['ada', 'assign', { team: 'constructor', person: null }, 'team_unknown'],
    ['ada', 'assign', { team: 'credit', person: 'ben' }, 'not_a_member'],
    ['ada', 'assign', { team: 'billing', person: 'ada' }, 'unchanged'],
    ['ada', 'dispute', { invoice: 'INV-0', amount: usd(1), reason: 'price' }, 'invoice_unknown'],
    ['ada', 'dispute', { invoice: 'INV-1', amount: usd(100_000_01), reason: 'price' }, 'amount_exceeds'],
    [
      'ada',
      'dispute',
      { invoice: 'INV-1', amount: { minor: 1, currency: 'EUR' }, reason: 'price' },
      'currency_mismatch',
    ],
    ['ada', 'link', { kind: 'payment', id: 'PAY-0' }, 'payment_unknown'],
    ['ada', 'link', { kind: 'agreement', id: 'A-0' }, 'record_unknown'],
  ] as const)('%s: %s %j is refused with %s', (who, type, data, code) => {
    expect(story.refuses(who, type, data as never)).toMatchObject({ code });
  });

  it('nothing of an account is told before the customer is verified', () => {
    const stranger = new CaseStory('2026-03-09T09:00:00.000Z', {
      customer: null,
      identification: { level: 'none', method: 'none' },
    }).open();
    expect(stranger.refuses('ada', 'reply', { text })).toMatchObject({ code: 'not_identified' });
    stranger.does('ada', 'requestInformation', { text });
    stranger.does('ada', 'identify', { customer: 'C-1', level: 'verified', method: 'call_back' });
    stranger.does('ada', 'reply', { text });
  });

  describe('who the customer is', () => {
    const stranger = (): CaseStory => {
      const told = new CaseStory('2026-03-09T09:00:00.000Z', {
        customer: null,
        identification: { level: 'none', method: 'none' },
      }).open();
      told.people['com'] = { ...told.people['ben']!, id: 'com', person: 'com', roles: ['compliance'], teams: [] };
      return told;
    };
    const verified = { customer: 'C-1', level: 'verified' } as const;

    it('is not said by just any agent', () => {
      expect(stranger().refuses('ben', 'identify', { ...verified, method: 'call_back' }).code).toBe('owner_only');
      const claimed = { customer: 'C-1', level: 'claimed', method: 'none' } as const;
      expect(stranger().refuses('ben', 'identify', claimed).code).toBe('owner_only');
    });

    it.each(['ada', 'lea', 'com'])('is said by %s, with a method that a person can vouch for', (who) => {
      for (const method of ['none', 'sender_address', 'portal_login', 'integration'] as const) {
        expect(stranger().refuses(who, 'identify', { ...verified, method }).code).toBe('identification_method');
      }
      for (const method of ['call_back', 'document', 'bank_reference'] as const) {
        const told = stranger();
        told.does(who, 'identify', { ...verified, method });
        expect(told.state.identification).toEqual({ level: 'verified', method });
      }
    });

    it('is said by a check with any method', () => {
      const told = stranger();
      told.happens('recordIdentityCheck', { ...verified, method: 'integration' });
      expect(told.state.identification.level).toBe('verified');
    });
  });

  it('a case made general may be answered; what the answer holds is for the last gate', () => {
    const stranger = new CaseStory('2026-03-09T09:00:00.000Z', {
      customer: null,
      identification: { level: 'none', method: 'none' },
    }).open();
    stranger.people['ada'] = { ...stranger.people['ada']!, teams: ['billing', 'customer_service'] };
    stranger.does('ada', 'reclassify', { category: 'general' });
    stranger.does('ada', 'reply', { text });
    expect(stranger.last('message_queued')).toMatchObject({ purpose: 'reply' });
  });
});

describe('a part of an invoice in dispute', () => {
  const disputed = (): CaseStory => {
    const story = new CaseStory('2026-03-09T09:00:00.000Z').open();
    story.invoices = { 'INV-1': { ...story.invoices['INV-1']!, open: usd(22_400_00) } };
    story.does('ada', 'dispute', { invoice: 'INV-1', amount: usd(7_800_00), reason: 'price' });
    return story;
  };
  const credit = (story: CaseStory, minor: number): void => {
    const proposed = story.proposeCredit('ada', minor);
    story.does('max', 'decide', { ...proposed, decision: 'approve' });
    story.happens('settleEffect', { key: 'k', kind: 'postToLedger', subject: proposed.proposal, result: 'done' });
  };

  it('scenario 4: $5,000 credited of $7,800, and the rest returns to collection when the case is resolved', () => {
    const story = disputed();
    credit(story, 5_000_00);
    expect(story.last('dispute_credited')).toMatchObject({ credited: usd(5_000_00), remaining: usd(2_800_00) });
    story.does('ada', 'resolve', { outcome: 'credited', rootCause: 'price', answer: text });
    expect(story.last('dispute_settled')).toMatchObject({
      outcome: 'rejected',
      amount: usd(7_800_00),
      returned: usd(2_800_00),
    });
  });

  it('is settled as soon as all of it is credited, and can be disputed anew', () => {
    const story = disputed();
    expect(story.refuses('ada', 'dispute', { invoice: 'INV-1', amount: usd(1), reason: 'tax' })).toMatchObject({
      code: 'unchanged',
    });
    credit(story, 8_000_00);
    expect(story.last('dispute_settled')).toMatchObject({ outcome: 'credited', returned: usd(0) });
    story.does('ada', 'dispute', { invoice: 'INV-1', amount: usd(1_00), reason: 'tax' });
  });
});
