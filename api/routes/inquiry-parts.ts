import type { Knex } from 'knex';
import { z } from 'zod';
import { messageTaken, textBody } from '../../contracts/http-commands';
import { problem, reference } from '../../contracts/http-common';
import { atQuery, linkList, messageList, timeline, timelineQuery } from '../../contracts/http-inquiries';
import { inquiryOwner, ownerSubject, type Owner, type PersonId } from '../../contracts/ids';
import type { FoundCase } from '../../db/find-case';
import { findFiles } from '../../db/find-files';
import { findPeople } from '../../db/find-people';
import { listMergedCases } from '../../db/list-merged-cases';
import { listMessages } from '../../db/list-messages';
import { readMergedTimeline, type Position } from '../../db/read-merged-timeline';
import { readTexts } from '../../db/read-texts';
import { readTimeline } from '../../db/read-timeline';
import type { JournalRow, MessageRow } from '../../db/rows';
import { actorOf, callerName, type Caller } from '../caller';
import { findCaseAt, projectRows, type CaseAt } from '../case-at';
import type { ApiDependencies } from '../dependencies';
import { mailTextOf, presentMessage } from '../present-message';
import { eventsForCustomers, presentTimelineEntry, textIdsOf } from '../present-timeline';
import { Problem } from '../problem';
import { receiveCustomerMessage } from '../receive-message';
import { relatedCases } from '../related-cases';
import { route, type Route } from '../route';
import { findVisibleCase, readsTexts } from '../visible';

const onCase = z.strictObject({ reference });
const readers = ['readInquiries', 'readOwnInquiries'] as const;
const notFound = { description: 'Nothing here that you may see.', schema: problem };
const toCome = { description: 'The instant is still to come (`?at=`).', schema: problem };

/** The case of today or, when an instant is named, of then. Throws `Problem`, also for a case that the caller may not see. */
async function readCase(
  deps: ApiDependencies,
  caller: Caller,
  name: string,
  at: string | undefined,
): Promise<{ found: FoundCase; past: CaseAt | null }> {
  if (at === undefined) return { found: await findVisibleCase(deps.knex, caller, name), past: null };
  const past = await findCaseAt(deps, caller, name, at);
  return { found: past.found, past };
}

const asOf = (past: CaseAt | null) => (past ? { as_of: past.asOf } : {});

