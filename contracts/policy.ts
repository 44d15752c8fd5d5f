import { z } from 'zod';
import { isCurrencyCode } from './currencies';
import { regulatoryContradictions, regulatorySchema } from './policy-regulatory';
import { categories, clockNames, languages, proposalKinds, urgencies, type ProposalKind } from './vocabulary';

/**
 * A policy as people write it, in YAML or JSON. Strict: an unknown key is a mistake, not a comment. Amounts are minor
 * units of the policy's currency (`rates.currency`), times say their unit in their name, dates are `yyyy-mm-dd`.
 * After the shape, the whole is checked: every team, calendar, title and pair that is named must make sense together.
 */

const id = z.string().regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, 'lower-case letters, digits, - and _');
const title = z.string().min(1).max(120);
const localDate = z.iso.date();
const localTime = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM, up to 24:00');
// Not narrowed to the codes: a record with such keys would claim to have them all.
const currency = z.string().refine((code): boolean => isCurrencyCode(code), 'not an ISO 4217 currency in use');
const rate = z.string().regex(/^(?=.*[1-9])\d{1,18}(?:\.\d{1,18})?$/, 'a positive decimal');
const days = z.int().min(0).max(3_660);
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const shift = z
  .strictObject({ from: localTime, to: localTime })
  .refine(({ from, to }) => from < to, 'a shift ends after it begins; split one that passes midnight');

/** Public holidays by a maintained library; the dates are worked out once, when a version is written (docs/policies.md). */
const publicHolidays = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 code of two capital letters'),
  region: z.string().max(40).optional(),
  types: z
    .array(z.enum(['public', 'bank', 'optional']))
    .min(1)
    .max(3),
  resolved: z
    .strictObject({
      source: title,
      from: z.int().min(1970).max(2200),
      to: z.int().min(1970).max(2200),
      /** Name by date. */
      days: z.record(localDate, z.string().max(200)),
    })
    .optional(),
});

const calendar = z.strictObject({
  id,
  zone: z.string().refine(isZone, 'not an IANA time zone'),
  shifts: z.partialRecord(
    z.enum(weekdays),
    z
      .array(shift)
      .min(1)
      .refine(
        (shifts) => shifts.every((each, index) => index === 0 || (shifts[index - 1]?.to ?? '') <= each.from),
        'shifts are in order and do not overlap',
      ),
  ),
  holidays: publicHolidays.optional(),
  /** Days off of the company itself. */
  closedDays: z.array(localDate).max(5_000),
  /** Days worked although they are public holidays. */
  openDays: z.array(localDate).max(5_000).optional(),
});

const team = z.strictObject({
  name: title,
  email: z.email(),
  lead: z.string().nullable(),
  manager: z.string().nullable(),
  director: z.string().nullable(),
});

const routingException = z
  .strictObject({
    when: z
      .strictObject({
        segment: id.optional(),
        urgency: z.enum(urgencies).optional(),
        language: z.enum(languages).optional(),
        legalEntity: id.optional(),
      })
      .refine((conditions) => Object.keys(conditions).length > 0, 'an exception says when it holds'),
    team: id.optional(),
    skill: id.nullable().optional(),
  })
  .refine(({ team: to, skill }) => to !== undefined || skill !== undefined, 'an exception names a team or a skill');

const categoryRoute = z.strictObject({
  team: id,
  skill: id.nullable(),
  exceptions: z.array(routingException).optional(),
});

const serviceLevel = z.strictObject({
  category: z.enum([...categories, '*']),
  urgency: z.enum([...urgencies, '*']),
  clock: z.enum(clockNames),
  minutes: z
    .int()
    .min(1)
    .max(60 * 24 * 366),
  time: z.enum(['elapsed', 'business']),
});

const band = z.strictObject({
  upTo: z.int().min(1).nullable(),
  stages: z.array(z.strictObject({ name: id, title: id, quorum: z.int().min(1).max(5) })).min(1),
});

