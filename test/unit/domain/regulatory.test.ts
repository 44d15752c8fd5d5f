import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { regulatoryPacksSchema } from '../../../contracts/policy-regulatory';
import { policySchema } from '../../../contracts/policy';
import type { Calendar, Shift } from '../../../domain/calendar';
import { packClocks, packsFor, type RegulatoryCase } from '../../../domain/regulatory';
import { allowedNextSteps } from '../../../domain/inquiry/transitions';
import { alertsOf } from '../../../domain/inquiry/alerts';
import { describeClock } from '../../../domain/service-levels';
import { CaseStory, defaultPolicy, somebody, text } from './case-story';

const shipped = () =>
  regulatoryPacksSchema.parse(parse(readFileSync(join(__dirname, '../../../policies/regulatory-packs.yaml'), 'utf8')));
const packs = shipped();

const office: Shift[] = [{ from: '09:00', to: '17:00' }];
const calendar = (id: string, zone: string, closedDays: string[]): Calendar => ({
  id,
  zone,
  shifts: { monday: office, tuesday: office, wednesday: office, thursday: office, friday: office },
  closedDays,
});
const london = calendar('london', 'Europe/London', [
  '2026-04-03',
  '2026-04-06',
  '2026-05-04',
  '2026-05-25',
  '2026-12-25',
  '2026-12-28',
  '2027-01-01',
]);
const newYork = calendar('new-york', 'America/New_York', ['2026-05-25']);

const received = (receivedAt: string, events: RegulatoryCase['events'] = [], part: Partial<RegulatoryCase> = {}) => ({
  receivedAt,
  firstResponseAt: null,
  resolvedAt: null,
  events,
  ...part,
});

function clockOf(pack: string, name: string, on: Calendar, about: RegulatoryCase) {
  const definition = packs[pack];
  if (!definition) throw new Error(`no pack ${pack}`);
  return packClocks(pack, definition, on, about).find((clock) => clock.name === `${pack}:${name}`);
}

