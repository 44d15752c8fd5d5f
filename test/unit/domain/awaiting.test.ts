import type { InquiryEvent } from '../../../contracts/inquiry';
import { wakeAt } from '../../../domain/inquiry/deadlines';
import { effectsOf } from '../../../domain/inquiry/effects';
import { CaseStory, text } from './case-story';

/** Monday 2 March 2026, noon in London. */
const noon = '2026-03-02T12:00:00.000Z';
const unknown = { customer: null, identification: { level: 'none', method: 'none' } } as const;

/** Clocks far away, so that only what is told here comes due. */
function asked(intake: ConstructorParameters<typeof CaseStory>[1] = {}): CaseStory {
  const story = new CaseStory(noon, intake, (policy) => {
    for (const rule of policy.serviceLevels) rule.minutes = 500_000;
  }).open();
  story.does('ada', 'requestInformation', { text });
  return story;
}

const named = (events: readonly InquiryEvent[], type: InquiryEvent['type']) =>
  events.filter((event) => event.type === type);
const toFollowUp = (story: CaseStory, events: readonly InquiryEvent[]) =>
  events
    .flatMap((event) => effectsOf(event, story.state))
    .flatMap(({ kind, data }) => (kind === 'tellFollowUp' ? [data] : []));
const wrote = (message: string) => ({ message, text, thanksOnly: false }) as const;

describe('a question to a customer who is known', () => {
  it('is reminded of by the follow-up of the customer, until it is answered', () => {
    const story = asked();
    const [question] = named(story.events, 'information_requested');
    expect(toFollowUp(story, story.events)).toEqual([
      {
        customer: 'C-1',
        signal: 'await',
        inquiry: 'INQ-2026-000001',
        message: (question as { message: string }).message,
      },
    ]);
    const answer = story.happens('receiveMessage', wrote('in-1'));
    expect(toFollowUp(story, answer)).toEqual([
      { customer: 'C-1', signal: 'answered', inquiry: 'INQ-2026-000001', because: 'answered' },
    ]);
    expect(story.state.awaiting).toBeNull();
  });

  it('is asked no longer once work goes on without an answer', () => {
    const story = asked();
    expect(toFollowUp(story, story.does('ada', 'start', {}))).toMatchObject([
      { signal: 'answered', because: 'no_longer_asked' },
    ]);
  });

  it('waits on when only a machine answers', () => {
    const story = asked();
    story.happens('receiveMessage', { ...wrote('in-1'), automatic: true });
    expect(story.state.awaiting).not.toBeNull();
  });

  it('comes back to whoever asked when the follow-up has reminded as often as it may', () => {
    const story = asked();
    const { message } = story.state.awaiting!;
    const events = story.happens('answerOverdue', { message, reason: 'unanswered', reminders: 2 });
    expect(named(events, 'answer_overdue')).toMatchObject([{ reminders: 2 }]);
    expect(named(events, 'message_queued')).toMatchObject([
      { purpose: 'alert', recipient: { team: 'billing' } },
      { purpose: 'alert', recipient: { person: 'ada' } },
    ]);
    expect(story.happens('answerOverdue', { message: 'another', reason: 'unanswered', reminders: 2 })).toEqual([]);
  });
});

describe('a question to somebody who is not known', () => {
  it('is reminded of by the case after three and seven days, then whoever asked is told', () => {
    const story = asked(unknown);
    expect(wakeAt(story.state, story.policy)).toBe('2026-03-05T09:00:00.000Z');
    const events = story.passUntil('2026-03-12T09:00:00.000Z');
    expect(named(events, 'answer_reminder_decided')).toMatchObject([
      { step: 'question-1', decision: 'send' },
      { step: 'question-2', decision: 'send' },
    ]);
    expect(named(events, 'message_queued')).toMatchObject([
      { purpose: 'answer_reminder', questions: [{ inquiry: 'INQ-2026-000001', askedOn: '2026-03-02' }] },
      { purpose: 'answer_reminder' },
      { purpose: 'alert' },
      { purpose: 'alert' },
    ]);
    expect(named(events, 'answer_overdue')).toMatchObject([{ reason: 'unanswered', reminders: 2 }]);
  });

  it('is reminded of in the morning when quiet hours began before the reminder could be sent', () => {
    const story = new CaseStory(noon, unknown, (policy) => {
      for (const rule of policy.serviceLevels) rule.minutes = 500_000;
      policy.reminders.quiet = { '*': { hours: { from: '20:00', to: '08:00' } } };
    }).open();
    story.does('ada', 'requestInformation', { text });
    const [reminder] = named(story.passUntil('2026-03-05T09:00:00.000Z'), 'message_queued') as { message: string }[];
    story.at('2026-03-05T21:00:00.000Z');
    const subject = reminder?.message ?? '';
    const outcome = { key: 'k', kind: 'sendMessage', subject, result: 'failed', detail: 'superseded' } as const;
    expect(story.happens('settleEffect', outcome)).toMatchObject([
      { type: 'message_status_changed', status: 'cancelled' },
      { type: 'answer_reminder_decided', decision: 'postpone', reason: 'superseded', nextStep: 0 },
    ]);
    expect(story.state.awaiting?.reminders).toBe(0);
    const events = story.passUntil('2026-03-06T08:00:00.000Z');
    expect(named(events, 'answer_reminder_decided')).toMatchObject([
      { step: 'question-1', decision: 'postpone', reason: 'quiet_hours' },
      { step: 'question-1', decision: 'send' },
    ]);
    expect(named(events, 'message_queued')).toHaveLength(1);
  });

  it('is handed to the follow-up once they are known', () => {
    const story = asked(unknown);
    const events = story.does('ada', 'identify', { customer: 'C-1', level: 'verified', method: 'call_back' });
    expect(toFollowUp(story, events)).toMatchObject([{ customer: 'C-1', signal: 'await' }]);
    expect(story.state.awaiting).toMatchObject({ customer: 'C-1', nextAt: null });
  });
});

test('a policy without a ladder for questions reminds of none', () => {
  const story = new CaseStory(noon, {}, (policy) => {
    delete policy.reminders.questions;
  }).open();
  expect(named(story.does('ada', 'requestInformation', { text }), 'answer_awaited')).toEqual([]);
  expect(story.state.awaiting).toBeUndefined();
});

test('mail of a case that comes back for good is told to its team and owner', () => {
  const story = asked();
  const { message } = story.state.awaiting!;
  story.happens('settleEffect', { key: 'k', kind: 'sendMessage', subject: message, result: 'done' });
  const bounce = { kind: 'hard', reason: 'mailbox_unknown' } as const;
  const events = story.happens('recordDelivery', { message, status: 'bounced', evidence: 'bounce', bounce });
  expect(named(events, 'message_queued')).toMatchObject([
    { purpose: 'alert', recipient: { team: 'billing' } },
    { purpose: 'alert', recipient: { person: 'ada' } },
  ]);
});
