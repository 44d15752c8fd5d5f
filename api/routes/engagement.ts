import { z } from 'zod';
import { noDataBody } from '../../contracts/http-commands';
import { contact } from '../../contracts/http-books';
import { problem, recordId } from '../../contracts/http-common';
import {
  customerEngagement,
  engagementInsight,
  engagementInsightQuery,
  engagementQuery,
  listTrackedQuery,
  openTrackingAnswer,
  openTrackingBody,
  trackedMessageList,
} from '../../contracts/http-engagement';
import { findContact } from '../../db/find-contact';
import { findCustomer } from '../../db/find-customer';
import { listTrackedMessages } from '../../db/list-tracked-messages';
import { readEngagement } from '../../db/read-engagement';
import { setDeliverable } from '../../db/set-deliverable';
import { setOpenTracking } from '../../db/set-open-tracking';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentContact } from '../present-contact';
import { presentEngagement, presentTracked, readTrackedFilter } from '../present-engagement';
import { Problem } from '../problem';
import { route, type Route } from '../route';

const notFound = { description: 'No such record.', schema: problem };

/** What became of every message to customers, figures over them, and what customers want of it. */
export function createEngagementRoutes({ knex, clock }: ApiDependencies): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/messages',
      operation: 'listTrackedMessages',
      tag: 'Tracking',
      summary: 'Messages to customers and how far each got, the newest first',
      may: ['readMasterData'],
      query: listTrackedQuery,
      answers: { 200: { description: 'A page of messages.', schema: trackedMessageList } },
      handle: async ({ query }) => {
        const { rows, nextCursor } = await listTrackedMessages(knex, readTrackedFilter(query), readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentTracked), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/customers/{customer}/engagement',
      operation: 'readCustomerEngagement',
      tag: 'Tracking',
      summary: 'How far messages to a customer got, and how soon; each figure with its messages',
      may: ['readMasterData'],
      params: z.strictObject({ customer: recordId }),
      query: engagementQuery,
      answers: { 200: { description: 'The figures.', schema: customerEngagement }, 404: notFound },
      handle: async ({ params: { customer }, query }) => {
        if (!(await findCustomer(knex, customer))) throw new Problem('not_found');
        const filter = readTrackedFilter({ ...query, customer });
        const [figures] = await readEngagement(knex, filter, null);
        if (!figures) throw new Error('figures without a row');
        const { key: _key, ...rest } = presentEngagement(figures, filter);
        return { status: 200, body: { customer, from: filter.from ?? null, to: filter.to ?? null, ...rest } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/insight/engagement',
      operation: 'readEngagement',
      tag: 'Tracking',
      summary: 'How far messages got by template, purpose or language; each figure with its messages',
      may: ['readMetrics'],
      query: engagementInsightQuery,
      answers: { 200: { description: 'One row for each.', schema: engagementInsight } },
      handle: async ({ query }) => {
        const { by, ...period } = query;
        const filter = readTrackedFilter(period);
        const rows = await readEngagement(knex, filter, by);
        const data = rows.map((row) => presentEngagement(row, { ...filter, [by]: row.key ?? 'none' }));
        return { status: 200, body: { by, from: filter.from ?? null, to: filter.to ?? null, data } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/customers/{customer}/open-tracking',
      operation: 'setOpenTracking',
      tag: 'Tracking',
      summary: 'Switch on or off that mails to a customer tell when they are opened',
      description: 'Off, mails carry no picture, and pictures in earlier mails record nothing.',
      may: ['setMailing'],
      params: z.strictObject({ customer: recordId }),
      body: openTrackingBody,
      answers: { 200: { description: 'As it stands now.', schema: openTrackingAnswer }, 404: notFound },
      handle: async ({ params: { customer }, body: { enabled } }) => {
        if (!(await findCustomer(knex, customer))) throw new Problem('not_found');
        await setOpenTracking(knex, customer, enabled);
        return { status: 200, body: { customer, open_tracking: enabled } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/contacts/{contact}/reinstatements',
      operation: 'reinstateContact',
      tag: 'Tracking',
      summary: 'Write again to a contact whose mail came back',
      description: 'What came back before does not count any more; what comes back later does.',
      may: ['setMailing'],
      params: z.strictObject({ contact: recordId }),
      body: noDataBody,
      bodyOptional: true,
      answers: { 200: { description: 'The contact.', schema: contact }, 404: notFound },
      handle: async ({ params }) => {
        const found = await findContact(knex, params.contact);
        if (!found || found.erased_at !== null) throw new Problem('not_found');
        await setDeliverable(knex, found.id, clock());
        return { status: 200, body: presentContact(found, null) };
      },
    }),
  ];
}