const approval = z.strictObject({
  bands: z.array(band).min(1),
  order: z.enum(['sequential', 'parallel']).exactOptional(),
  expiresAfterDays: days.min(1),
  remindAfterDays: days.min(1).exactOptional(),
  prepareDuty: id,
  approveDuty: id,
});

const duration = z
  .string()
  .regex(
    /^-?P(?:\d{1,4}D|T(?=\d)(?:\d{1,4}H)?(?:\d{1,4}M)?(?:\d{1,5}S)?)$/,
    'an ISO 8601 duration such as P3D or PT10S',
  );
const laterDuration = duration.refine(
  (after) => !after.startsWith('-'),
  'an answer is waited for before it is asked for again',
);

const reminderStep = z.strictObject({
  name: id,
  purpose: z.enum(['invoice', 'reminder']),
  from: z.enum(['due', 'previous', 'sent', 'answered']),
  after: duration,
});

const quietTimes = z.strictObject({
  hours: z
    .strictObject({ from: localTime, to: localTime })
    .refine(({ from, to }) => from !== to && from !== '24:00', 'quiet hours begin at one time and end at another')
    .exactOptional(),
  days: z.array(z.enum(weekdays)).max(6, 'one day of the week is left').exactOptional(),
  dates: z.array(localDate).max(366).exactOptional(),
});

const questionLadder = z.strictObject({
  steps: z.array(z.strictObject({ name: id, after: laterDuration })).max(10),
  escalateAfter: laterDuration,
});

const shape = z.strictObject({
  classification: z.strictObject({ confidenceThreshold: z.number().min(0).max(1) }),
  calendars: z.record(id, calendar),
  calendarOf: z.record(id, id),
  teams: z.record(id, team),
  routing: z.record(z.enum(categories), categoryRoute),
  serviceLevels: z.array(serviceLevel).min(1),
  warnAt: z.number().gt(0).lt(1),
  escalation: z.strictObject({
    afterWarning: z.boolean(),
    levels: z
      .array(
        z.strictObject({
          level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
          afterBreachMinutes: z.int().min(0),
          notify: z.array(z.enum(['owner', 'lead', 'manager', 'director'])).min(1),
        }),
      )
      .min(1)
      .max(3),
  }),
  // Kinds that came later may be missing, and then cannot be proposed.
  approvals: z.strictObject({
    credit_note: approval,
    payment_allocation: approval,
    invoice: approval.exactOptional(),
  }),
  rates: z.strictObject({ currency, asOf: localDate, perUnit: z.record(currency, rate) }),
  conflicts: z.array(z.tuple([id, id])),
  windows: z.strictObject({
    confirmationBusinessDays: days.min(1),
    reopenDays: days,
    longestSnoozeDays: days.min(1).exactOptional(),
  }),
  regulatory: regulatorySchema.exactOptional(),
  csat: z.strictObject({ afterMinutes: z.int().min(0).max(43_200) }).exactOptional(),
  reminders: z.strictObject({
    ladders: z.record(z.union([id, z.literal('*')]), z.array(reminderStep).min(1)),
    minimumDaysBetween: days,
    acknowledgedWithoutDateDays: days,
    promiseToleranceDays: days,
    sendAtHour: z.int().min(0).max(23),
    // A follow-up remembers its newest twenty contacts: a budget beyond them would never be used up.
    contactBudget: z.strictObject({ messages: z.int().min(1).max(20), perDays: days.min(1) }),
    quiet: z.record(z.union([id, z.literal('*')]), quietTimes).exactOptional(),
    answeredDays: days.exactOptional(),
    questions: questionLadder.exactOptional(),
    openTracking: z.boolean().exactOptional(),
  }),
});

type PolicyShape = z.infer<typeof shape>;

export const policySchema = shape.superRefine((policy, context) => {
  for (const [path, message] of contradictions(policy)) context.addIssue({ code: 'custom', path, message });
});

/** What is published: everything but version and hash, which follow from publishing. */
export type PolicyContent = z.infer<typeof policySchema>;

/** What is wrong, and where in the policy. */
export interface PolicyMistake {
  path: (string | number)[];
  message: string;
}

