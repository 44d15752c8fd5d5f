import type { InquiryEvent } from '../../../contracts/inquiry';
import { alertsOf } from '../../../domain/inquiry/alerts';
import type { Person } from '../../../domain/directory';
import type { ServiceLevelRule } from '../../../domain/policy';
import { CaseStory, somebody, text } from './case-story';

/** Monday 9 March 2026; resolution in one hour, day and night; the other clocks far away. */
const nine = '2026-03-09T09:00:00.000Z';
const at = (time: string, day = 9) => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;

const rule = (clock: ServiceLevelRule['clock'], minutes: number): ServiceLevelRule => ({
  category: '*',
  urgency: '*',
  clock,
  minutes,
  time: 'elapsed',
});

function story(levels: [number, number, number] = [0, 480, 1440]): CaseStory {
  const told = new CaseStory(nine, {}, (policy) => {
    policy.serviceLevels = [rule('first_response', 50_000), rule('next_update', 50_000), rule('resolution', 60)];
    policy.escalation.levels = [
      { level: 1, afterBreachMinutes: levels[0], notify: ['owner', 'lead'] },
      { level: 2, afterBreachMinutes: levels[1], notify: ['manager'] },
      { level: 3, afterBreachMinutes: levels[2], notify: ['director'] },
    ];
    const billing = policy.teams['billing'];
    if (billing) Object.assign(billing, { lead: 'lea', manager: 'max', director: 'dan' });
  });
  Object.assign(told.people, { gil: somebody('gil', { teams: [], roles: ['team_lead'] }) });
  return told.open();
}

const escalations = (events: readonly InquiryEvent[]) =>
  events.flatMap((event) => (event.type === 'escalated' ? [{ level: event.level, told: event.told }] : []));
const mailed = (events: readonly InquiryEvent[]) =>
  events.flatMap((event) =>
    event.type === 'message_queued' && event.purpose === 'alert' ? [Object.values(event.recipient)[0] as string] : [],
  );
const resolve = { outcome: 'answered', rootCause: 'price list', answer: text } as const;

describe('the ladder', () => {
  it('names owner and lead at the breach, the manager eight hours and the director a day after it', () => {
    const told = story();
    told.passUntil(at('09:59'));
    const first = told.passUntil(at('10:00'));
    expect(escalations(first)).toEqual([{ level: 1, told: ['ada', 'lea'] }]);
    expect(mailed(first)).toEqual(['billing', 'ada', 'lea']);
    expect(escalations(told.passUntil(at('17:59')))).toEqual([]);
    expect(escalations(told.passUntil(at('18:00')))).toEqual([{ level: 2, told: ['max'] }]);
    expect(escalations(told.passUntil(at('09:59', 10)))).toEqual([]);
    expect(escalations(told.passUntil(at('10:00', 10)))).toEqual([{ level: 3, told: ['dan'] }]);
    expect(escalations(told.passUntil(at('10:00', 20)))).toEqual([]);
  });

  it('climbs one level at a time after the desk was down for days: each has its interval from the one before', () => {
    const told = story();
    told.at(at('12:00', 13));
    expect(escalations(told.passUntil(at('12:00', 13)))).toEqual([{ level: 1, told: ['ada', 'lea'] }]);
    expect(escalations(told.passUntil(at('19:59', 13)))).toEqual([]);
    expect(escalations(told.passUntil(at('20:00', 13)))).toMatchObject([{ level: 2 }]);
    expect(escalations(told.passUntil(at('12:00', 14)))).toMatchObject([{ level: 3 }]);
  });

  it('begins anew when an overdue case is reopened, and counts from then', () => {
    const told = story();
    told.passUntil(at('11:00'));
    told.does('ada', 'resolve', resolve);
    told.at(at('09:00', 13)).happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(told.clock('resolution').breachedAt).toBe(at('10:00'));
    expect(escalations(told.passUntil(at('09:00', 13)))).toMatchObject([{ level: 1 }]);
    expect(escalations(told.passUntil(at('16:59', 13)))).toEqual([]);
    expect(escalations(told.passUntil(at('17:00', 13)))).toMatchObject([{ level: 2 }]);
  });

  it('waits for the first level as long as the policy says, also after a case was reopened', () => {
    const told = story([60, 120, 180]);
    told.passUntil(at('10:30'));
    told.does('ada', 'resolve', resolve);
    told.at(at('09:00', 13)).happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(escalations(told.passUntil(at('09:59', 13)))).toEqual([]);
    expect(escalations(told.passUntil(at('10:00', 13)))).toMatchObject([{ level: 1 }]);
  });

  it('stands still while the customer is asked, and goes on with a whole interval when they have answered', () => {
    const told = story();
    told.passUntil(at('11:00'));
    told.does('ada', 'requestInformation', { text });
    expect(told.passUntil(at('09:00', 12))).toEqual([]);
    told.happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(escalations(told.passUntil(at('16:59', 12)))).toEqual([]);
    expect(escalations(told.passUntil(at('17:00', 12)))).toMatchObject([{ level: 2 }]);
  });

  it('goes on from the level that a person chose', () => {
    const told = story();
    told.at(at('09:30')).does('ada', 'escalate', { level: 2 });
    expect(told.state.escalation).toEqual({ level: 2, since: at('09:30') });
    // Sixteen hours lie between the manager and the director, and the breach was at 10:00.
    expect(escalations(told.passUntil(at('01:59', 10)))).toEqual([]);
    expect(escalations(told.passUntil(at('02:00', 10)))).toEqual([{ level: 3, told: ['dan'] }]);
  });

  it('does not come back for a breach that a lead has dealt with', () => {
    const told = story();
    told.passUntil(at('10:00'));
    told.at(at('10:30')).does('lea', 'deEscalate', {});
    told.at(at('11:00')).does('ada', 'requestInformation', { text });
    told.at(at('12:00')).happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(escalations(told.passUntil(at('12:00', 14)))).toEqual([]);
  });

  it('goes on as the policy said for a case that an earlier release had escalated', () => {
    const told = story();
    told.passUntil(at('10:00'));
    told.state.escalation = { level: 1 };
    expect(escalations(told.passUntil(at('17:59')))).toEqual([]);
    expect(escalations(told.passUntil(at('18:00')))).toMatchObject([{ level: 2 }]);
  });
});

