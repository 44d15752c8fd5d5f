import { z } from 'zod';
import type { FollowUpEvent } from '../../contracts/follow-up';
import { problem, recordId } from '../../contracts/http-common';
import { messageList, timeline, timelineQuery } from '../../contracts/http-inquiries';
import { followUpOwner } from '../../contracts/ids';
import { findCustomer } from '../../db/find-customer';
import { findPeople } from '../../db/find-people';
import { listMessages } from '../../db/list-messages';
import { readTimeline } from '../../db/read-timeline';
import type { ApiDependencies } from '../dependencies';
import { followUpWords } from '../follow-up-words';
import { presentMessage } from '../present-message';
import { presentTimelineEntry } from '../present-timeline';
import { Problem } from '../problem';
import { route, type Route } from '../route';

const ofCustomer = z.strictObject({ customer: recordId });
const notFound = { description: 'No such customer.', schema: problem };

/** What belongs to a customer's follow-up: why it reminded or did not, and what it sent. */
export function createCustomerPartRoutes({ knex }: ApiDependencies): Route[] {
  async function requireCustomer(id: string): Promise<void> {
    if (!(await findCustomer(knex, id))) throw new Problem('not_found');
  }

  return [
    route({
      method: 'get',
      path: '/v1/customers/{customer}/timeline',
      operation: 'readFollowUpTimeline',
      tag: 'Follow-up',
      summary: 'What the follow-up of a customer decided and why, from the journal',
      may: ['readMasterData'],
      params: ofCustomer,
      query: timelineQuery,
      answers: { 200: { description: 'Entries by sequence.', schema: timeline }, 404: notFound },
      handle: async ({ params, query }) => {
        await requireCustomer(params.customer);
        const limit = Number(query.limit ?? 100);
        const range = { after: Number(query.after ?? 0), limit: limit + 1 };
        const rows = await readTimeline(knex, followUpOwner(params.customer), range);
        const shown = rows.slice(0, limit);
        const actors = shown.flatMap(({ actor }) => (actor.kind === 'person' ? actor.id : []));
        const people = await findPeople(knex, [...new Set(actors)]);
        const around = { texts: {}, forCustomer: false, nameOf: (id: string) => people[id]?.name ?? id };
        const more = rows.length > limit;
        return {
          status: 200,
          body: {
            data: shown.map((row) => presentTimelineEntry(row, around, followUpWords(row.event as FollowUpEvent))),
            has_more: more,
            next_cursor: more ? String(shown.at(-1)?.sequence ?? 0) : null,
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/customers/{customer}/messages',
      operation: 'listFollowUpMessages',
      tag: 'Follow-up',
      summary: 'Invoices and reminders sent to a customer, with how far each got',
      may: ['readMasterData'],
      params: ofCustomer,
      answers: { 200: { description: 'In the order of the journal.', schema: messageList }, 404: notFound },
      handle: async ({ params }) => {
        await requireCustomer(params.customer);
        const rows = await listMessages(knex, followUpOwner(params.customer));
        return { status: 200, body: { data: rows.map((row) => presentMessage(row, {})) } };
      },
    }),
  ];
}