/** More at once would help nobody. */
const mostMistakes = 100;

/** What is wrong with what claims to be a policy, at most the first hundred; nothing when it is one. */
export function findPolicyMistakes(content: unknown): PolicyMistake[] {
  // First: what follows would take such a key for something that every object has.
  const inherited = [...inheritedNames(content, [])];
  if (inherited.length > 0) return inherited.slice(0, mostMistakes);
  const result = policySchema.safeParse(content);
  return result.success ? [] : result.error.issues.flatMap(mistakesOf).slice(0, mostMistakes);
}

function mistakesOf(issue: z.core.$ZodIssue): PolicyMistake[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key.slice(0, 100)], message: 'unknown field' }));
}

const deepest = 20;

function* inheritedNames(value: unknown, path: (string | number)[]): Generator<PolicyMistake> {
  if (typeof value !== 'object' || value === null) return;
  if (path.length === deepest) {
    yield { path, message: `nested more than ${deepest} deep` };
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key;
    if (key in Object.prototype) yield { path: [...path, step], message: 'no name for anything' };
    else yield* inheritedNames(member, [...path, step]);
  }
}

type Contradiction = [path: (string | number)[], message: string];

function* contradictions(policy: PolicyShape): Generator<Contradiction> {
  for (const [key, { id: own }] of Object.entries(policy.calendars)) {
    if (own !== key) yield [['calendars', key, 'id'], `the calendar is listed as ${key}`];
    if (own === 'elapsed') yield [['calendars', key], 'elapsed is the name of plain time'];
  }
  for (const [entity, named] of Object.entries(policy.calendarOf)) {
    const shifts = Object.hasOwn(policy.calendars, named) ? policy.calendars[named]?.shifts : undefined;
    if (!shifts) yield [['calendarOf', entity], `there is no calendar ${named}`];
    else if (Object.keys(shifts).length === 0) {
      yield [['calendars', named, 'shifts'], 'the calendar has no working time; targets of the entity count on it'];
    }
  }
  if (Object.keys(policy.calendarOf).length === 0) yield [['calendarOf'], 'no legal entity has a calendar'];
  for (const category of categories) {
    const { team: named, exceptions = [] } = policy.routing[category];
    if (!Object.hasOwn(policy.teams, named)) yield [['routing', category, 'team'], `there is no team ${named}`];
    for (const [index, { team: other }] of exceptions.entries()) {
      if (other === undefined || Object.hasOwn(policy.teams, other)) continue;
      yield [['routing', category, 'exceptions', index, 'team'], `there is no team ${other}`];
    }
  }
  if (!Object.hasOwn(policy.teams, 'triage')) yield [['teams'], 'a team triage takes what the rules cannot place'];
  yield* serviceLevelContradictions(policy.serviceLevels);
  yield* regulatoryContradictions(policy);
  yield* escalationContradictions(policy.escalation.levels);
  for (const kind of proposalKinds) yield* approvalContradictions(policy, kind);
  yield* rateContradictions(policy.rates);
  for (const [index, [left, right]] of policy.conflicts.entries()) {
    if (left === right) yield [['conflicts', index], 'a duty cannot conflict with itself'];
  }
  yield* reminderContradictions(policy.reminders.ladders);
  yield* questionContradictions(policy.reminders.questions);
  yield* quietContradictions(policy.reminders);
}

function* serviceLevelContradictions(rules: PolicyShape['serviceLevels']): Generator<Contradiction> {
  const seen = new Set<string>();
  for (const [index, { category, urgency, clock }] of rules.entries()) {
    const key = `${category}/${urgency}/${clock}`;
    if (seen.has(key)) yield [['serviceLevels', index], `${key} is stated twice`];
    seen.add(key);
  }
  for (const clock of clockNames) {
    for (const category of categories) {
      for (const urgency of urgencies) {
        const covered = rules.some(
          (rule) =>
            rule.clock === clock && [category, '*'].includes(rule.category) && [urgency, '*'].includes(rule.urgency),
        );
        if (!covered) yield [['serviceLevels'], `no ${clock} target for ${category}, ${urgency}`];
      }
    }
  }
}

