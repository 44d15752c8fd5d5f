import { z } from 'zod';
import { instant, page, paging, recordId, reference } from './http-common';
import { deliveryReaches, languages, messagePurposes, messageStatuses } from './vocabulary';

const period = {
  from: instant.optional().describe('Queued from this instant on.'),
  to: instant.optional().describe('Queued before this instant.'),
};
const template = z.string().min(1).max(100);

export const listTrackedQuery = z.strictObject({
  ...paging,
  ...period,
  customer: recordId.optional(),
  purpose: z.enum(messagePurposes).optional(),
  language: z
    .enum([...languages, 'none'])
    .optional()
    .describe('`none`: nobody has tried to send it yet.'),
  template: template.optional().describe('Id of a template, or the purpose of what is written without one.'),
  status: z.enum(messageStatuses).optional(),
  reached: z.enum(deliveryReaches).optional().describe('Got this far, or further.'),
});

export const trackedMessage = z
  .object({
    id: z.string(),
    owner: z.object({ inquiry: reference.optional(), customer: z.string().optional() }),
    customer: z.string().nullable(),
    contact: z.string().nullable().describe('Id of the contact that it went to.'),
    purpose: z.enum(messagePurposes),
    template: z.string(),
    language: z.enum(languages).nullable(),
    status: z.enum(messageStatuses),
    history: z.array(z.unknown()).describe('Each step with its instant, what shows it, and whether a machine did it.'),
    created_at: instant,
  })
  .meta({ id: 'TrackedMessage' });

export const trackedMessageList = page(trackedMessage).meta({ id: 'TrackedMessageList' });

const count = z.object({ count: z.int(), messages: z.string().describe('Address of the list of exactly these.') });
const seconds = z.int().nullable().describe('Median of seconds after sending.');

export const engagement = z
  .object({
    key: z.string().nullable().describe('What these messages have in common; null where it is not known.'),
    messages: count,
    sent: count,
    delivered: count,
    opened: count,
    opened_by_machine: count,
    acknowledged: count,
    responded: count,
    bounced: count,
    median_seconds: z.object({ delivered: seconds, opened: seconds, acknowledged: seconds, responded: seconds }),
  })
  .meta({ id: 'Engagement' });

export const customerEngagement = z
  .object({
    customer: z.string(),
    from: instant.nullable(),
    to: instant.nullable(),
    ...engagement.omit({ key: true }).shape,
  })
  .meta({ id: 'CustomerEngagement' });

export const engagementInsight = z
  .object({
    by: z.enum(['template', 'purpose', 'language']),
    from: instant.nullable(),
    to: instant.nullable(),
    data: z.array(engagement),
  })
  .meta({ id: 'EngagementInsight' });

export const engagementQuery = z.strictObject(period);
export const engagementInsightQuery = z.strictObject({
  by: z.enum(['template', 'purpose', 'language']).default('purpose'),
  ...period,
});

export const openTrackingBody = z.strictObject({ enabled: z.boolean() });
export const openTrackingAnswer = z.object({ customer: z.string(), open_tracking: z.boolean() });
