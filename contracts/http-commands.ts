import { z } from 'zod';
import {
  categories,
  decisions,
  disputeReasons,
  identificationLevels,
  resolutionOutcomes,
  statuses,
  stopReasons,
  urgencies,
} from './vocabulary';
import { instant, line, localDate, message, money, reason, recordId, reference } from './http-common';
import { templateUse } from './http-templates';
import { colleagueOnCase } from './http-presence';
import { identificationMethods } from './inquiry';

/** Bodies of the commands on a case, one each; what they do is said where the case decides them. */

export const assignmentBody = z
  .strictObject({ team: recordId, person: recordId.nullable().optional(), reason: reason.optional() })
  .meta({ id: 'Assign', example: { team: 'billing', person: 'amelie.fontaine' } });

export const noDataBody = z.strictObject({}).meta({ id: 'NoData', example: {} });

export const reasonBody = z.strictObject({ reason: reason.optional() }).meta({ id: 'Reason', example: {} });

export const textBody = z
  .strictObject({ text: message })
  .meta({ id: 'Text', example: { text: 'We are looking into it.' } });

const files = z
  .array(z.uuid())
  .max(20)
  .describe('Ids of files: of this case, or uploaded by you. Nothing goes along to somebody who is not verified.');

export const writtenBody = z
  .strictObject({
    text: message.optional(),
    template: templateUse.optional().describe('Instead of a text: see /v1/message-templates.'),
    attachments: files.optional(),
  })
  .refine(({ text, template }) => (text === undefined) !== (template === undefined), {
    path: ['text'],
    message: 'either a text or a template',
  })
  .meta({ id: 'WriteToCustomer', example: { text: 'We are looking into it.' } });

export const proposalBody = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('credit_note'),
      invoice: recordId,
      amount: money,
      reason: z.enum(disputeReasons),
      explanation: reason,
    }),
    z.strictObject({
      kind: z.literal('payment_allocation'),
      payment: recordId,
      amount: money,
      allocations: z
        .array(z.strictObject({ invoice: recordId, amount: money }))
        .min(1)
        .max(100),
      explanation: reason,
    }),
    z.strictObject({
      kind: z.literal('invoice'),
      replaces: recordId
        .optional()
        .describe('The invoice that this one corrects: it is credited in whole, and what was paid on it goes over.'),
      amount: money.describe('Gross: the lines with their tax make exactly this.'),
      issued_on: localDate,
      due_on: localDate,
      lines: z
        .array(
          z.strictObject({
            description: line(200).optional().describe('Business text, nothing personal; it stays in the journal.'),
            quantity: z
              .string()
              .regex(/^(?=.*[1-9])(?:0|[1-9]\d{0,8})(?:\.\d{1,6})?$/, 'a decimal above zero, at most six places')
              .describe('Times the unit price, rounded half to even at the minor unit, is the net of the line.'),
            unit_price: money.describe('Below zero for a discount.'),
            tax: money,
          }),
        )
        .min(1)
        .max(100),
      purchase_order: line(100).optional(),
      explanation: reason,
    }),
  ])
  .meta({
    id: 'Propose',
    example: {
      kind: 'credit_note',
      invoice: 'HAL-2041',
      amount: { value: '7800.00', currency: 'USD' },
      reason: 'price',
      explanation: 'Line 3 was invoiced above the agreed price.',
    },
  });

export const decisionBody = z
  .strictObject({
    decision: z.enum(decisions),
    content_hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits')
      .describe('Of the version that you have read.'),
    stage: line(120).optional().describe('For somebody who could decide several; else the first that waits for them.'),
    reason: reason.optional().describe('A rejection or return says why; else `reason_required`.'),
  })
  .meta({ id: 'Decide', example: { decision: 'approve', content_hash: 'a'.repeat(64) } });

export const postingSettlementBody = z
  .strictObject({
    result: z.enum(['posted', 'not_posted']),
    evidence: reason.describe('Where it was looked up, and what was found.'),
  })
  .meta({
    id: 'SettlePosting',
    example: { result: 'posted', evidence: 'Found in the journal of the ERP as document 4711.' },
  });