/** Every instant here was worked out with a calendar on paper: count from the day after, leave out what is closed. */
describe('the days that regulators count', () => {
  it.each([
    // Weekend, then three ordinary days; British summer time has begun by the end of the eight weeks.
    [
      'received on Saturday 7 March 2026',
      '2026-03-07T10:00:00.000Z',
      '2026-03-11T17:00:00.000Z',
      '2026-05-02T23:00:00.000Z',
    ],
    // Good Friday and Easter Monday; 17:00 is 16:00 in UTC.
    ['received before Easter', '2026-04-02T14:00:00.000Z', '2026-04-09T16:00:00.000Z', '2026-05-28T23:00:00.000Z'],
    // After close of business on 22 December: the day of receipt is not counted in any case.
    ['received before Christmas', '2026-12-22T18:30:00.000Z', '2026-12-29T17:00:00.000Z', '2027-02-17T00:00:00.000Z'],
  ])('FCA DISP: %s', (_name, at, summary, final) => {
    expect(clockOf('fca-disp', 'summary_resolution', london, received(at))?.dueAt).toBe(summary);
    expect(clockOf('fca-disp', 'final_response', london, received(at))?.dueAt).toBe(final);
  });

  it('FCA DISP, payment services: 15 business days over the turn of the year, 35 after a holding response', () => {
    const at = '2026-12-14T10:00:00.000Z';
    const due = (events: RegulatoryCase['events']) =>
      clockOf('fca-disp-payment-services', 'final_response', london, received(at, events))?.dueAt;
    expect(due([])).toBe('2027-01-08T00:00:00.000Z');
    expect(due([{ event: 'holding_response_sent', at: '2027-01-07T23:59:59.999Z' }])).toBe('2027-02-05T00:00:00.000Z');
    // Sent when the fifteen days were over, it is no holding response.
    expect(due([{ event: 'holding_response_sent', at: '2027-01-08T00:00:00.000Z' }])).toBe('2027-01-08T00:00:00.000Z');
  });

  it.each([
    ['in a leap year', '2028-02-16T17:00:00.000Z', '2028-03-03T05:00:00.000Z', '2028-04-17T04:00:00.000Z'],
    ['in another', '2027-02-16T17:00:00.000Z', '2027-03-04T05:00:00.000Z', '2027-04-18T04:00:00.000Z'],
    // 23:30 on 16 February in New York is the 17th in London: the zone of the calendar says which day it was.
    ['late in the evening', '2027-02-17T04:30:00.000Z', '2027-03-04T05:00:00.000Z', '2027-04-18T04:00:00.000Z'],
  ])('CFPB: 15 and 60 calendar days, %s', (_name, at, response, final) => {
    expect(clockOf('cfpb-company-portal', 'response', newYork, received(at))?.dueAt).toBe(response);
    expect(clockOf('cfpb-company-portal', 'final_response', newYork, received(at))?.dueAt).toBe(final);
  });

  describe('Reg E, notice given on Friday 6 March 2026, the weekend on which clocks change', () => {
    const at = '2026-03-06T21:00:00.000Z';
    const due = (...events: [string, string][]) =>
      clockOf(
        'reg-e',
        'determination',
        newYork,
        received(
          at,
          events.map(([event, happenedAt]) => ({ event, at: happenedAt })),
        ),
      )?.dueAt;
    const credit = ['provisional_credit_given', '2026-03-19T15:00:00.000Z'] as [string, string];
    const isNew = ['new_account', '2026-03-25T15:00:00.000Z'] as [string, string];
    const pointOfSale = ['foreign_or_point_of_sale', '2026-03-25T15:00:00.000Z'] as [string, string];

    it.each([
      ['10 business days', [], '2026-03-21T04:00:00.000Z'],
      ['45 calendar days with provisional credit', [credit], '2026-04-21T04:00:00.000Z'],
      [
        '90 for a point-of-sale transfer, whenever that is found out',
        [pointOfSale, credit],
        '2026-06-05T04:00:00.000Z',
      ],
      ['20 business days for a new account', [isNew], '2026-04-04T04:00:00.000Z'],
      ['90 days for a new account with credit', [credit, isNew], '2026-06-05T04:00:00.000Z'],
      ['a point-of-sale transfer without credit lengthens nothing', [pointOfSale], '2026-03-21T04:00:00.000Z'],
    ])('%s', (_name, events, expected) => {
      expect(due(...events)).toBe(expected);
    });

    it('credit that comes after the ten days lengthens nothing; within the twenty of a new account it does', () => {
      const late = (happenedAt: string) => ['provisional_credit_given', happenedAt] as [string, string];
      expect(due(late('2026-03-21T03:59:59.999Z'))).toBe('2026-04-21T04:00:00.000Z');
      expect(due(late('2026-03-21T04:00:00.000Z'))).toBe('2026-03-21T04:00:00.000Z');
      expect(due(late('2026-04-01T15:00:00.000Z'), isNew)).toBe('2026-06-05T04:00:00.000Z');
    });

    it('the results follow within three business days of the determination, which stops the other clock', () => {
      const about = received(at, [{ event: 'determination_made', at: '2026-03-19T14:00:00.000Z' }]);
      expect(clockOf('reg-e', 'determination', newYork, about)).toMatchObject({
        stoppedAt: '2026-03-19T14:00:00.000Z',
        breachedAt: null,
      });
      expect(clockOf('reg-e', 'report', newYork, about)?.dueAt).toBe('2026-03-25T04:00:00.000Z');
      expect(clockOf('reg-e', 'report', newYork, received(at))).toBeUndefined();
    });
  });

  it.each([
    ['28 days of February', '2026-01-30T15:00:00.000Z', '2026-03-02T05:00:00.000Z'],
    ['29 days of February', '2028-01-30T15:00:00.000Z', '2028-03-01T05:00:00.000Z'],
  ])('Reg B: a decision within 30 days of the application, over %s', (_name, at, due) => {
    expect(clockOf('reg-b', 'decision', newYork, received(at))?.dueAt).toBe(due);
  });

  it('Reg B: the thirty days count from the completed application, once somebody says when that was', () => {
    const events = [{ event: 'application_completed', at: '2026-02-10T15:00:00.000Z' }];
    const about = received('2026-01-30T15:00:00.000Z', events);
    expect(clockOf('reg-b', 'decision', newYork, about)?.dueAt).toBe('2026-03-13T04:00:00.000Z');
  });

  it('Reg B: reasons within 30 days of a request that was made within 60 days of the notice', () => {
    const asked = (at: string) =>
      clockOf(
        'reg-b',
        'reasons',
        newYork,
        received('2026-01-30T15:00:00.000Z', [
          { event: 'decision_notified', at: '2026-02-20T15:00:00.000Z' },
          { event: 'reasons_requested', at },
        ]),
      )?.dueAt;
    expect(asked('2026-04-22T03:59:00.000Z')).toBe('2026-05-22T04:00:00.000Z');
    expect(asked('2026-04-22T04:00:00.000Z')).toBeUndefined();
  });

  it('UCP 600: five banking days following the day of presentation, over Christmas and New Year', () => {
    const about = received('2026-12-01T09:00:00.000Z', [
      { event: 'presentation_received', at: '2026-12-23T11:00:00.000Z' },
    ]);
    expect(clockOf('ucp-600', 'examination', london, about)).toMatchObject({
      startedAt: '2026-12-23T11:00:00.000Z',
      dueAt: '2027-01-05T00:00:00.000Z',
      warnAt: '2027-01-01T00:00:00.000Z',
    });
    expect(clockOf('ucp-600', 'examination', london, received('2026-12-01T09:00:00.000Z'))).toBeUndefined();
  });

  it('an answer at the last moment keeps the day, one at midnight has missed it', () => {
    const stopped = (resolvedAt: string) =>
      clockOf('fca-disp', 'final_response', london, received('2026-03-07T10:00:00.000Z', [], { resolvedAt }));
    expect(stopped('2026-05-02T22:59:59.999Z')).toMatchObject({ breachedAt: null, runningSince: null });
    expect(stopped('2026-05-02T23:00:00.000Z')).toMatchObject({ breachedAt: '2026-05-02T23:00:00.000Z' });
  });
});