function* escalationContradictions(levels: PolicyShape['escalation']['levels']): Generator<Contradiction> {
  for (const [index, { level, afterBreachMinutes }] of levels.entries()) {
    const before = levels[index - 1];
    if (level !== index + 1) yield [['escalation', 'levels', index, 'level'], 'levels are 1, 2, 3 in order'];
    if (before !== undefined && afterBreachMinutes < before.afterBreachMinutes) {
      yield [['escalation', 'levels', index, 'afterBreachMinutes'], 'a higher level does not come earlier'];
    }
  }
}

function* approvalContradictions(policy: PolicyShape, kind: ProposalKind): Generator<Contradiction> {
  const approval = policy.approvals[kind];
  if (!approval) return;
  const { bands, prepareDuty, approveDuty, expiresAfterDays, remindAfterDays } = approval;
  if (remindAfterDays !== undefined && remindAfterDays >= expiresAfterDays) {
    yield [['approvals', kind, 'remindAfterDays'], 'the reminder comes before the proposal expires'];
  }
  for (const [index, { upTo, stages }] of bands.entries()) {
    const path = ['approvals', kind, 'bands', index];
    const last = index === bands.length - 1;
    const before = bands[index - 1]?.upTo ?? 0;
    if (last && upTo !== null) yield [[...path, 'upTo'], 'the last band is open: upTo is null'];
    if (!last && upTo === null) yield [[...path, 'upTo'], 'only the last band is open'];
    if (upTo !== null && upTo <= before) yield [[...path, 'upTo'], 'bands rise'];
    if (new Set(stages.map(({ name }) => name)).size < stages.length) yield [path, 'stages have names of their own'];
  }
  const kept = policy.conflicts.some((pair) => pair.includes(prepareDuty) && pair.includes(approveDuty));
  if (!kept)
    yield [['conflicts'], `${prepareDuty} and ${approveDuty} must conflict: nobody approves what they prepared`];
}

function* rateContradictions(rates: PolicyShape['rates']): Generator<Contradiction> {
  const own = rates.perUnit[rates.currency];
  if (own !== undefined && Number(own) !== 1) yield [['rates', 'perUnit', rates.currency], 'the own currency counts 1'];
}

function* reminderContradictions(ladders: PolicyShape['reminders']['ladders']): Generator<Contradiction> {
  if (!('*' in ladders)) yield [['reminders', 'ladders'], 'the ladder * for every other segment is missing'];
  for (const [segment, steps] of Object.entries(ladders)) {
    for (const [index, { from, after }] of steps.entries()) {
      const path = ['reminders', 'ladders', segment, index, 'after'];
      if (from !== 'due' && after.startsWith('-')) yield [path, 'a step follows the one before it'];
      if (from !== 'due' && index === 0) yield [path, 'the first step counts from the due date'];
    }
    if (new Set(steps.map(({ name }) => name)).size < steps.length)
      yield [['reminders', 'ladders', segment], 'a name is used twice'];
  }
}

function* questionContradictions(questions: PolicyShape['reminders']['questions']): Generator<Contradiction> {
  const names = questions?.steps.map(({ name }) => name) ?? [];
  if (new Set(names).size < names.length) yield [['reminders', 'questions'], 'a name is used twice'];
}

function* quietContradictions({ quiet = {}, sendAtHour }: PolicyShape['reminders']): Generator<Contradiction> {
  const usual = `${String(sendAtHour).padStart(2, '0')}:00`;
  for (const [segment, { hours }] of Object.entries(quiet)) {
    if (!hours) continue;
    const { from, to } = hours;
    const within = to < from ? usual >= from || usual < to : usual >= from && usual < to;
    if (within) yield [['reminders', 'quiet', segment, 'hours'], 'reminders go out at an hour that is not quiet'];
  }
}

function isZone(zone: string): boolean {
  try {
    return (
      /^[A-Za-z]/.test(zone) && new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
    );
  } catch {
    return false;
  }
}