export const sendSettlementBody = z
  .strictObject({
    result: z.enum(['sent', 'not_sent']),
    evidence: reason.describe('Where it was looked up, and what was found.'),
    resend: z
      .boolean()
      .optional()
      .describe(
        'For one that was not sent: the same goes out once more, as a new message; of a reminder what is due now.',
      ),
  })
  .refine(({ result, resend }) => result === 'not_sent' || resend !== true, {
    path: ['resend'],
    message: 'what was sent is not sent again',
  })
  .meta({
    id: 'SettleSend',
    example: { result: 'sent', evidence: 'In the log of the mail server: accepted at 09:00:03.' },
  });

export const sendSettled = z
  .object({
    message: z.string(),
    owner: z.string(),
    sequence: z.int(),
    resent_as: z.string().nullable().describe('The new message, when it goes out once more.'),
  })
  .meta({
    id: 'SendSettled',
    example: {
      message: 'inquiry.INQ-2026-000042.reply-7',
      owner: 'inquiry:INQ-2026-000042',
      sequence: 12,
      resent_as: null,
    },
  });

export const escalationBody = z
  .strictObject({ level: z.union([z.literal(1), z.literal(2), z.literal(3)], '1, 2 or 3'), reason: reason.optional() })
  .meta({ id: 'Escalate', example: { level: 2, reason: 'The customer holds a shipment.' } });

export const priorityChangeBody = z
  .strictObject({ urgency: z.enum(urgencies), reason: reason.optional() })
  .meta({ id: 'ChangePriority', example: { urgency: 'high' } });

export const classificationBody = z
  .strictObject({
    category: z.enum(categories),
    urgency: z.enum(urgencies).optional(),
    secondary: z.array(z.enum(categories)).max(categories.length).optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'Reclassify', example: { category: 'billing_dispute' } });

export const identificationBody = z
  .strictObject({
    customer: recordId,
    level: z.enum(identificationLevels),
    method: z
      .enum(identificationMethods)
      .describe('To verify, a person uses `call_back`, `document` or `bank_reference`; else `identification_method`.'),
    evidence: reason.optional().describe('What was checked, and how it agreed. A verification needs it.'),
  })
  .refine(({ level, evidence }) => level !== 'verified' || evidence !== undefined, {
    path: ['evidence'],
    message: 'a verification says what proved it',
  })
  .meta({
    id: 'Identify',
    example: {
      customer: 'northgate',
      level: 'verified',
      method: 'call_back',
      evidence: 'Called back on the number on file.',
    },
  });

export const linkBody = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('invoice'), id: recordId }),
    z.strictObject({ kind: z.literal('payment'), id: recordId }),
    z.strictObject({ kind: z.literal('agreement'), id: recordId }),
    z.strictObject({ kind: z.literal('inquiry'), id: reference }),
  ])
  .meta({ id: 'LinkTo', example: { kind: 'invoice', id: 'HAL-2041' } });

export const mergeBody = z
  .strictObject({
    into: reference.describe('The older case, where the work goes on.'),
    reason: reason.optional(),
  })
  .meta({ id: 'Merge', example: { into: 'INQ-2026-000041', reason: 'The same mail, to two mailboxes.' } });

export const splitBody = z
  .strictObject({
    category: z.enum(categories),
    urgency: z.enum(urgencies).optional().describe('Else that of this case.'),
    text: message.describe('What the new case is about. It begins with these words, and its customer can read them.'),
    links: z.array(linkBody).max(100).optional().describe('Links of this case that belong there.'),
    disputes: z
      .array(recordId)
      .max(100)
      .optional()
      .describe('Invoices whose open dispute belongs there; their links go along.'),
    reason: reason.optional(),
  })
  .meta({
    id: 'Split',
    example: {
      category: 'payment_posting',
      text: 'The customer also asks where the payment of 3 March went.',
      links: [{ kind: 'payment', id: 'PAY-2026-0031' }],
    },
  });

export const disputeBody = z.strictObject({ invoice: recordId, amount: money, reason: z.enum(disputeReasons) }).meta({
  id: 'Dispute',
  example: { invoice: 'HAL-2041', amount: { value: '7800.00', currency: 'USD' }, reason: 'price' },
});

export const disputeSettlementBody = z
  .strictObject({ outcome: z.enum(['rejected', 'withdrawn']) })
  .meta({ id: 'SettleDispute', example: { outcome: 'rejected' } });

