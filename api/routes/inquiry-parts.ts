import { z } from 'zod';
import { messageTaken, textBody } from '../../contracts/http-commands';
import { problem, reference } from '../../contracts/http-common';
import { atQuery, linkList, messageList, timeline, timelineQuery } from '../../contracts/http-inquiries';
import { sha256Hex } from '../../contracts/canonical';
import { inquiryOwner, messageIdFor, type PersonId } from '../../contracts/ids';
import type { Command } from '../../contracts/messages';
import { answerOnce } from '../../db/answer-once';
import { findIntakeBySource } from '../../db/file-intake';
import { followingSourceKey } from '../../db/file-following';
import type { FoundCase } from '../../db/find-case';
import { findPeople } from '../../db/find-people';
import { insertSignalDispatch } from '../../db/insert-dispatch';
import { listMessages } from '../../db/list-messages';
import { readTexts } from '../../db/read-texts';
import { readTimeline } from '../../db/read-timeline';
import type { JournalRow } from '../../db/rows';
import { storeTexts, textIdFor } from '../../db/store-texts';
import { actorOf, callerName, type Caller } from '../caller';
import { findCaseAt, projectRows, type CaseAt } from '../case-at';
import type { ApiDependencies } from '../dependencies';
import { presentMessage } from '../present-message';
import { eventsForCustomers, presentTimelineEntry, textIdsOf } from '../present-timeline';
import { route, type Call, type Route } from '../route';
import { saysOnlyThanks } from '../says-only-thanks';
import { newCommandId } from '../submit-command';
import { tellNow } from '../tell-owner';
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
      answers: { 200: { description: 'Entries by sequence.', schema: timeline }, 404: notFound, 422: toCome },
      handle: async ({ caller, params, query }) => {
        const { past } = await readCase(deps, caller, params.reference, query.at);
        const forCustomer = caller.kind === 'customer';
        const limit = Number(query.limit ?? 100);
        const rows = await readTimeline(knex, inquiryOwner(params.reference), {
          after: Number(query.after ?? 0),
          limit: limit + 1,
          ...(past && { upTo: past.rows.at(-1)?.sequence ?? 0 }),
          ...(forCustomer && { types: eventsForCustomers }),
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
            data: shown.map((row) => presentTimelineEntry(row, around)),
            has_more: more,
            next_cursor: more ? String(shown.at(-1)?.sequence ?? 0) : null,
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
        const rows = past ? projectRows(past.rows).messages : await listMessages(knex, inquiryOwner(params.reference));
        // Alerts to colleagues are no business of the customer's.
        const shown =
          caller.kind === 'customer'
            ? rows.filter(({ direction, recipient }) => direction === 'in' || 'contact' in (recipient ?? {}))
            : rows;
        const ids = shown.flatMap(({ text }) => text ?? []);
        const texts = readsTexts(caller) ? await readTexts(knex, ids) : {};
        return { status: 200, body: { data: shown.map((row) => presentMessage(row, texts)), ...asOf(past) } };
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
      handle: async (call) => ({ status: 202, body: await receiveMessage(deps, call) }),
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
        return { status: 200, body: { data, ...asOf(past) } };
      },
    }),
  ];
}

/** Text, note of the request and dispatch are stored together; then the case is told, now or by the sweep. */
async function receiveMessage(
  deps: ApiDependencies,
  call: Call<{ reference: string }, unknown, { text: string }>,
): Promise<{ reference: string; message: string }> {
  const { knex, clock } = deps;
  const { params, caller, body, digest } = call;
  const found = await findVisibleCase(knex, caller, params.reference);
  const owner = inquiryOwner(params.reference);
  const at = clock();
  const id = call.idempotencyKey ?? newCommandId(at);
  const dispatches: Awaited<ReturnType<typeof insertSignalDispatch>>[] = [];
  const request = { scope: `${callerName(caller)}:messages:${params.reference}`, key: call.idempotencyKey, digest, at };
  const { made } = await answerOnce(knex, request, async (transaction) => {
    // The key of the caller may hold what a message id may not.
    const message = messageIdFor(owner, `in-${sha256Hex(`${callerName(caller)} ${id}`).slice(0, 16)}`);
    const customer = found.state?.customer ?? found.claimed.customer;
    const text = { id: textIdFor(owner, message, 'text'), content: body.text, customer };
    const { references } = await storeTexts(transaction, [text], at);
    const data = { message, text: references[0], thanksOnly: saysOnlyThanks(body.text) };
    const command: Command = { id: `message:${message}`, type: 'receiveMessage', actor: actorOf(caller), data };
    dispatches.push(await insertSignalDispatch(transaction, owner, { name: command.type, command }, at));
    return { id: message };
  });
  await tellNow(deps, dispatches);
  const following = found.ended ? await findIntakeBySource(knex, followingSourceKey(`message:${made.id}`)) : null;
  return { reference: following?.reference ?? params.reference, message: made.id };
}

/** Everyone whose name the timeline says. */
function peopleIn(rows: readonly JournalRow[]): PersonId[] {
  const named = rows.flatMap(({ actor, event }) => {
    const { person, decider } = event as { person?: unknown; decider?: unknown };
    return [actor.kind === 'person' ? actor.id : null, person, decider];
  });
  return [...new Set(named.filter((id): id is PersonId => typeof id === 'string'))];
}