describe('an alert to somebody who is not there', () => {
  const absent = (told: CaseStory, id: string, part: Partial<Person> = {}) => {
    told.people[id] = somebody(id, { ...told.people[id], absentUntil: at('09:00', 30), ...part });
  };
  const levelOne = (told: CaseStory) => escalations(told.passUntil(at('10:00')))[0]?.told;

  it('goes to them and to the next one up', () => {
    const told = story();
    absent(told, 'lea');
    expect(levelOne(told)).toEqual(['ada', 'lea', 'max']);
  });

  it('goes to whoever they have delegated to, and then not further up', () => {
    const told = story();
    absent(told, 'lea');
    told.delegations.push({ delegator: 'lea', delegate: 'gil', startsAt: nine, endsAt: at('09:00', 30) });
    expect(levelOne(told)).toEqual(['ada', 'lea', 'gil']);
  });

  it('goes to whoever they have handed their cases over to', () => {
    const told = story();
    absent(told, 'lea', { absences: [{ id: 'a', from: nine, until: at('09:00', 30), handOver: 'gil' }] });
    expect(levelOne(told)).toEqual(['ada', 'lea', 'gil']);
  });

  it('goes past somebody who has left, and to each human being once', () => {
    const told = story();
    absent(told, 'lea', { active: false });
    absent(told, 'ada');
    expect(levelOne(told)).toEqual(['ada', 'max']);
  });

  it('goes to the lead when nobody owns the case', () => {
    const told = story();
    told.at(at('09:30')).does('lea', 'assign', { team: 'billing', person: null });
    expect(levelOne(told)).toEqual(['lea']);
  });
});

describe('a warning', () => {
  it('is mailed to the owner as well as to the team, and shown to both', () => {
    const told = story();
    const events = told.passUntil(at('09:45'));
    expect(events[0]).toMatchObject({ type: 'service_level_warned', clock: 'resolution', told: ['ada'] });
    expect(mailed(events)).toEqual(['billing', 'ada']);
    const shown = events.flatMap((event) => alertsOf(event, told.state, told.policy));
    expect(shown).toEqual([
      { team: 'billing', person: null, kind: 'service_level_warned' },
      { team: null, person: 'ada', kind: 'service_level_warned' },
    ]);
  });

  it('that begins the ladder sends each one mail', () => {
    const told = story();
    told.policy.escalation.afterWarning = true;
    expect(mailed(told.passUntil(at('09:45')))).toEqual(['billing', 'ada', 'lea']);
    // The breach finds level 1 reached; the manager hears eight hours after it.
    expect(escalations(told.passUntil(at('17:59')))).toEqual([]);
    expect(escalations(told.passUntil(at('18:00')))).toMatchObject([{ level: 2 }]);
  });
});
