import { z } from 'zod';
import { instant, reference } from './http-common';

/** Why a case is with whom it is, and who could have it now. */

const colleague = z.object({ id: z.string(), name: z.string().nullable() });

export const routingAnswer = z
  .object({
    reference,
    last: z
      .object({
        how: z.enum(['routed', 'assigned']).describe('By the rules of the policy, or by a person.'),
        at: instant,
        by: colleague.nullable().describe('The person who gave it; null when the desk did.'),
        team: z.string(),
        person: colleague.nullable(),
        because: z.array(z.string()),
        others: z.array(colleague.extend({ why_not: z.string() })),
        handed_over_from: colleague.nullable(),
      })
      .nullable(),
    now: z
      .object({
        team: z.string(),
        because: z.array(z.string()),
        suggestion: colleague.nullable().describe('Whom the rules would choose at this moment; null when nobody fits.'),
        others: z.array(colleague.extend({ why_not: z.string() })),
      })
      .nullable()
      .describe('Null while the case has not begun.'),
  })
  .meta({
    id: 'Routing',
    example: {
      reference: 'INQ-2026-000042',
      last: {
        how: 'routed',
        at: '2026-03-06T16:00:00.000Z',
        by: null,
        team: 'billing',
        person: { id: 'jonah.reyes', name: 'Jonah Reyes' },
        because: ['category billing_dispute goes to team billing', 'skill disputes', 'least loaded for capacity'],
        others: [{ id: 'mei.tanaka', name: 'Mei Tanaka', why_not: 'at capacity' }],
        handed_over_from: null,
      },
      now: {
        team: 'billing',
        because: ['category billing_dispute goes to team billing', 'skill disputes', 'nobody fits'],
        suggestion: null,
        others: [{ id: 'mei.tanaka', name: 'Mei Tanaka', why_not: 'at capacity' }],
      },
    },
  });
