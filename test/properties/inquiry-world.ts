import {
  type Category,
  type ProposalKind,
  type Role,
  categories,
  clockNames,
  languages,
  urgencies,
} from '../../contracts/vocabulary';
import type { Calendar, Shift } from '../../domain/calendar';
import type { Delegation, DelegationScope, Directory, Person } from '../../domain/directory';
import type { IntakeFact, InvoiceFact, PaymentFact } from '../../domain/inquiry/context';
import { addElapsed, dayInMilliseconds, hourInMilliseconds } from '../../domain/instant';
import type { ApprovalPolicy, Policy, RegulatoryPack, RegulatoryRule, ServiceLevelRule } from '../../domain/policy';
import type { Workload } from '../../domain/routing';
import { Choices, deepFreeze } from './inquiry-choices';

/** A desk made up from one number: its policy, people, books and one inquiry. */

export const text = deepFreeze({ id: 'text-1', hash: 'f'.repeat(64) });
export const beginning = '2026-03-02T08:00:00.000Z';

const office: Shift[] = [{ from: '09:00', to: '17:00' }];
const split: Shift[] = [
  { from: '08:30', to: '12:00' },
  { from: '13:15', to: '18:00' },
];
const weekOf = (shifts: Shift[]): Calendar['shifts'] => ({
  monday: shifts,
  tuesday: shifts,
  wednesday: shifts,
  thursday: shifts,
  friday: shifts,
});
const calendars: Record<string, Calendar> = {
  london: { id: 'london', zone: 'Europe/London', shifts: weekOf(office), closedDays: ['2026-04-03', '2026-04-06'] },
  'new-york': { id: 'new-york', zone: 'America/New_York', shifts: weekOf(split), closedDays: ['2026-05-25'] },
};
const teams = ['billing', 'cash', 'triage'];
export const titles = ['team_lead', 'billing_manager', 'finance_director', 'cash_manager'] as const;

/** A regulator who wants an answer in three business days, or in a week once that was asked for in time. */
const rules: RegulatoryPack = {
  title: 'Rules',
  source: 'article 1',
  events: { extended: { text: 'More time was asked for', before: 'answer' } },
  clocks: {
    answer: {
      source: 'article 1',
      text: 'An answer',
      starts: ['receipt'],
      until: 'end_of_day',
      terms: [
        { when: ['extended'], days: 7, unit: 'calendar_days', warnAfter: 5 },
        { when: [], days: 3, unit: 'business_days', warnAfter: 1 },
      ],
      stops: ['resolution'],
    },
  },
};
const whereRulesApply: RegulatoryRule = {
  pack: 'rules',
  legalEntities: ['halden-uk', 'halden-us'],
  categories: ['billing_dispute', 'billing_inquiry', 'credit_request', 'general', 'onboarding'],
  segments: ['*'],
  calendar: 'london',
};

const policies = new Map<number, Policy>();
/** So many policies are made up; what is worked out for their calendars is remembered between the runs. */
export const policyCount = 512;

export function policyNumber(number: number): Policy {
  const index = number % policyCount;
  let policy = policies.get(index);
  if (!policy) {
    policy = deepFreeze(makePolicy(new Choices(index)));
    policies.set(index, policy);
  }
  return policy;
}

function makePolicy(choices: Choices): Policy {
  const regulated = choices.percent(25);
  const target = (category: Category | '*', clock: ServiceLevelRule['clock']): ServiceLevelRule => ({
    category,
    urgency: '*',
    clock,
    minutes: choices.one([30, 240, 480, 1_440, 2_160, 4_800]),
    time: choices.percent(50) ? 'elapsed' : 'business',
  });
  const particular = clockNames.flatMap((clock) =>
    choices.some(urgencies, 30).map((urgency): ServiceLevelRule => ({ ...target('*', clock), urgency })),
  );
  const team = (lead: string | null) => ({
    name: 'Team',
    email: 'team@halden.example',
    lead,
    manager: choices.percent(70) ? 'p4' : null,
    director: choices.percent(70) ? 'p6' : null,
  });
  const escalationMinutes = choices.one([
    [0, 480, 1_440],
    [0, 0, 0],
    [60, 120, 2_880],
  ]);
  return {
    version: `policy-${choices.below(1_000)}`,
    hash: 'a'.repeat(64),
    classification: { confidenceThreshold: 0.5 },
    calendars,
    calendarOf: { 'halden-uk': 'london', 'halden-us': 'new-york' },
    teams: { billing: team('p2'), cash: team('p3'), triage: team(null) },
    routing: Object.fromEntries(
      categories.map((category) => [
        category,
        { team: category.startsWith('payment') ? 'cash' : 'billing', skill: choices.percent(15) ? 'disputes' : null },
      ]),
    ) as Policy['routing'],
    serviceLevels: [
      ...clockNames.map((clock) => target('*', clock)),
      ...particular,
      target('billing_dispute', 'resolution'),
      target('payment_posting', 'resolution'),
    ],
    warnAt: choices.one([0.5, 0.75, 0.9]),
    escalation: {
      afterWarning: choices.percent(20),
      levels: ([1, 2, 3] as const)
        .slice(0, choices.one([1, 2, 3, 3, 3]))
        .map((level, index) => ({ level, afterBreachMinutes: escalationMinutes[index] ?? 0, notify: ['lead'] })),
    },
    approvals: {
      credit_note: makeApproval(choices, 'prepare_credit_note', 'approve_credit_note'),
      payment_allocation: makeApproval(choices, 'apply_cash', 'approve_cash'),
    },
    rates: { currency: 'USD', asOf: '2026-03-01', perUnit: { EUR: '1.09', JPY: '0.0066' } },
    conflicts: [
      ['prepare_credit_note', 'approve_credit_note'],
      ['apply_cash', 'approve_cash'],
    ],
    windows: { confirmationBusinessDays: choices.one([1, 5, 5, 10]), reopenDays: choices.one([0, 1, 30, 30]) },
    ...(regulated && { regulatory: { packs: { rules }, applies: [whereRulesApply] } }),
    ...(choices.percent(50) && { csat: { afterMinutes: choices.one([0, 60, 6_000]) } }),
    reminders: {
      ladders: { '*': [{ name: 'reminder', purpose: 'reminder', from: 'due', after: 'P3D' }] },
      minimumDaysBetween: 3,
      acknowledgedWithoutDateDays: 5,
      promiseToleranceDays: 2,
      sendAtHour: 9,
      contactBudget: { messages: 3, perDays: 7 },
    },
  };
}