export const policyMigrationBody = z
  .strictObject({
    version: recordId.describe('A published version of the policy.'),
    reason,
    dry_run: z.boolean().optional().describe('Show what would change, and change nothing.'),
  })
  .meta({
    id: 'MigratePolicy',
    example: { version: '2027-a', reason: 'The customer was promised it.', dry_run: true },
  });

export const resolutionBody = z
  .strictObject({
    outcome: z.enum(resolutionOutcomes),
    root_cause: line(200),
    answer: message.optional(),
    template: templateUse.optional().describe('Instead of an answer: see /v1/message-templates.'),
  })
  .refine(({ answer, template }) => (answer === undefined) !== (template === undefined), {
    path: ['answer'],
    message: 'either an answer or a template',
  })
  .meta({
    id: 'Resolve',
    example: {
      outcome: 'credited',
      root_cause: 'Price list not updated',
      answer: 'You were right. We have credited USD 5,000.00.',
    },
  });

export const snoozeBody = z
  .strictObject({
    until: instant.describe(
      'An instant to come, no further away than the policy of the case allows (90 days unless told).',
    ),
    reason: reason.optional(),
  })
  .meta({ id: 'Snooze', example: { until: '2026-03-16T09:00:00.000Z', reason: 'The carrier answers on Monday.' } });

export const regulatoryEventBody = z
  .strictObject({
    pack: recordId.describe('One of the packs that apply to the case.'),
    event: recordId.describe('An event of that pack.'),
    at: instant.optional().describe('When it happened; now unless told. Given again, it corrects what was recorded.'),
    reason: reason.describe('How that is known.'),
  })
  .meta({
    id: 'RecordRegulatoryEvent',
    example: {
      pack: 'fca-disp-payment-services',
      event: 'holding_response_sent',
      reason: 'Holding letter of 19 March, the scheme operator has not answered.',
    },
  });

export const promiseBody = z.strictObject({ invoice: recordId, amount: money, date: localDate }).meta({
  id: 'PromiseToPay',
  example: { invoice: 'HAL-2041', amount: { value: '14600.00', currency: 'USD' }, date: '2026-03-20' },
});

export const arrangementBody = z
  .strictObject({
    instalments: z
      .array(z.strictObject({ invoice: recordId, amount: money, date: localDate }))
      .min(1)
      .max(60)
      .describe('Together at most what is open on each invoice and not promised.'),
  })
  .meta({
    id: 'OfferArrangement',
    example: {
      instalments: [
        { invoice: 'HAL-2041', amount: { value: '7300.00', currency: 'USD' }, date: '2026-03-20' },
        { invoice: 'HAL-2041', amount: { value: '7300.00', currency: 'USD' }, date: '2026-04-20' },
      ],
    },
  });

export const stopBody = z
  .strictObject({ reason: z.enum(stopReasons) })
  .meta({ id: 'StopReminders', example: { reason: 'insolvency' } });

// --- answers ---

/** A command that was taken: where the case stands after it. */
export const commandTaken = z
  .object({
    reference,
    sequence: z.int(),
    status: z.enum(statuses),
    proposal: z.object({ id: z.string(), version: z.int(), content_hash: z.string() }).optional(),
    colleagues: z
      .array(colleagueOnCase)
      .optional()
      .describe('A warning: others have the case open, or have changed it in the last two minutes.'),
  })
  .meta({ id: 'CommandTaken', example: { reference: 'INQ-2026-000042', sequence: 14, status: 'in_progress' } });

export const messageTaken = z
  .object({ reference, message: z.string() })
  .meta({ id: 'MessageTaken', example: { reference: 'INQ-2026-000042', message: 'inquiry.INQ-2026-000042.in-4be1' } });

export const followUpTaken = z
  .object({
    customer: z.string(),
    sequence: z.int(),
    promise: z.string().optional(),
    arrangement: z.string().optional(),
  })
  .meta({ id: 'FollowUpTaken', example: { customer: 'northgate', sequence: 4, promise: 'promise-1f0c' } });

export const arrangementList = z
  .object({
    data: z.array(
      z.object({
        id: z.string(),
        message: z.string().describe('That brought the offer to the customer.'),
        instalments: z.array(z.object({ invoice: z.string(), amount: money, date: localDate })),
      }),
    ),
  })
  .meta({ id: 'ArrangementList', description: 'Offers that wait for the customer: one at most.' });
