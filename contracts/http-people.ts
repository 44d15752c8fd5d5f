import { z } from 'zod';
import { email, flag, instant, line, list, money, page, paging, reason, recordId } from './http-common';
import { absenceReasons, directoryChangeKinds, languages, proposalKinds, roles } from './vocabulary';

/** Who works here, who stands in for whom, who is away. */

/** A word of the policy or company: a duty, title, skill or team. */
const word = z
  .string()
  .regex(/^[a-z0-9]+(?:[_-][a-z0-9]+)*$/, 'lower-case letters, digits, - and _')
  .max(64);
const words = z
  .array(word)
  .max(50)
  .refine((given) => new Set(given).size === given.length, 'each once');

/** `keep` and `reroute` say what becomes of an absent person's cases: nobody is called so. */
const personId = recordId.refine((id) => !['keep', 'reroute'].includes(id), 'not keep, not reroute');

const staffRole = z.enum(roles).exclude(['customer', 'integration']);

const limits = z
  .array(z.strictObject({ kind: z.enum(proposalKinds), amount: money }))
  .max(50)
  .refine(
    (given) => new Set(given.map(({ kind, amount }) => `${kind}:${amount.currency}`)).size === given.length,
    'one for each kind and currency',
  )
  .describe('The most that this person may release, by kind and currency. No limit: they release nothing of the kind.');

export const person = z
  .object({
    id: z.string(),
    name: z.string(),
    person: z.string().describe('The human being behind this login.'),
    titles: z.array(z.string()),
    roles: z.array(z.enum(roles)),
    duties: z.array(z.string()),
    teams: z.array(z.string()),
    skills: z.array(z.string()),
    languages: z.array(z.enum(languages)),
    capacity: z.int(),
    active: z.boolean(),
    absent_until: instant.nullable(),
  })
  .meta({ id: 'Person' });

export const personList = page(person).meta({ id: 'PersonList' });

export const absence = z
  .object({
    id: z.string(),
    person: z.string(),
    from: instant,
    until: instant.describe('Present again at this instant; when it was cancelled, that instant.'),
    reason: z.enum(absenceReasons),
    hand_over: z.string().describe('What becomes of open cases: `keep`, `reroute`, or the person who takes over.'),
    cancelled_at: instant.nullable(),
  })
  .meta({ id: 'Absence' });

export const absenceList = page(absence).meta({ id: 'AbsenceList' });

export const personDetail = person
  .extend({
    version: z.int().describe('Also the ETag.'),
    aliases: z.array(z.string()).describe('Every record of the same human being, this one left out.'),
    limits: z.array(z.object({ kind: z.string(), amount: money })),
    absences: z.array(absence).describe('Those that are not over.'),
  })
  .meta({ id: 'PersonDetail' });

export const listPeopleQuery = z.strictObject({
  ...paging,
  team: recordId.optional(),
  role: z.enum(roles).optional(),
  active: flag.optional(),
});

const held = {
  titles: words,
  roles: z
    .array(staffRole)
    .max(20)
    .refine((given) => new Set(given).size === given.length, 'each once'),
  duties: words,
  teams: words,
  skills: words,
  languages: z
    .array(z.enum(languages))
    .min(1)
    .max(languages.length)
    .refine((given) => new Set(given).size === given.length, 'each once'),
  limits,
  capacity: z.int().min(0).max(10_000),
  active: z.boolean(),
};

export const newPersonBody = z
  .strictObject({
    id: personId,
    name: line(200),
    email,
    person: recordId.optional().describe('An existing person, when this is one more login of theirs.'),
    ...z.object(held).partial().shape,
    reason,
  })
  .meta({
    id: 'NewPerson',
    example: {
      id: 'ada.moreau',
      name: 'Ada Moreau',
      email: 'ada.moreau@halden.example',
      titles: ['billing_analyst'],
      roles: ['agent'],
      duties: ['prepare_credit_note'],
      teams: ['billing'],
      skills: ['disputes'],
      languages: ['en', 'fr'],
      reason: 'Joins the billing team.',
    },
  });

export const revisePersonBody = z
  .strictObject({ ...z.object(held).partial().shape, reason })
  .refine((given) => Object.keys(given).length > 1, 'names at least one field to change')
  .meta({
    id: 'PersonRevision',
    description: 'Whole new values for the fields that are named; the others stay.',
    example: { duties: ['prepare_credit_note'], reason: 'Prepares credit notes from now on.' },
  });

export const mergePersonBody = z
  .strictObject({
    into: recordId.describe('The person that this record and its aliases belong to from now on.'),
    reason,
  })
  .meta({ id: 'PersonMerge', example: { into: 'ada.moreau', reason: 'Two logins of one human being.' } });

export const unmergePersonBody = z
  .strictObject({ reason })
  .meta({ id: 'PersonUnmerge', example: { reason: 'Merged by mistake: two people of one name.' } });

export const directoryChange = z
  .object({
    id: z.string(),
    person: z.string(),
    kind: z.enum(directoryChangeKinds),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    reason: z.string().nullable().describe('Null when none was given, or when it was erased.'),
    actor: z.object({ kind: z.string(), id: z.string() }),
    occurred_at: instant,
  })
  .meta({ id: 'DirectoryChange' });

export const directoryChangeList = page(directoryChange).meta({ id: 'DirectoryChangeList' });

export const pageQuery = z.strictObject({ ...paging });

export const delegation = z
  .object({
    id: z.string(),
    delegator: z.string(),
    delegate: z.string(),
    starts_at: instant,
    ends_at: instant.describe('When it was revoked, the instant of that.'),
    kinds: z.array(z.enum(proposalKinds)).nullable().describe('Kinds of proposals; null for all.'),
    maximum: money.nullable().describe("At most this, in the policy's currency; null for the delegator's own limit."),
    revoked_at: instant.nullable(),
  })
  .meta({ id: 'Delegation' });

export const delegationList = list(delegation).meta({ id: 'DelegationList' });

export const newDelegationBody = z
  .strictObject({
    delegate: recordId,
    starts_at: instant,
    ends_at: instant,
    kinds: z
      .array(z.enum(proposalKinds))
      .min(1)
      .refine((given) => new Set(given).size === given.length, 'each once')
      .optional()
      .describe('Kinds of proposals that may be decided; all when left out.'),
    maximum: money.optional().describe("The most that may be approved, in the policy's currency; else your own limit."),
  })
  .meta({
    id: 'NewDelegation',
    example: {
      delegate: 'tomas.lindqvist',
      starts_at: '2026-03-09T08:00:00.000Z',
      ends_at: '2026-03-20T18:00:00.000Z',
      kinds: ['payment_allocation'],
      maximum: { value: '5000.00', currency: 'USD' },
    },
  });

export const newAbsenceBody = z
  .strictObject({
    person: recordId.optional().describe('A member of your team; yourself when left out.'),
    from: instant,
    until: instant,
    reason: z.enum(absenceReasons),
    hand_over: recordId.describe('What becomes of open cases: `keep`, `reroute`, or the person who takes over.'),
  })
  .meta({
    id: 'NewAbsence',
    example: {
      from: '2026-07-06T00:00:00.000+02:00',
      until: '2026-07-20T00:00:00.000+02:00',
      reason: 'leave',
      hand_over: 'reroute',
    },
  });

export const listAbsencesQuery = z.strictObject({
  ...paging,
  person: recordId.optional(),
  over: flag.optional().describe('`false`: only those that are not over.'),
});