/** What belongs to a case: its history, its messages, its links. */
export function createInquiryPartRoutes(deps: ApiDependencies): Route[] {
  const { knex } = deps;
  return [
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}/timeline',
      operation: 'readTimeline',
      tag: 'Inquiries',
      summary: 'What happened, from the journal',
      may: readers,
      params: onCase,
      query: timelineQuery,
      description:
        'With that of the cases that are merged into it, in the order in which things happened. With `at` of this case alone.',
      answers: { 200: { description: 'Entries by sequence.', schema: timeline }, 404: notFound, 422: toCome },
      handle: async ({ caller, params, query }) => {
        const { past } = await readCase(deps, caller, params.reference, query.at);
        const forCustomer = caller.kind === 'customer';
        const limit = Number(query.limit ?? 100);
        const merged = past ? [] : await mergedInto(knex, caller, params.reference);
        const after = readPosition(query.after, inquiryOwner(params.reference), merged);
        const types = forCustomer && { types: eventsForCustomers };
        const rows =
          merged.length > 0
            ? await readMergedTimeline(knex, [inquiryOwner(params.reference), ...merged], {
                after: after.sequence > 0 ? after : null,
                limit: limit + 1,
                ...types,
              })
            : await readTimeline(knex, inquiryOwner(params.reference), {
                after: after.sequence,
                limit: limit + 1,
                ...(past && { upTo: past.rows.at(-1)?.sequence ?? 0 }),
                ...types,
              });
        const shown = rows.slice(0, limit);
        const textIds = shown.flatMap(({ event }) => Object.values(textIdsOf(event)));
        const [texts, people] = await Promise.all([
          readsTexts(caller) ? readTexts(knex, textIds) : null,
          findPeople(knex, peopleIn(shown)),
        ]);
        const around = { texts, forCustomer, nameOf: (id: PersonId) => people[id]?.name ?? id };
        const more = rows.length > limit;
        return {
          status: 200,
          body: {
            data: shown.map((row) => ({ ...presentTimelineEntry(row, around), inquiry: ownerSubject(row.owner) })),
            has_more: more,
            next_cursor: more ? cursorAt(shown.at(-1), params.reference) : null,
            ...asOf(past),
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}/messages',
      operation: 'listMessages',
      tag: 'Inquiries',
      summary: 'Messages in and out, with how far each got',
      may: readers,
      params: onCase,
      query: atQuery,
      answers: {
        200: { description: 'In the order of the journal.', schema: messageList },
        404: notFound,
        422: toCome,
      },
      handle: async ({ caller, params, query }) => {
        const { past } = await readCase(deps, caller, params.reference, query.at);
        const owner = inquiryOwner(params.reference);
        const rows = past
          ? projectRows(past.rows).messages
          : await listMessages(knex, owner, await mergedInto(knex, caller, params.reference));
        const shown = caller.kind === 'customer' ? rows.filter(isCustomers) : rows;
        const ids = shown.flatMap((row) => [...(row.text === null ? [] : [row.text]), mailTextOf(row)]);
        const [texts, files] = readsTexts(caller)
          ? await Promise.all([
              readTexts(knex, ids),
              findFiles(
                knex,
                shown.flatMap(({ attachments }) => (attachments ?? []).map(({ id }) => id)),
              ),
            ])
          : [{}, {}];
        const data = shown.map((row) => ({ ...presentMessage(row, texts, files), inquiry: ownerSubject(row.owner) }));
        return { status: 200, body: { data, ...asOf(past) } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/inquiries/{reference}/messages',
      operation: 'receiveMessage',
      tag: 'Inquiries',
      summary: 'Add what the customer wrote',
      description:
        'A fact: it is recorded whatever the status, ends our waiting, and reopens what was resolved. On a case that has ended it opens one that follows it; the answer names that one.',
      may: ['receiveMessage'],
      params: onCase,
      body: textBody,
      answers: {
        202: { description: 'Recorded; the case takes it up next.', schema: messageTaken },
        404: notFound,
        409: { description: 'The key was used for another request.', schema: problem },
      },
      handle: async ({ caller, params, body, idempotencyKey: key, digest }) => {
        const found = await findVisibleCase(knex, caller, params.reference);
        const message = { found, actor: actorOf(caller), sender: callerName(caller), text: body.text, key, digest };
        const { reference: name, message: id } = await receiveCustomerMessage(deps, message);
        return { status: 202, body: { reference: name, message: id } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}/links',
      operation: 'listLinks',
      tag: 'Inquiries',
      summary: 'What the case is linked to',
      may: readers,
      params: onCase,
      query: atQuery,
      answers: { 200: { description: 'All links.', schema: linkList }, 404: notFound, 422: toCome },
      handle: async ({ caller, params, query }) => {
        const { found, past } = await readCase(deps, caller, params.reference, query.at);
        const data = (found.state?.links ?? []).map(({ kind, id }) => ({ kind, id }));
        const related = past ? {} : { related: await relatedCases(knex, caller, found) };
        return { status: 200, body: { data, ...related, ...asOf(past) } };
      },
    }),
  ];
}

/** Alerts to colleagues are no business of the customer's, nor is what somebody wrote who could not show to be them. */
const isCustomers = ({ direction, recipient, received }: MessageRow): boolean =>
  direction === 'in' ? received?.senderVerified !== false : 'contact' in (recipient ?? {});

/** Cases merged into this one, as far as their words are the caller's to read. */
const mergedInto = async (knex: Knex, caller: Caller, reference: string): Promise<Owner[]> =>
  (await listMergedCases(knex, reference, caller.kind === 'customer' ? caller.id : undefined)).map(inquiryOwner);

/** A sequence is of the case itself. Throws `Problem` (`invalid_cursor`) for one of a case that is not merged into it. */
function readPosition(after: string | undefined, own: Owner, merged: readonly Owner[]): Position {
  const [sequence = '0', name] = (after ?? '0').split(':').reverse();
  const owner = name === undefined ? own : inquiryOwner(name);
  if (owner !== own && !merged.includes(owner)) throw new Problem('invalid_cursor');
  return { owner, sequence: Number(sequence) };
}

function cursorAt(row: JournalRow | undefined, reference: string): string {
  const name = row ? ownerSubject(row.owner) : reference;
  return `${name === reference ? '' : `${name}:`}${row?.sequence ?? 0}`;
}

/** Everyone whose name the timeline says. */
function peopleIn(rows: readonly JournalRow[]): PersonId[] {
  const named = rows.flatMap(({ actor, event }) => {
    const { person, decider } = event as { person?: unknown; decider?: unknown };
    return [actor.kind === 'person' ? actor.id : null, person, decider];
  });
  return [...new Set(named.filter((id): id is PersonId => typeof id === 'string'))];
}