function makeApproval(choices: Choices, prepareDuty: string, approveDuty: string): ApprovalPolicy {
  const stage = (title: string, name = title.replace('_', '-')) => ({
    name,
    title,
    quorum: choices.percent(25) ? 2 : 1,
  });
  const last = [stage('billing_manager'), stage('finance_director'), stage('cash_manager', 'cash')];
  return {
    bands: choices.percent(15)
      ? [{ upTo: null, stages: [stage('cash_manager')] }]
      : [
          { upTo: 100_000, stages: [stage('team_lead')] },
          { upTo: choices.one([600_000, 2_500_000]), stages: [stage('billing_manager')] },
          { upTo: null, stages: last.slice(0, choices.one([2, 2, 3])) },
        ],
    expiresAfterDays: choices.one([1, 7, 14]),
    prepareDuty,
    approveDuty,
    ...(choices.percent(25) && { order: 'parallel' as const }),
  };
}

export interface World {
  /** In a brisk story minutes pass between the commands, so that deadlines do not overtake every piece of work. */
  brisk: boolean;
  policy: Policy;
  directory: Directory;
  /** Which human being is behind a record, known to the test by itself: record id → number. */
  humans: Record<string, number>;
  intake: IntakeFact;
  invoices: Record<string, InvoiceFact>;
  payments: Record<string, PaymentFact>;
  workload: Workload;
  /** Proposals to the same customer on other cases, with the instant they were made. */
  elsewhere: { proposal: string; kind: 'credit_note' | 'payment_allocation'; minor: number; madeAt: string }[];
}

const profiles: { roles: Role[]; titles: string[]; duties: string[] }[] = [
  { roles: ['agent'], titles: [], duties: ['prepare_credit_note', 'apply_cash'] },
  { roles: ['agent'], titles: [], duties: ['prepare_credit_note', 'apply_cash'] },
  { roles: ['team_lead'], titles: ['team_lead'], duties: ['prepare_credit_note', 'approve_cash', 'apply_cash'] },
  { roles: ['team_lead'], titles: ['team_lead'], duties: ['approve_credit_note', 'apply_cash'] },
  { roles: ['approver'], titles: ['billing_manager'], duties: ['approve_credit_note', 'approve_cash'] },
  { roles: ['approver'], titles: ['billing_manager', 'cash_manager'], duties: ['approve_credit_note', 'approve_cash'] },
  { roles: ['approver'], titles: ['finance_director'], duties: ['approve_credit_note', 'approve_cash'] },
  {
    roles: ['approver'],
    titles: ['finance_director', 'cash_manager'],
    duties: ['approve_credit_note', 'approve_cash'],
  },
];