describe('a policy that switches packs on', () => {
  const applies = (part: object = {}) => ({
    pack: 'fca-disp',
    legalEntities: ['halden-uk'],
    categories: ['billing_dispute' as const],
    segments: ['*'],
    calendar: 'london',
    ...part,
  });
  const { version: _version, hash: _hash, ...base } = defaultPolicy();
  const mistakes = (regulatory: object): string[] => {
    const result = policySchema.safeParse({ ...base, regulatory });
    return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  };

  it('is none by default, and valid with every pack that ships', () => {
    expect(base).not.toHaveProperty('regulatory');
    const all = Object.keys(packs).map((pack) => applies({ pack }));
    expect(mistakes({ packs, applies: all })).toEqual([]);
  });

  it.each([
    ['a pack that is not there', applies({ pack: 'mifid' }), 'there is no pack mifid'],
    ['a calendar that is not there', applies({ calendar: 'paris' }), 'there is no calendar paris'],
    ['an unknown legal entity', applies({ legalEntities: ['acme'] }), 'calendarOf knows no legal entity acme'],
  ])('is refused with %s', (_name, rule, message) => {
    expect(mistakes({ packs, applies: [rule] })).toEqual([expect.stringContaining(message)]);
  });

  it('is refused with terms that never hold, events nobody can record, and a warning after the end', () => {
    const clocks = packs['ucp-600']?.clocks['examination'];
    const broken = (part: object) =>
      mistakes({
        packs: { broken: { ...packs['ucp-600'], clocks: { examination: { ...clocks, ...part } } } },
        applies: [],
      });
    const term = { when: [], days: 5, unit: 'business_days', warnAfter: 4 };
    expect(broken({ starts: ['nothing'] })).toEqual([expect.stringContaining('no event nothing')]);
    expect(broken({ terms: [term, term] })).toEqual([expect.stringContaining('the last term')]);
    expect(broken({ terms: [{ ...term, warnAfter: 6 }] })).toEqual([expect.stringContaining('warning')]);
    expect(broken({ stops: ['receipt'] })).toEqual([expect.stringContaining('no event receipt')]);
    expect(broken({ until: 'close_of_business', terms: [{ ...term, unit: 'calendar_days' }] })).toHaveLength(1);
  });

  it('chooses by legal entity, category and segment; the first rule that fits says which calendar', () => {
    const policy = {
      regulatory: {
        packs,
        applies: [
          applies({ segments: ['retail'], calendar: 'berlin' }),
          applies({ categories: ['*'] }),
          applies({ pack: 'reg-e', legalEntities: ['halden-us'] }),
        ],
      },
    };
    const about = { legalEntity: 'halden-uk', category: 'billing_dispute', segment: 'retail' };
    expect(packsFor(policy, about)).toEqual([{ pack: 'fca-disp', calendar: 'berlin' }]);
    expect(packsFor(policy, { ...about, segment: null })).toEqual([{ pack: 'fca-disp', calendar: 'london' }]);
    expect(packsFor(policy, { ...about, category: 'general' })).toEqual([{ pack: 'fca-disp', calendar: 'london' }]);
    expect(packsFor(policy, { ...about, legalEntity: 'halden-de' })).toEqual([]);
    expect(packsFor({}, about)).toEqual([]);
  });
});

