import { z } from 'zod';
import { instant, list, paging } from './http-common';
import { messagePurposes, roles } from './vocabulary';

/** The desk itself: by which policy, what needs attention. */

export const me = z
  .object({
    kind: z.enum(['person', 'customer', 'integration']),
    id: z.string(),
    name: z.string().nullable(),
    roles: z.array(z.enum(roles)),
    teams: z.array(z.string()),
    on_behalf_of: z.string().nullable(),
    impersonated_by: z.string().nullable().describe('The admin who works in this name.'),
  })
  .meta({ id: 'Me' });

export const legalEntityList = list(
  z.object({ id: z.string(), name: z.string(), country: z.string(), currency: z.string(), zone: z.string() }),
).meta({ id: 'LegalEntityList' });

export const alertList = list(
  z.object({
    owner: z.string(),
    sequence: z.int(),
    team: z.string().nullable(),
    person: z.string().nullable(),
    kind: z.string(),
    created_at: instant,
    read_at: instant.nullable(),
  }),
).meta({ id: 'AlertList' });

export const limitQuery = z.strictObject({ limit: paging.limit });

export const parkedSendList = list(
  z.object({
    message: z.string(),
    owner: z.string(),
    purpose: z.enum(messagePurposes),
    step: z.string(),
    recipient: z.string(),
    message_id: z.string(),
    started_at: instant,
    reason: z.string(),
  }),
).meta({
  id: 'ParkedSendList',
  description: 'Sends of which nobody can say whether they arrived; never repeated blindly.',
});
