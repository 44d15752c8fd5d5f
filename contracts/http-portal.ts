import { z } from 'zod';
import { email, instant, line, message, page, paging, reference } from './http-common';
import { messagePurposes, ratingReasons } from './vocabulary';

/** What people of a customer send and see who have signed in to the portal: their own cases, and of them what is said between us. */

export const loginCodeBody = z
  .strictObject({ email })
  .meta({ id: 'PortalLoginCode', example: { email: 'ap@meridian-outdoor.example' } });

export const loginCodeTaken = z
  .object({ valid_minutes: z.int() })
  .meta({ id: 'PortalLoginCodeTaken', example: { valid_minutes: 10 } });

export const loginBody = z
  .strictObject({
    email,
    code: z
      .string()
      .max(20)
      .regex(/^[0-9A-Za-z\s-]{8,20}$/, 'eight letters and digits; blanks and dashes do not matter'),
  })
  .meta({ id: 'PortalLogin', example: { email: 'ap@meridian-outdoor.example', code: 'K7QM-2XWB' } });

export const portalSession = z
  .object({
    token: z.string().describe('A bearer token for the addresses under /v1/portal and no others. Shown once.'),
    expires_at: instant,
    customer: z.object({ id: z.string(), name: z.string() }),
  })
  .meta({ id: 'PortalSession' });

const fileIds = z
  .array(z.uuid())
  .min(1)
  .max(20)
  .refine((ids) => new Set(ids).size === ids.length, 'each file once')
  .describe('Files that you have uploaded.');

export const portalInquiryBody = z
  .strictObject({
    subject: line(300),
    body: message,
    follows: reference.optional().describe('An earlier inquiry of yours that this one goes on from.'),
    files: fileIds.optional(),
  })
  .meta({
    id: 'PortalFileInquiry',
    example: { subject: 'Invoice INV-10421', body: 'The second delivery never came.' },
  });

export const portalAnswerBody = z
  .strictObject({ text: message, files: fileIds.optional() })
  .meta({ id: 'PortalAnswer', example: { text: 'Here is the delivery note.' } });

export const ratingBody = z
  .strictObject({
    score: z.int().min(1).max(5).describe('1 is bad, 5 is good.'),
    reason: z.enum(ratingReasons).optional().describe('What it is about most of all.'),
    text: message.optional(),
  })
  .meta({ id: 'Rating', example: { score: 4, reason: 'speed' } });

/** Where a case stands, as far as it concerns the customer. */
export const portalStatuses = ['in_progress', 'waiting_for_you', 'resolved', 'closed'] as const;
export type PortalStatus = (typeof portalStatuses)[number];

export const portalFile = z
  .object({
    id: z.string(),
    name: z.string().nullable().describe('Null once erased.'),
    media_type: z.string(),
    size: z.int().describe('Bytes.'),
    available: z.boolean().describe('False for what is in quarantine or erased: it cannot be downloaded.'),
  })
  .meta({ id: 'PortalFile' });

export const portalSummary = z
  .object({
    reference,
    status: z.enum(portalStatuses),
    subject: z.string().nullable().describe('Null once erased.'),
    received_at: instant,
    resolved_at: instant.nullable(),
    closed_at: instant.nullable(),
  })
  .meta({ id: 'PortalSummary' });

export const portalInquiryList = page(portalSummary).meta({ id: 'PortalInquiryList' });

export const portalInquiry = portalSummary
  .extend({
    body: z.string().nullable(),
    follows: reference.nullable(),
    goes_on_in: reference.nullable().describe('The case of yours that this one was put together with.'),
    files: z.array(portalFile).describe('What came with the inquiry itself.'),
    confirm_by: instant
      .nullable()
      .describe('While it is resolved: until then you can say that it is settled, or answer.'),
    reopen_until: instant.nullable(),
    you_may: z.array(z.enum(['answer', 'confirm', 'rate'])),
    rating: z.object({ score: z.int() }).nullable(),
  })
  .meta({ id: 'PortalInquiry' });

export const portalMessageList = z
  .object({
    data: z.array(
      z.object({
        id: z.string(),
        from: z.enum(['you', 'us']),
        kind: z.enum(messagePurposes).describe('What ours is about; of yours always `reply`.'),
        text: z.string().nullable().describe('Null once erased, and for what says no more than that we have it.'),
        at: instant,
        files: z.array(portalFile),
      }),
    ),
  })
  .meta({ id: 'PortalMessageList' });

export const portalInquiryQuery = z.strictObject(paging);

export const uploadQuery = z.strictObject({
  name: z.string().min(1).max(300).describe('Of the file; made safe before it is shown to anybody.'),
});

export const staffUploadQuery = uploadQuery.extend({
  inquiry: reference.optional().describe('The case that it is for; only a message of that case can carry it then.'),
});

export const uploadedFile = z
  .object({ id: z.string(), name: z.string(), media_type: z.string(), size: z.int() })
  .meta({ id: 'UploadedFile', description: 'Name and type as the desk found them, whatever the sender said.' });

export const portalTaken = z
  .object({ reference, message: z.string() })
  .meta({ id: 'PortalTaken', example: { reference: 'INQ-2026-000042', message: 'inquiry.INQ-2026-000042.in-4be1' } });

export const portalStanding = z
  .object({ reference, status: z.enum(portalStatuses) })
  .meta({ id: 'PortalStanding', example: { reference: 'INQ-2026-000042', status: 'closed' } });
