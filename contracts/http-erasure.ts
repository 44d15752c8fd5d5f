import { z } from 'zod';
import { flag, instant, list, page, paging, reason, recordId, reference } from './http-common';
import { retentionCategories } from './vocabulary';

/** Erasure of personal text, legal holds, and how long what is kept. */

const byKind = <Kind extends string>(kind: Kind, id: z.ZodType) => z.strictObject({ kind: z.literal(kind), id });

const actor = z.object({ kind: z.string(), id: z.string(), on_behalf_of: z.string().nullable() });

export const eraseBody = z
  .strictObject({
    subject: z
      .discriminatedUnion('kind', [
        byKind('contact', recordId),
        byKind('customer', recordId),
        byKind('inquiry', reference),
      ])
      .describe('`contact`: the address and the cases that answer to it; `inquiry`: the words of one case.'),
    reason: reason.describe('Kept for good with the erasure: name nobody in it.'),
    dry_run: z.boolean().optional().describe('Say what would be erased and held back, and change nothing.'),
  })
  .meta({
    id: 'Erase',
    example: { subject: { kind: 'contact', id: 'contact-1003-1' }, reason: 'Request of 2 March, art. 17 GDPR' },
  });

export const erasure = z
  .object({
    id: z.string().nullable().describe('Null for a preview.'),
    dry_run: z.boolean(),
    subject: z.object({ kind: z.enum(['contact', 'customer', 'inquiry', 'requests', 'mails']), id: z.string() }),
    basis: z.enum(['request', 'retention']).describe('Asked for by somebody, or because a period was over.'),
    reason: z.string(),
    by: actor,
    erased_at: instant.nullable(),
    counts: z.object({ texts: z.int(), files: z.int(), contacts: z.int(), customers: z.int(), requests: z.int() }),
    texts: z.array(z.string()).describe('Ids; the journal keeps their salted hashes.'),
    files: z.array(z.string()).describe('Mails as they came, attachments and uploads.'),
    contacts: z.array(z.string()),
    customers: z.array(z.string()),
    running_cases: z
      .array(reference)
      .optional()
      .describe('In the answer to a request: cases among it that have not ended. They go on, without the words.'),
    held_back: z.array(
      z.object({
        what: z.enum(['texts', 'files', 'contacts', 'customer_name', 'invoices', 'payments', 'postings', 'agreements']),
        count: z.int(),
        because: z.enum(['legal_hold', 'bookkeeping']),
        holds: z.array(z.string()).describe('Ids of the legal holds.'),
      }),
    ),
  })
  .meta({ id: 'Erasure' });

export const erasureList = page(erasure).meta({ id: 'ErasureList' });

export const listErasuresQuery = z.strictObject({
  ...paging,
  subject_kind: z.enum(['contact', 'customer', 'inquiry', 'requests', 'mails']).optional(),
  subject: recordId.optional(),
});

export const recordUuid = z.uuid();

export const placeHoldBody = z
  .strictObject({
    subject: z.discriminatedUnion('kind', [byKind('customer', recordId), byKind('inquiry', reference)]),
    reason,
  })
  .meta({
    id: 'PlaceLegalHold',
    example: { subject: { kind: 'inquiry', id: 'INQ-2026-000042' }, reason: 'Litigation 2026-17' },
  });

export const releaseHoldBody = z
  .strictObject({ reason })
  .meta({ id: 'ReleaseLegalHold', example: { reason: 'Litigation 2026-17 was settled.' } });

export const legalHold = z
  .object({
    id: z.string(),
    subject: z.object({ kind: z.enum(['customer', 'inquiry']), id: z.string() }),
    reason: z.string(),
    placed_by: z.string(),
    placed_at: instant,
    released_by: z.string().nullable(),
    released_at: instant.nullable(),
    release_reason: z.string().nullable(),
  })
  .meta({ id: 'LegalHold' });

export const legalHoldList = page(legalHold).meta({ id: 'LegalHoldList' });

export const listHoldsQuery = z.strictObject({
  ...paging,
  standing: flag.optional(),
  subject_kind: z.enum(['customer', 'inquiry']).optional(),
  subject: recordId.optional(),
});

export const retentionBody = z
  .strictObject({
    category: z.enum(retentionCategories),
    days: z.int().min(30).max(36_500).nullable().describe('Null: kept without end.'),
    reason,
  })
  .meta({
    id: 'SetRetention',
    example: { category: 'inquiry_texts', days: 3653, reason: 'Ten years, as for the books they explain.' },
  });

export const retentionPeriod = z
  .object({
    category: z.enum(retentionCategories),
    days: z.int().nullable(),
    reason: z.string(),
    set_by: z.string(),
    set_at: instant,
  })
  .meta({ id: 'RetentionPeriod' });

export const retention = list(
  z.object({
    category: z.enum(retentionCategories),
    days: z.int().nullable().describe('Null: kept without end.'),
    due: z.int().describe('How many of it the next run would erase, as far as no legal hold keeps them.'),
    history: z.array(retentionPeriod).describe('Every period that was set, the newest first.'),
  }),
).meta({ id: 'Retention' });
