import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { policySchema, type PolicyContent } from '../../../contracts/policy';
import { categories, urgencies } from '../../../contracts/vocabulary';
import { stagesFor } from '../../../domain/approvals';
import { targetFor } from '../../../domain/inquiry/clocks';
import type { Policy } from '../../../domain/policy';

const text = readFileSync(join(__dirname, '../../../policies/default.yaml'), 'utf8');
const fresh = (): PolicyContent => policySchema.parse(parse(text));

describe('the policy that ships with the desk', () => {
  const policy: Policy = { version: 'test', hash: 'test', ...fresh() };
  const titles = (minor: number): string[] =>
    stagesFor(policy.approvals.credit_note, { minor, currency: 'USD' }).map(({ title }) => title);

  test.each([
    [1, ['team_lead']],
    [1_000_00, ['team_lead']],
    [1_000_01, ['billing_manager']],
    [24_900_00, ['billing_manager']],
    [25_000_00, ['billing_manager']],
    [25_100_00, ['billing_manager', 'finance_director']],
  ])('asks for a credit note of %d cents: %p', (minor, expected) => {
    expect(titles(minor)).toEqual(expected);
  });

  test('has the cash manager release every allocation', () => {
    const stages = stagesFor(policy.approvals.payment_allocation, { minor: 21_300_00, currency: 'USD' });
    expect(stages.map(({ title }) => title)).toEqual(['cash_manager']);
  });

  test('gives a billing dispute 36 hours by day and night', () => {
    const state = { category: 'billing_dispute', urgency: 'normal', legalEntity: 'halden-us' };
    expect(targetFor(policy, state as never, 'resolution')).toEqual({
      milliseconds: 36 * 3_600_000,
      calendar: 'elapsed',
    });
  });

  test('has a target for every category, urgency and clock, in every legal entity', () => {
    for (const legalEntity of Object.keys(policy.calendarOf)) {
      for (const category of categories) {
        for (const urgency of urgencies) {
          for (const clock of ['first_response', 'next_update', 'resolution'] as const) {
            expect(targetFor(policy, { category, urgency, legalEntity }, clock)).not.toBeNull();
          }
        }
      }
    }
  });

  test('is the more urgent, the less time it takes', () => {
    for (const category of categories) {
      const minutes = urgencies.map((urgency) => {
        const target = targetFor(policy, { category, urgency, legalEntity: 'halden-uk' }, 'first_response');
        return target?.milliseconds ?? 0;
      });
      expect(minutes).toEqual([...minutes].sort((left, right) => left - right));
    }
  });
});

describe('a policy with a mistake is refused, and the mistake is named', () => {
  type Change = (policy: PolicyContent) => void;
  const cases: [string, string, Change][] = [
    [
      'a category goes to a team that is not there',
      'there is no team nowhere',
      (p) => (p.routing.general.team = 'nowhere'),
    ],
    [
      'an entity has a calendar that is not there',
      'there is no calendar mars',
      (p) => (p.calendarOf['halden-us'] = 'mars'),
    ],
    ['nobody triages', 'a team triage takes', (p) => delete p.teams['triage']],
    [
      'a clock has no target',
      'no resolution target for general, low',
      (p) => (p.serviceLevels = p.serviceLevels.filter((rule) => rule.urgency !== 'low' || rule.category !== '*')),
    ],
    ['a rule is stated twice', 'is stated twice', (p) => p.serviceLevels.push({ ...p.serviceLevels[0]! })],
    [
      'the last band is closed',
      'the last band is open',
      (p) => (p.approvals.credit_note.bands.at(-1)!.upTo = 9_900_000_00),
    ],
    [
      'a band in the middle is open',
      'only the last band is open',
      (p) => (p.approvals.credit_note.bands[0]!.upTo = null),
    ],
    ['bands fall', 'bands rise', (p) => (p.approvals.credit_note.bands[1]!.upTo = 5)],
    ['preparing and approving may be held together', 'nobody approves what they prepared', (p) => (p.conflicts = [])],
    ['the own currency counts more than itself', 'the own currency counts 1', (p) => (p.rates.perUnit['USD'] = '1.1')],
    ['escalation skips a level', 'levels are 1, 2, 3 in order', (p) => p.escalation.levels.splice(1, 1)],
    ['there is no ladder for other customers', 'the ladder * for every other', (p) => delete p.reminders.ladders['*']],
    [
      'a calendar has a zone that is not there',
      'not an IANA time zone',
      (p) => (p.calendars['london']!.zone = 'Europe/Atlantis'),
    ],
    [
      'a shift ends before it begins',
      'a shift ends after it begins',
      (p) => (p.calendars['london']!.shifts.monday = [{ from: '17:00', to: '09:00' }]),
    ],
    ['a contact budget can never be used up', '20', (p) => (p.reminders.contactBudget.messages = 21)],
    ['a rate is no number', 'a positive decimal', (p) => (p.rates.perUnit['EUR'] = 'about one')],
    ['a rate is for no currency', 'perUnit', (p) => (p.rates.perUnit['XXX'] = '1')],
  ];

  test.each(cases)('%s', (_name, message, change) => {
    const policy = fresh();
    change(policy);
    const result = policySchema.safeParse(policy);
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });

  test('a word that the desk does not know', () => {
    const result = policySchema.safeParse({ ...fresh(), remarks: 'none' });
    expect(result.success).toBe(false);
    expect(JSON.stringify(result.error?.issues)).toContain('remarks');
  });
});
