import { z } from 'zod';
import { instant, reference } from './http-common';
import { erasure, legalHold } from './http-erasure';
import { inquiryDetail, linkTarget } from './http-inquiries';

/** One case as one document, for an auditor: nothing in it has to be looked up elsewhere. */

export const auditBundleQuery = z.strictObject({
  format: z.enum(['json', 'html']).optional().describe('`html` is a page to read and print, with the JSON within it.'),
});

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const actor = z.object({
  kind: z.string(),
  id: z.string(),
  name: z.string().nullable(),
  on_behalf_of: z.string().nullable(),
  impersonated_by: z.string().nullable(),
});
const textOfPerson = z.object({
  id: z.string(),
  hash: z.string().describe('As the journal names it: SHA-256 over salt and content.'),
  content: z.string().nullable().describe('Null once erased.'),
});

export const auditBundle = z
  .object({
    format: z.literal('inquiry-desk/audit-bundle/1'),
    made_at: instant,
    made_by: z.object({ kind: z.string(), id: z.string() }),
    reference,
    case: inquiryDetail,
    policies: z
      .array(
        z.object({
          version: z.string(),
          hash: hex,
          author: z.string(),
          published_by: z.string(),
          published_at: instant,
          reason: z.string(),
          content: z.unknown(),
        }),
      )
      .describe(
        'Every version that a row of the journal was decided under. The hash covers the canonical JSON of content.',
      ),
    people: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          person: z.string(),
          titles: z.array(z.string()),
          roles: z.array(z.string()),
          duties: z.array(z.string()),
          teams: z.array(z.string()),
          active: z.boolean(),
          changes: z
            .array(
              z.object({
                kind: z.string(),
                occurred_at: instant,
                by: z.object({ kind: z.string(), id: z.string() }),
                before: z.unknown(),
                after: z.unknown(),
              }),
            )
            .describe('Since the inquiry was received, the oldest first: with them the record of then can be told.'),
        }),
      )
      .describe('Everybody of ours whom the journal names, as recorded when the bundle was made.'),
    timeline: z.array(
      z.object({
        sequence: z.int(),
        occurred_at: instant,
        type: z.string(),
        words: z.string(),
        actor,
        automatic: z.boolean(),
        policy_version: z.string(),
        texts: z.record(z.string(), z.string()).describe('Ids of the texts that it names, by field.'),
      }),
    ),
    proposals: z.array(
      z.object({
        id: z.string(),
        status: z.string(),
        versions: z.array(
          z.object({
            version: z.int(),
            sequence: z.int(),
            made_at: instant,
            preparer: z.string(),
            on_behalf_of: z.string().nullable(),
            stages: z.unknown(),
            threshold: z.unknown(),
            expires_at: instant,
            content_hash: hex,
            hash_covers: z.unknown().describe('SHA-256 over the canonical JSON of exactly this is content_hash.'),
          }),
        ),
        decisions: z.array(
          z.object({
            sequence: z.int(),
            version: z.int(),
            stage: z.int(),
            decision: z.string(),
            decider: z.string(),
            on_behalf_of: z.string().nullable(),
            decided_at: instant,
            content_hash: hex,
            reason: textOfPerson.nullable(),
          }),
        ),
      }),
    ),
    messages: z.array(
      z.object({
        id: z.string(),
        direction: z.string(),
        purpose: z.string(),
        recipient: z.unknown(),
        status: z.string(),
        history: z.array(z.unknown()),
        created_at: instant,
        text: textOfPerson.nullable(),
      }),
    ),
    links: z.array(linkTarget),
    alerts: z.array(
      z.object({
        sequence: z.int(),
        team: z.string().nullable(),
        person: z.string().nullable(),
        kind: z.string(),
        created_at: instant,
      }),
    ),
    texts: z
      .array(
        z.object({
          id: z.string(),
          hash: hex,
          salt: z.string().nullable(),
          content: z.string().nullable(),
          stored_at: instant,
          erased_at: instant.nullable(),
        }),
      )
      .describe('SHA-256 over salt and content, one after the other, is hash.'),
    files: z
      .array(
        z.object({
          id: z.string(),
          name: z.string().nullable(),
          media_type: z.string(),
          size: z.int(),
          quarantined: z.string().nullable(),
          hash: z.string(),
          salt: z.string().nullable(),
          stored_at: instant,
          erased_at: instant.nullable(),
        }),
      )
      .describe(
        'Files that the journal names: the hash is SHA-256 over salt and bytes; the bytes are at /v1/files/{id}.',
      ),
    erasures: z.array(erasure),
    legal_holds: z.array(legalHold),
    journal: z.array(
      z.object({
        sequence: z.int(),
        previous_hash: z.string(),
        hash: hex,
        hashed: z.record(z.string(), z.unknown()).describe('SHA-256 over the canonical JSON of exactly this is hash.'),
      }),
    ),
    head: z.object({ owner: z.string(), sequence: z.int(), hash: z.string() }),
    verification: z.array(z.string()).describe('How to check all of it by hand.'),
    digest: hex.describe('SHA-256 over the canonical JSON of everything else in this document.'),
  })
  .meta({ id: 'AuditBundle' });
