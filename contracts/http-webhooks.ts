import { z } from 'zod';
import { instant, line, list, page, paging, recordId } from './http-common';
import { bounceReasons, messageStatuses } from './vocabulary';
import { webhookEventTypes, webhookTestType } from './webhook-events';
import { hookFields, hookTypes } from './webhook-sources';

/** Events out to other systems, and what other systems and gateways send in, both signed as Standard Webhooks says. */

const url = z
  .string()
  .max(2_000)
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'an https address');
const description = z.string().max(200);
const eventTypes = z.array(z.enum(webhookEventTypes)).max(webhookEventTypes.length);

export const newWebhookBody = z
  .strictObject({
    url: url.describe('https, and an address that is public unless the operators allow its network.'),
    description: description.optional(),
    event_types: eventTypes.optional().describe('All of them when left out or empty.'),
  })
  .meta({
    id: 'NewWebhook',
    example: {
      url: 'https://crm.example/hooks/desk',
      description: 'CRM of the group',
      event_types: ['inquiry.received', 'inquiry.status_changed'],
    },
  });

export const webhookRevisionBody = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    event_types: eventTypes.optional(),
    active: z.boolean().optional().describe('False: nothing more is sent. True: what waited is sent now.'),
  })
  .refine((body) => Object.keys(body).length > 0, 'say what is to change')
  .meta({ id: 'ReviseWebhook', example: { active: false } });

export const replayBody = z
  .union([
    z.strictObject({ delivery: z.uuid() }),
    z.strictObject({ failed: z.literal(true) }),
    z.strictObject({
      from_position: z.int().min(1).describe('Of the journal, as payloads name it; this one is sent as well.'),
    }),
  ])
  .meta({ id: 'ReplayDeliveries', example: { failed: true } });

export const listDeliveriesQuery = z.strictObject({
  ...paging,
  status: z.enum(['waiting', 'delivered', 'failed']).optional(),
  type: z.enum([...webhookEventTypes, webhookTestType]).optional(),
});

const endpoint = {
  id: z.string(),
  url: z.string(),
  description: z.string(),
  event_types: z.array(z.string()),
  status: z.enum(['active', 'disabled']),
  disabled_because: z.string().nullable().describe('`failing`, `gone` (it answered 410) or `by_admin`.'),
  failing_since: instant.nullable(),
  failures: z.int().describe('Attempts since something was accepted.'),
  previous_secret_until: instant.nullable(),
  seen_position: z
    .int()
    .describe('The journal was looked at for it up to here: replay from the next one after it was off.'),
  waiting: z.int(),
  failed: z.int().describe('Dead letters: given up until somebody replays them.'),
  created_by: z.string(),
  created_at: instant,
  changed_by: z.string(),
  changed_at: instant,
};

export const webhookEndpoint = z.object(endpoint).meta({ id: 'Webhook' });
export const webhookEndpointList = list(webhookEndpoint).meta({ id: 'WebhookList' });

const secret = z
  .string()
  .nullable()
  .describe('`whsec_…`, shown this once; null when the request was a repetition: replace it if it was lost.');

export const newWebhook = z.object({ ...endpoint, secret }).meta({ id: 'WebhookCreated' });
export const rotatedSecret = z.object({ secret, previous_valid_until: instant }).meta({
  id: 'RotatedSecret',
  description: 'Until then every message carries a signature by each of the two secrets.',
});

const delivery = {
  id: z.string(),
  event: z.string().describe('The `webhook-id`: the same however often it is delivered.'),
  type: z.string(),
  inquiry: z.string().nullable(),
  customer: z.string().nullable().describe('Of an event of a customer’s follow-up.'),
  position: z.int().nullable(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.int().describe('Of this round; a replay begins a new one.'),
  next_at: instant.nullable(),
  created_at: instant,
  settled_at: instant.nullable(),
  last_code: z.int().nullable().describe('HTTP status of the last attempt.'),
  last_problem: z.string().nullable(),
};
export const deliveryList = page(z.object(delivery)).meta({ id: 'WebhookDeliveryList' });
export const deliveryDetail = z
  .object({
    ...delivery,
    payload: z.record(z.string(), z.unknown()),
    attempts: z.array(
      z.object({ at: instant, code: z.int().nullable(), problem: z.string().nullable(), milliseconds: z.int() }),
    ),
  })
  .meta({ id: 'WebhookDelivery' });

export const testTaken = z.object({ delivery: z.string() }).meta({ id: 'WebhookTest' });
export const replayed = z
  .object({
    replayed: z.int(),
    next_position: z.int().nullable().describe('Go on from here: more rows of the journal follow. Null at its end.'),
  })
  .meta({ id: 'WebhookReplay' });

// --- in ---

const path = z.string().regex(/^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,9}$/, 'a path such as ticket.title');

