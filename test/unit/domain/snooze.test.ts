import { allowedNextSteps } from '../../../domain/inquiry/transitions';
import { isSnoozed } from '../../../domain/inquiry/state';
import { CaseStory, text } from './case-story';

/** A dispute in 36 hours, opened on Monday 9 March 2026 at 09:00 and answered. */
const at = (time: string, day = 9) => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
const day = 86_400_000;

function answered(): CaseStory {
  const story = new CaseStory(at('09:00'), {}, (policy) => {
    policy.serviceLevels = policy.serviceLevels.filter(({ clock }) => clock === 'resolution');
  }).open();
  story.at(at('10:00')).does('ada', 'reply', { text });
  return story;
}
const ended = (because: string) => expect.objectContaining({ type: 'snooze_ended', because });

describe('a snoozed case', () => {
  it('is back at the instant that was named, and its owner is told', () => {
    const story = answered();
    story.does('ada', 'snooze', { until: at('08:00', 10) });
    expect(isSnoozed(story.state)).toBe(true);
    expect(story.passUntil(at('07:59', 10))).toEqual([]);
    expect(story.passUntil(at('08:00', 10))).toEqual([ended('time')]);
    expect(isSnoozed(story.state)).toBe(false);
    expect(story.wakeAt()).toBe(story.clock('resolution').warnAt);
  });

  it('keeps its clocks running, and is back with the warning', () => {
    const story = answered();
    const before = story.clock('resolution');
    story.does('ada', 'snooze', { until: at('09:00', 20) });
    expect(story.clock('resolution')).toEqual(before);
    expect(story.passUntil(at('12:00', 10)).slice(0, 2)).toEqual([
      expect.objectContaining({ type: 'service_level_warned' }),
      ended('service_level'),
    ]);
  });

  it('is back with a breach, when it was put off after the warning', () => {
    const story = answered();
    story.passUntil(at('12:30', 10));
    story.does('ada', 'snooze', { until: at('09:00', 20) });
    expect(story.passUntil(at('21:00', 10)).slice(0, 2)).toEqual([
      expect.objectContaining({ type: 'service_level_breached' }),
      ended('service_level'),
    ]);
  });

  it('is back when the customer writes, if only to say thank you', () => {
    const story = answered();
    story.does('ada', 'snooze', { until: at('09:00', 12) });
    const events = story.happens('receiveMessage', { message: 'in-1', text, thanksOnly: true });
    expect(events).toContainEqual(ended('customer_wrote'));
  });

  it('is back when somebody escalates it', () => {
    const story = answered();
    story.does('ada', 'snooze', { until: at('09:00', 12) });
    expect(story.does('lea', 'escalate', { level: 1 })).toContainEqual(ended('escalated'));
  });

  it('is in the queue of whoever it is given to, and off the list once it is resolved', () => {
    const story = answered();
    story.does('ada', 'snooze', { until: at('09:00', 12) });
    story.does('lea', 'assign', { team: 'billing', person: 'ben' });
    expect(isSnoozed(story.state)).toBe(false);
    story.does('ben', 'snooze', { until: at('09:00', 12) });
    story.does('ben', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });
    expect(isSnoozed(story.state)).toBe(false);
    expect(story.wakeAt()?.slice(0, 10)).toBe('2026-03-16');
  });

  it('is back when its owner or a lead says so, and only then that can be said', () => {
    const story = answered();
    expect(allowedNextSteps(story.state)).not.toContain('unsnooze');
    expect(story.refuses('ada', 'unsnooze', {})).toMatchObject({ code: 'transition_not_allowed' });
    story.does('ada', 'snooze', { until: at('09:00', 12), reason: text });
    expect(story.refuses('ben', 'unsnooze', {})).toMatchObject({ code: 'owner_only' });
    expect(story.does('lea', 'unsnooze', { reason: text })).toEqual([
      { type: 'snooze_ended', because: 'person', reason: text },
    ]);
  });

  it('can be put off further, or less far', () => {
    const story = answered();
    story.does('ada', 'snooze', { until: at('09:00', 12) });
    expect(story.refuses('ada', 'snooze', { until: at('09:00', 12) })).toMatchObject({ code: 'unchanged' });
    story.does('ada', 'snooze', { until: at('11:00') });
    expect(story.passUntil(at('11:00'))).toEqual([ended('time')]);
  });

  it('is never put off into the past, or further than the policy allows', () => {
    const story = answered();
    const after = (milliseconds: number) => new Date(Date.parse(story.now) + milliseconds).toISOString();
    expect(story.refuses('ada', 'snooze', { until: story.now })).toMatchObject({ code: 'date_invalid' });
    expect(story.refuses('ada', 'snooze', { until: after(90 * day + 1) })).toMatchObject({
      code: 'date_invalid',
      details: { longest_days: 90 },
    });
    story.does('ada', 'snooze', { until: after(90 * day) });
    story.policy.windows.longestSnoozeDays = 2;
    expect(story.refuses('ada', 'snooze', { until: after(3 * day) })).toMatchObject({ details: { longest_days: 2 } });
    expect(story.refuses('ben', 'snooze', { until: after(day) })).toMatchObject({ code: 'owner_only' });
  });
});
