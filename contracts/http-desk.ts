import { z } from 'zod';
import { flag, instant, list, page, paging, recordId } from './http-common';
import { languages, messagePurposes, roles } from './vocabulary';

/** The desk itself: who works here, by which policy, what needs attention. */

export const person = z
  .object({
    id: z.string(),
    name: z.string(),
    person: z.string().describe('The human being behind this login.'),
    titles: z.array(z.string()),
    roles: z.array(z.enum(roles)),
    duties: z.array(z.string()),
    teams: z.array(z.string()),
    skills: z.array(z.string()),
    languages: z.array(z.enum(languages)),
    capacity: z.int(),
    active: z.boolean(),
    absent_until: instant.nullable(),
  })
  .meta({ id: 'Person' });

export const personList = page(person).meta({ id: 'PersonList' });

export const listPeopleQuery = z.strictObject({
  ...paging,
  team: recordId.optional(),
  role: z.enum(roles).optional(),
  active: flag.optional(),
});

export const me = z
  .object({
    kind: z.enum(['person', 'customer', 'integration']),
    id: z.string(),
    name: z.string().nullable(),
    roles: z.array(z.enum(roles)),
    teams: z.array(z.string()),
    on_behalf_of: z.string().nullable(),
  })
  .meta({ id: 'Me' });

export const legalEntityList = list(
  z.object({ id: z.string(), name: z.string(), country: z.string(), currency: z.string(), zone: z.string() }),
).meta({ id: 'LegalEntityList' });

export const delegation = z
  .object({ id: z.string(), delegator: z.string(), delegate: z.string(), starts_at: instant, ends_at: instant })
  .meta({ id: 'Delegation' });

export const delegationList = list(delegation).meta({ id: 'DelegationList' });

export const newDelegationBody = z.strictObject({ delegate: recordId, starts_at: instant, ends_at: instant }).meta({
  id: 'NewDelegation',
  example: {
    delegate: 'tomas.lindqvist',
    starts_at: '2026-03-09T08:00:00.000Z',
    ends_at: '2026-03-20T18:00:00.000Z',
  },
});

const policySummary = z.object({
  version: z.string(),
  hash: z.string(),
  author: z.string(),
  published_by: z.string(),
  reason: z.string(),
  published_at: instant,
});

export const policyList = list(policySummary).meta({ id: 'PolicyList' });
export const policyDetail = policySummary.extend({ content: z.unknown() }).meta({ id: 'Policy' });

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
