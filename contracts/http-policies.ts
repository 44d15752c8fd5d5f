import { z } from 'zod';
import { instant, line, list, reason, recordId, reference } from './http-common';
import { clock } from './http-inquiries';
import { statuses } from './vocabulary';

/** The policy as data: drafts, what they change, what they would break, and their publication by a second person. */

const contentHash = z.string().regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits');

/** Characters of YAML; beyond it `readPolicySource` says so as well. */
const yaml = z.string().max(250_000);

const oneOfBoth = ({ content, yaml: text }: { content?: unknown; yaml?: string | undefined }): boolean =>
  (content === undefined) !== (text === undefined);
const written = {
  content: z.unknown().optional().describe('The policy as an object. Either this or `yaml`.'),
  yaml: yaml.optional().describe('The policy as YAML 1.2; mistakes are answered with line and column.'),
  reason: reason.describe('Why this is to change.'),
};
const either = { path: ['content'], message: 'send content or yaml, one of them' };

export const newPolicyBody = z
  .strictObject({ version: recordId, ...written })
  .refine(oneOfBoth, either)
  .meta({ id: 'NewPolicy', example: { version: '2027-a', yaml: 'windows: …', reason: 'Answers within four hours.' } });

export const policyRevisionBody = z
  .strictObject(written)
  .refine(oneOfBoth, either)
  .meta({ id: 'RevisePolicy', example: { yaml: 'windows: …', reason: 'Six hours for letters of credit.' } });

export const policyRejectionBody = z
  .strictObject({ content_hash: contentHash.describe('Of the draft that you have read.'), reason })
  .meta({ id: 'RejectPolicy', example: { content_hash: 'a'.repeat(64), reason: 'The director has left.' } });

export const policyPublicationBody = z
  .strictObject({
    content_hash: contentHash.describe('Of the draft that you have read.'),
    note: reason.optional().describe('From when, for whom, what to look at.'),
    dry_run: z.boolean().optional().describe('Show what would follow, and change nothing.'),
  })
  .meta({ id: 'PublishPolicy', example: { content_hash: 'a'.repeat(64), dry_run: true } });

// --- answers ---

const status = z.enum(['draft', 'rejected', 'published']);

const summary = {
  version: z.string(),
  hash: z.string(),
  author: z.string(),
  published_by: z.string().nullable(),
  reason: z.string(),
  published_at: instant.nullable(),
  status,
};

export const policyList = list(z.object(summary)).meta({ id: 'PolicyList' });

export const policyFinding = z
  .object({
    level: z.enum(['error', 'warning']),
    rule: z.string(),
    pointer: z.string().describe('JSON pointer into the content.'),
    line: z.int().describe('In the YAML of this version.'),
    column: z.int(),
    message: z.string(),
  })
  .meta({ id: 'PolicyFinding' });

export const policyDetail = z
  .object({
    ...summary,
    /** Everybody who wrote a part of it. */
    authors: z.array(z.string()),
    revision: z.int().nullable(),
    note: z.string().nullable(),
    rejection: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
    content: z.unknown(),
    yaml: z.string().optional(),
    findings: z.array(policyFinding).optional(),
  })
  .meta({ id: 'Policy' });

const difference = z
  .object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional(), words: z.string() })
  .meta({ id: 'PolicyDifference' });

export const policyDifferenceList = z
  .object({ from: z.string().nullable(), to: z.string(), data: z.array(difference) })
  .meta({ id: 'PolicyDifferenceList' });

export const policyPublication = z
  .object({
    version: z.string(),
    content_hash: z.string(),
    dry_run: z.boolean(),
    published: z.boolean(),
    /** The version in force before it. */
    before: z.string().nullable(),
    differences: z.array(difference),
    findings: z.array(policyFinding),
  })
  .meta({ id: 'PolicyPublication' });

export const policyMigration = z
  .object({
    reference,
    dry_run: z.boolean(),
    sequence: z.int(),
    status: z.enum(statuses),
    from: z.string().optional(),
    to: z.string(),
    clocks: z
      .array(
        z.object({
          name: z.string(),
          before: clock.nullable(),
          after: clock.nullable(),
          due_at_once: z.boolean().describe('Its time is used up under the other version, and was not before.'),
        }),
      )
      .optional(),
    differences: z.array(difference).optional(),
  })
  .meta({
    id: 'PolicyMigration',
    description: 'With `dry_run` what would change: clocks, ladder, stages and windows.',
  });

export const listPoliciesQuery = z.strictObject({ status: status.optional() });
export const readPolicyQuery = z.strictObject({ format: z.enum(['json', 'yaml']).optional() });
export const differencesQuery = z.strictObject({ from: line(100).optional() });

export const listHolidaysQuery = z.strictObject({
  country: z.string().max(10),
  region: z.string().max(40).optional(),
  year: z.string().regex(/^(19|20|21)\d\d$/, 'a year from 1900 to 2199'),
  types: z
    .string()
    .regex(/^(public|bank|optional)(,(public|bank|optional)){0,2}$/, 'public, bank, optional, separated by commas')
    .optional(),
});

export const holidayList = z
  .object({
    country: z.string(),
    region: z.string().nullable(),
    year: z.int(),
    source: z.string(),
    data: z.array(z.object({ date: z.string(), name: z.string(), type: z.string() })),
  })
  .meta({ id: 'HolidayList' });
