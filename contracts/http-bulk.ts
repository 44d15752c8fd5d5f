import { z } from 'zod';
import { problem, recordId, reference } from './http-common';
import { statuses } from './vocabulary';

/** One request for many cases. Each case is asked by itself: some may take the command while others refuse it. */

export const mostItems = 200;

const item = z.strictObject({
  reference,
  proposal: z.string().max(64).optional().describe('For commands on a proposal.'),
  invoice: recordId.optional().describe('For commands on a dispute.'),
  sequence: z.int().min(1).optional().describe('As `If-Match`: the sequence of the case that you have read.'),
  data: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('What differs for this case; goes before the common data.'),
});

export const bulkBody = z
  .strictObject({
    items: z.array(item).min(1).max(mostItems),
    data: z.record(z.string(), z.unknown()).optional().describe('The body of the command, common to all cases.'),
  })
  .refine(
    ({ items }) => new Set(items.map(subjectOf)).size === items.length,
    'each case, proposal or dispute is named once',
  )
  .meta({
    id: 'Bulk',
    example: {
      items: [{ reference: 'INQ-2026-000042' }, { reference: 'INQ-2026-000043', data: { person: null } }],
      data: { team: 'billing', person: 'mei.tanaka' },
    },
  });

export type BulkItem = z.output<typeof item>;

/** What an item is about, in one word that is the same for a repetition. */
export const subjectOf = ({ reference: of, proposal, invoice }: BulkItem): string =>
  [of, proposal, invoice].filter((part) => part !== undefined).join('/');

export const bulkAnswer = z
  .object({
    accepted: z.int(),
    refused: z.int(),
    results: z.array(
      z.object({
        reference,
        proposal: z.string().optional(),
        invoice: z.string().optional(),
        http_status: z.int().describe('What the command alone would have been answered with.'),
        sequence: z.int().optional(),
        status: z.enum(statuses).optional(),
        problem: problem.omit({ request_id: true }).meta({ id: 'ItemProblem' }).optional(),
      }),
    ),
  })
  .meta({
    id: 'BulkAnswer',
    example: {
      accepted: 1,
      refused: 0,
      results: [{ reference: 'INQ-2026-000042', http_status: 200, sequence: 14, status: 'assigned' }],
    },
  });