export function makeWorld(number: number): World {
  const choices = new Choices(number);
  const policy = policyNumber(choices.below(policyCount));
  const people: Record<string, Person> = {};
  const humans: Record<string, number> = {};
  profiles.forEach((profile, index) => {
    const id = `p${index}`;
    humans[id] = index;
    people[id] = makePerson(choices, id, id, profile);
    if (choices.percent(20)) {
      // The same human being under another login, sometimes with rights of its own.
      const alias = `${id}.erp`;
      humans[alias] = index;
      people[alias] = makePerson(choices, alias, id, choices.percent(50) ? profile : choices.one(profiles));
    }
  });
  const ids = Object.keys(people);
  const delegations = Array.from({ length: choices.below(5) }, () => makeDelegation(choices, ids, beginning));
  const currency = choices.one(['USD', 'USD', 'USD', 'EUR', 'JPY']);
  const open = (customer: string): InvoiceFact => {
    const minor = choices.one([90_000, 780_000, 2_240_000, 6_000_000, 6_000_000]);
    return { customer, legalEntity: 'halden-uk', original: { minor, currency }, open: { minor, currency } };
  };
  const payment = (legalEntity: string): PaymentFact => {
    const amount = { minor: choices.one([90_000, 2_130_000, 5_000_000]), currency };
    return { customer: 'C-1', legalEntity, amount, unapplied: amount };
  };
  const legalEntity = choices.one(['halden-uk', 'halden-us']);
  const filedBy = choices.percent(30) ? choices.one(ids) : null;
  const verified = choices.percent(80);
  return {
    brisk: choices.percent(70),
    policy,
    directory: { people, delegations },
    humans,
    invoices: { 'I-1': open('C-1'), 'I-2': open('C-1'), 'I-9': open('C-2') },
    payments: { 'PAY-1': payment(legalEntity), 'PAY-2': payment('halden-de') },
    workload: {
      open: Object.fromEntries(ids.map((id) => [id, choices.below(4)])),
      lastAssigned: Object.fromEntries(choices.some(ids, 50).map((id) => [id, beginning])),
    },
    elsewhere: Array.from({ length: choices.one([0, 0, 1, 2]) }, (_, index) => ({
      proposal: `INQ-2026-000099-P${index + 1}`,
      kind: choices.one(['credit_note', 'payment_allocation'] as const),
      minor: choices.one([50_000, 99_999, 2_400_000]),
      madeAt: addElapsed(beginning, -choices.below(40) * dayInMilliseconds),
    })),
    intake: {
      id: 'intake-1',
      reference: `INQ-2026-${String(100_000 + choices.below(60))}`,
      channel: choices.one(['api', 'portal', 'email'] as const),
      legalEntity,
      content: text,
      contact: choices.percent(85) ? 'contact-1' : null,
      filedBy,
      onBehalfOf: filedBy !== null && choices.percent(30) ? choices.one(ids) : null,
      ...(filedBy !== null && choices.percent(20) && { impersonatedBy: choices.one(ids) }),
      follows: null,
      receivedAt: addElapsed(beginning, -choices.below(3) * hourInMilliseconds),
      customer: verified ? 'C-1' : null,
      identification: verified
        ? { level: 'verified', method: 'portal_login' }
        : { level: choices.one(['none', 'claimed'] as const), method: 'none' },
      classification: {
        category: choices.one(categories),
        secondary: [],
        urgency: choices.one(urgencies),
        confidence: choices.percent(85) ? 0.9 : 0.2,
        evidence: [],
        ruleVersion: '1',
        language: choices.one(languages),
      },
      invoices: verified && choices.percent(50) ? ['I-1'] : [],
    },
  };
}

function makePerson(choices: Choices, id: string, person: string, profile: (typeof profiles)[number]): Person {
  const limit = (): number =>
    choices.one([100_000, 2_500_000, 1_000_000_000, 1_000_000_000, 1_000_000_000, 1_000_000_000]);
  return {
    id,
    person,
    titles: choices.percent(10) ? [...profile.titles, choices.one(titles)] : profile.titles,
    roles: choices.percent(10) ? [...profile.roles, choices.one(['agent', 'approver'] as const)] : profile.roles,
    // Conflicting duties are refused elsewhere; here people may hold them, so that only the dynamic rule stands guard.
    duties: choices.percent(15) ? ['prepare_credit_note', 'approve_credit_note', 'apply_cash'] : profile.duties,
    teams: choices.percent(85) ? ['billing', 'cash', 'triage'] : choices.some(teams, 40),
    skills: choices.percent(50) ? ['disputes'] : [],
    languages: choices.percent(60) ? ['en', 'de'] : ['en'],
    limits: {
      credit_note: limit(),
      payment_allocation: limit(),
      ...(choices.percent(15) && { 'credit_note:EUR': limit() }),
    },
    capacity: choices.one([2, 5, 10]),
    active: choices.percent(95),
    absentUntil: choices.percent(10) ? addElapsed(beginning, 3 * dayInMilliseconds) : null,
  };
}

export function makeDelegation(choices: Choices, ids: readonly string[], now: string): Delegation {
  const startsAt = addElapsed(now, (choices.below(6) - 4) * dayInMilliseconds);
  return {
    delegator: choices.one(ids),
    delegate: choices.one(ids),
    startsAt,
    endsAt: addElapsed(startsAt, (1 + choices.below(20)) * dayInMilliseconds),
    ...(choices.percent(40) && { scope: makeScope(choices) }),
  };
}

function makeScope(choices: Choices): DelegationScope {
  const kinds: ProposalKind[] = choices.one([['credit_note'], ['payment_allocation'], ['credit_note', 'invoice']]);
  return {
    kinds: choices.percent(70) ? kinds : null,
    maximum: choices.percent(50) ? choices.one([100_000, 2_500_000]) : null,
  };
}
