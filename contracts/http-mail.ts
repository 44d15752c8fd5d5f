import { z } from 'zod';
import { instant, page, paging, reference, recordId } from './http-common';
import { mailKinds } from './vocabulary';

/** Mail that came in, and the files that came with it. */

export const mailSources = ['imap', 'smtp', 'lmtp', 'webhook', 'upload'] as const;
export const mailStatuses = ['waiting', 'processed', 'failed'] as const;
export const mailDispositions = ['new_inquiry', 'message_on_case', 'automatic', 'duplicate'] as const;

const mailboxName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'small letters, digits and hyphens, at most 40');

export const mailAddress = z.object({ name: z.string().nullable(), address: z.string() }).meta({ id: 'MailAddress' });

export const attachedFile = z
  .object({
    id: z.string(),
    name: z.string().nullable().describe('Made safe; null when there was none, or it is erased.'),
    media_type: z.string().describe('As its first bytes tell.'),
    size: z.int().describe('Bytes.'),
    quarantined: z.string().nullable().describe('Why nobody may open it; null when it may be opened.'),
    erased: z.boolean(),
  })
  .meta({ id: 'AttachedFile' });

export const receivedMail = z
  .object({
    id: z.string(),
    mailbox: z.string(),
    source: z.enum(mailSources),
    status: z.enum(mailStatuses),
    problem: z.string().nullable().describe('Why it could not be read; a stable code.'),
    attempts: z.int(),
    kind: z.enum(mailKinds).nullable(),
    disposition: z
      .enum(mailDispositions)
      .nullable()
      .describe('What became of it: a case, a message on one, mail of a machine, or a copy of another one.'),
    reference: reference.nullable().describe('The case that it began or reached.'),
    message: z.string().nullable().describe('The message on it; of a bounce the message of ours that came back.'),
    sender_verified: z
      .boolean()
      .nullable()
      .describe('Whether its sender has shown to be the one whom the case answers to; null when it reached none.'),
    size: z.int().describe('Bytes of the mail as it came.'),
    received_at: instant,
    processed_at: instant.nullable(),
  })
  .meta({ id: 'ReceivedMail' });

export const receivedMailDetail = receivedMail
  .extend({
    subject: z.string().nullable().describe('Null while nobody has read it, or once erased.'),
    from: mailAddress.nullable(),
    text: z.string().nullable(),
    html: z.string().nullable().describe('Sanitised, with remote content blocked.'),
    blocked_remote_content: z.int().nullable(),
  })
  .meta({ id: 'ReceivedMailDetail' });

export const receivedMailList = page(receivedMail).meta({ id: 'ReceivedMailList' });

export const listReceivedMailsQuery = z.strictObject({
  ...paging,
  status: z.enum(mailStatuses).optional(),
  disposition: z.enum(mailDispositions).optional(),
  mailbox: mailboxName.optional(),
  reference: reference.optional(),
});

export const receiveMailQuery = z.strictObject({
  mailbox: mailboxName.describe('Which mailbox it came to.'),
  team: recordId.optional().describe('Told when another mailbox has brought the same mail already.'),
});

export const takenMail = z
  .object({
    id: z.string(),
    status: z.enum(mailStatuses),
    disposition: z.enum(mailDispositions).nullable(),
    reference: reference.nullable(),
  })
  .meta({ id: 'TakenMail' });