const mapping = z.strictObject({
  fields: z.partialRecord(z.enum(hookFields), path).optional(),
  types: z.record(z.string().max(100), z.enum(hookTypes)).optional(),
  statuses: z.record(z.string().max(100), z.enum(messageStatuses)).optional(),
});

const sourceId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and dashes; at most 40');

export const newSourceBody = z
  .strictObject({
    id: sourceId,
    name: line(200),
    channel: z
      .enum(['api', 'sms', 'chat'])
      .optional()
      .describe('`api` for a service platform, `sms` or `chat` for a gateway to people.'),
    mapping: mapping.optional().describe('Where our fields stand in its documents, when not where ours would.'),
  })
  .meta({
    id: 'NewWebhookSource',
    example: {
      id: 'servicedesk',
      name: 'Service platform of the group',
      mapping: { fields: { type: 'event', subject: 'ticket.title', text: 'ticket.description', thread: 'ticket.id' } },
    },
  });

export const sourceRevisionBody = z
  .strictObject({ name: line(200).optional(), mapping: mapping.optional(), active: z.boolean().optional() })
  .refine((body) => Object.keys(body).length > 0, 'say what is to change')
  .meta({ id: 'ReviseWebhookSource', example: { active: false } });

const source = {
  id: z.string(),
  name: z.string(),
  channel: z.enum(['api', 'sms', 'chat']),
  mapping: z.record(z.string(), z.unknown()),
  active: z.boolean(),
  path: z.string().describe('Where it sends to.'),
  previous_secret_until: instant.nullable(),
  created_by: z.string(),
  created_at: instant,
  changed_by: z.string(),
  changed_at: instant,
};
export const webhookSource = z.object(source).meta({ id: 'WebhookSource' });
export const webhookSourceList = list(webhookSource).meta({ id: 'WebhookSourceList' });
export const newSource = z.object({ ...source, secret }).meta({ id: 'WebhookSourceCreated' });

export const onEndpoint = z.strictObject({ webhook: recordId });
export const onDelivery = z.strictObject({ webhook: recordId, delivery: z.uuid() });
export const onSource = z.strictObject({ source: sourceId });

/** What a document says once the mapping was applied. Personal words stay in here and go to the erasable tables. */
const words = z.string().max(50_000).regex(/\S/, 'words');
const short = z.string().max(200);
export const hookDocument = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('inquiry.created'),
      subject: line(200).optional(),
      text: words,
      customer: recordId.optional(),
      legal_entity: recordId.optional(),
      email: z.email().max(254).optional(),
      name: line(200).optional(),
      thread: short.min(1).optional(),
    }),
    z.object({
      type: z.literal('message.created'),
      text: words,
      inquiry: z
        .string()
        .regex(/^INQ-\d{4}-\d{6,}$/)
        .optional(),
      thread: short.min(1).optional(),
      from: short.min(1).optional(),
      name: line(200).optional(),
      subject: line(200).optional(),
    }),
    z.object({
      type: z.literal('message.status'),
      message: short.min(1),
      status: z.enum(['sent', 'delivered', 'opened', 'bounced', 'failed']),
      reason: z.enum(bounceReasons).optional().describe('Why it came back; `undetermined` unless told.'),
    }),
  ])
  .meta({ id: 'HookFields' });
/** As it is sent, unless a mapping says otherwise. */
export const hookBody = z.looseObject({ type: z.enum(hookTypes), data: z.record(z.string(), z.unknown()) }).meta({
  id: 'HookDocument',
  description: 'Our own form, with the fields of docs/webhooks.md; a mapping of the source may name other places.',
  example: {
    type: 'inquiry.created',
    data: { subject: 'Invoice INV-10421', text: 'The second delivery never came.', thread: 'T-81' },
  },
});
export type HookDocument = z.output<typeof hookDocument>;

export const hookTaken = z
  .object({ inquiry: z.string().nullable(), message: z.string().nullable() })
  .meta({ id: 'HookTaken', description: 'What came of it: the case, and the message on it if there is one.' });