describe('a case with packs', () => {
  const at = (time: string, day: number) => `2026-03-${String(day).padStart(2, '0')}T${time}:00.000Z`;
  const opened = (...names: string[]): CaseStory => {
    const story = new CaseStory(at('10:00', 7), {}, (policy) => {
      policy.calendars['london'] = london;
      policy.serviceLevels = policy.serviceLevels.map((rule) => ({ ...rule, minutes: 60 * 24 * 300, time: 'elapsed' }));
      policy.regulatory = {
        packs,
        applies: names.map((pack) => ({
          pack,
          legalEntities: ['halden-uk'],
          categories: ['billing_dispute'],
          segments: ['*'],
          calendar: 'london',
        })),
      };
    });
    story.people['cora'] = somebody('cora', { roles: ['compliance'], teams: [] });
    return story.open();
  };
  const names = (story: CaseStory) => story.state.clocks.map(({ name }) => name).filter((name) => name.includes(':'));
  const resolve = (story: CaseStory) =>
    story.does('ada', 'resolve', { outcome: 'answered', rootCause: 'price list', answer: text });

  it('has their clocks beside its own three, and says which days they count on', () => {
    const story = opened('fca-disp');
    expect(story.state.clocks.map(({ name }) => name)).toEqual([
      'first_response',
      'next_update',
      'resolution',
      'fca-disp:summary_resolution',
      'fca-disp:final_response',
    ]);
    expect(describeClock(story.clock('fca-disp:summary_resolution'), story.policy, 'UTC')).toMatchObject({
      counts: 'business',
      calendar: 'london',
      dueAt: '2026-03-11T17:00:00.000+00:00',
      text: 'fca-disp summary resolution: 3 business days on calendar london (Europe/London), due Wed 11 Mar 2026 17:00 +00:00',
    });
    expect(describeClock(story.clock('fca-disp:final_response'), story.policy, 'UTC').text).toBe(
      'fca-disp final response: 56 calendar days on calendar london (Europe/London), due Sun 3 May 2026 00:00 +01:00',
    );
  });

  it('does not wait for the customer, warns compliance and the owner, and does not climb the ladder', () => {
    const story = opened('fca-disp');
    story.does('ada', 'requestInformation', { text });
    expect(story.clock('fca-disp:summary_resolution').dueAt).toBe(at('17:00', 11));
    const warned = story.passUntil(at('17:00', 10));
    expect(warned).toMatchObject([
      { type: 'service_level_warned', clock: 'fca-disp:summary_resolution', told: ['cora', 'ada'] },
      { type: 'message_queued', recipient: { person: 'cora' } },
      { type: 'message_queued', recipient: { person: 'ada' } },
    ]);
    const breached = story.passUntil(at('17:00', 11));
    expect(breached[0]).toMatchObject({ type: 'service_level_breached', told: ['cora', 'ada'] });
    const [event] = breached;
    expect(event && alertsOf(event, story.state, story.policy)).toEqual([
      { team: 'billing', person: null, kind: 'regulatory_clock_breached' },
      { team: null, person: 'cora', kind: 'regulatory_clock_breached' },
      { team: null, person: 'ada', kind: 'regulatory_clock_breached' },
    ]);
    expect(story.passUntil(at('17:00', 20)).filter(({ type }) => type === 'escalated')).toEqual([]);
    story.does('ada', 'changePriority', { urgency: 'critical' });
    expect(story.clock('fca-disp:summary_resolution').breachedAt).toBe(at('17:00', 11));
  });

  it('keeps the day when it is resolved in time, and nothing of a regulator runs again when it is reopened', () => {
    const story = opened('fca-disp');
    resolve(story.at(at('16:59', 11)));
    expect(story.clock('fca-disp:summary_resolution')).toMatchObject({ stoppedAt: at('16:59', 11), breachedAt: null });
    story.at(at('09:00', 12)).happens('receiveMessage', { message: 'in-1', text, thanksOnly: false });
    expect(story.clock('fca-disp:final_response')).toMatchObject({ stoppedAt: at('16:59', 11), runningSince: null });
  });

  it('has more time after a holding response; who said so, and why, is on record', () => {
    const story = opened('fca-disp-payment-services');
    const data = { pack: 'fca-disp-payment-services', event: 'holding_response_sent', reason: text };
    expect(story.refuses('ben', 'recordRegulatoryEvent', data)).toMatchObject({ code: 'owner_only' });
    story.at(at('10:00', 20)).does('cora', 'recordRegulatoryEvent', { ...data, at: at('15:00', 19) });
    expect(story.last('regulatory_event_recorded')).toEqual({
      type: 'regulatory_event_recorded',
      ...data,
      at: at('15:00', 19),
      by: 'cora',
    });
    // 35 business days from 7 March: Good Friday and Easter Monday are closed.
    expect(story.clock('fca-disp-payment-services:final_response').dueAt).toBe('2026-04-28T23:00:00.000Z');
    expect(story.refuses('ada', 'recordRegulatoryEvent', { ...data, at: at('15:00', 19) })).toMatchObject({
      code: 'unchanged',
    });
    expect(story.refuses('ada', 'recordRegulatoryEvent', { ...data, at: at('10:01', 20) })).toMatchObject({
      code: 'date_invalid',
    });
    for (const wrong of [{ pack: 'reg-e' }, { event: 'new_account' }, { pack: 'constructor' }, { event: 'toString' }]) {
      expect(story.refuses('ada', 'recordRegulatoryEvent', { ...data, ...wrong })).toMatchObject({
        code: 'record_unknown',
      });
    }
  });

  it('takes no such record when no pack applies', () => {
    const story = opened();
    expect(allowedNextSteps(story.state)).not.toContain('recordRegulatoryEvent');
    expect(story.state).not.toHaveProperty('regulatory');
  });

  it('loses the clocks when it turns out to be about something else, and has them again from its receipt', () => {
    const story = opened('fca-disp');
    story.at(at('10:00', 9)).does('ada', 'reclassify', { category: 'billing_inquiry' });
    expect(names(story)).toEqual([]);
    story.at(at('12:00', 9)).does('ada', 'reclassify', { category: 'billing_dispute' });
    expect(story.clock('fca-disp:summary_resolution')).toMatchObject({
      startedAt: at('10:00', 7),
      dueAt: at('17:00', 11),
    });
  });

  it('does not end while reasons that were asked for after the decision are due', () => {
    const story = opened('reg-b');
    resolve(story.at(at('10:00', 9)));
    story.does('ada', 'close', {});
    story.at(at('10:00', 20)).does('cora', 'recordRegulatoryEvent', {
      pack: 'reg-b',
      event: 'reasons_requested',
      reason: text,
    });
    expect(story.clock('reg-b:reasons').dueAt).toBe('2026-04-19T23:00:00.000Z');
    const events = story.passUntil('2026-04-30T10:00:00.000Z');
    expect(events).toContainEqual(expect.objectContaining({ type: 'service_level_breached', clock: 'reg-b:reasons' }));
    expect(story.state.ended).toBe(false);
    story.does('cora', 'recordRegulatoryEvent', { pack: 'reg-b', event: 'reasons_given', reason: text });
    expect(story.passUntil('2026-04-30T12:00:00.000Z')).toEqual([{ type: 'ended' }]);
  });
});
