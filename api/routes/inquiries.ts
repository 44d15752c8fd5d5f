import { z } from 'zod';
import { EngineUnclear, OwnerNotRunning } from '../../adapters/engine/engine';
import { problem, reference } from '../../contracts/http-common';
import {
  filedInquiry,
  fileInquiryBody,
  inquiryDetail,
  inquiryDetailQuery,
  inquiryList,
  listInquiriesQuery,
} from '../../contracts/http-inquiries';
import { inquiryOwner } from '../../contracts/ids';
import { findCase, type FoundCase } from '../../db/find-case';
import { listInquiries, type InquiryFilter } from '../../db/list-inquiries';
import { listLegalEntities } from '../../db/list-legal-entities';
import type { InquiryRow } from '../../db/rows';
import { statusOf, type InquiryState } from '../../domain/inquiry/state';
import type { Caller } from '../caller';
import { findCaseAt } from '../case-at';
import { surroundingsOf } from '../case-surroundings';
import type { ApiDependencies } from '../dependencies';
import { fileInquiry } from '../file-inquiry';
import { readPaging } from '../paging';
import { callerMay } from '../permit';
import { etag, readInstant } from '../present';
import { presentInquiry, presentSummary, presentSummaryToCustomer, type RowSurroundings } from '../present-inquiry';
import { invalid, Problem } from '../problem';
import { route, type Route } from '../route';
import { findVisibleCase } from '../visible';

/** Milliseconds for the live workflow to say how it stands. */
const queryPatience = 5_000;

export function createInquiryRoutes(deps: ApiDependencies): Route[] {
  const { knex } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/inquiries',
      operation: 'fileInquiry',
      tag: 'Inquiries',
      summary: 'File an inquiry',
      description:
        'It is stored before anything else is done with it: from the answer on it survives anything. The same ' +
        '`Idempotency-Key` with the same body gives the same reference.',
      may: ['fileInquiry'],
      body: fileInquiryBody,
      answers: {
        200: { description: 'Filed before under this key.', schema: filedInquiry },
        201: { description: 'Filed; the case runs.', schema: filedInquiry },
        202: { description: 'Filed; the case starts when the workflow engine is back.', schema: filedInquiry },
        409: { description: 'The key was used for another inquiry.', schema: problem },
        422: { description: 'It names something that does not exist.', schema: problem },
      },
      handle: async (call) => {
        const { reference: filed, receivedAt, how } = await fileInquiry(deps, call);
        const found = how === 'engine_away' ? null : await findCase(knex, filed);
        const status = how === 'engine_away' ? 'accepted' : found?.state ? statusOf(found.state) : 'open';
        return {
          status: { now: 201, before: 200, engine_away: 202 }[how],
          headers: { Location: `/v1/inquiries/${filed}` },
          body: { reference: filed, status, received_at: receivedAt },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/inquiries',
      operation: 'listInquiries',
      tag: 'Inquiries',
      summary: 'List inquiries',
      description: 'Filters combine; one filter takes several values separated by commas where its schema says so.',
      may: ['readInquiries', 'readOwnInquiries'],
      query: listInquiriesQuery,
      answers: { 200: { description: 'A page of inquiries.', schema: inquiryList } },
      handle: async ({ caller, query }) => {
        const sort = query.sort ?? '-received_at';
        const { rows, nextCursor } = await listInquiries(knex, filterFor(caller, query), sort, readPaging(query));
        const present = caller.kind === 'customer' ? presentSummaryToCustomer : presentSummary;
        const around = await rowSurroundings(deps, rows);
        const data = rows.map((row) => present(row, around(row)));
        return {
          status: 200,
          body: { data, has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/inquiries/{reference}',
      operation: 'readInquiry',
      tag: 'Inquiries',
      summary: 'Read an inquiry',
      description: 'With its clocks, what you may do next, and what it is linked to.',
      may: ['readInquiries', 'readOwnInquiries'],
      params: z.strictObject({ reference }),
      query: inquiryDetailQuery,
      answers: {
        200: { description: 'The case. Its ETag is the sequence.', schema: inquiryDetail },
        404: { description: 'Nothing here that you may see.', schema: problem },
        422: { description: 'The instant is still to come (`?at=`).', schema: problem },
        503: { description: 'No workflow answers (`?source=workflow`).', schema: problem },
      },
      handle: async ({ caller, params, query }) => {
        if (query.at !== undefined) {
          if (query.source === 'workflow')
            throw invalid('source', 'the live workflow knows no past: leave out at or source');
          const { found, asOf } = await findCaseAt(deps, caller, params.reference, query.at);
          const body = presentInquiry(found, caller, await surroundingsOf(deps, found, caller, asOf));
          return { status: 200, headers: { ETag: etag(body.sequence) }, body: { ...body, as_of: asOf } };
        }
        const stored = await findVisibleCase(knex, caller, params.reference);
        const found = query.source === 'workflow' ? await askWorkflow(deps, stored) : stored;
        const body = presentInquiry(found, caller, await surroundingsOf(deps, found, caller));
        return { status: 200, headers: { ETag: etag(body.sequence) }, body };
      },
    }),
  ];
}

function filterFor(caller: Caller, query: z.output<typeof listInquiriesQuery>): InquiryFilter {
  const several = (given: string | undefined) => given?.split(',');
  const flag = (given: 'true' | 'false' | undefined) => (given === undefined ? undefined : given === 'true');
  const defined = <T>(key: keyof InquiryFilter, value: T | undefined) => (value === undefined ? {} : { [key]: value });
  const filter: InquiryFilter = {
    ...defined('status', several(query.status)),
    ...defined('category', several(query.category)),
    ...defined('urgency', several(query.urgency)),
    ...defined('team', query.team),
    ...defined('assignee', assigneeOf(caller, query.assignee)),
    ...defined('customer', query.customer),
    ...defined('legalEntity', query.legal_entity),
    ...defined('dueBefore', query.due_before && readInstant(query.due_before)),
    ...defined('dueAfter', query.due_after && readInstant(query.due_after)),
    ...defined('clock', query.clock),
    ...defined('breached', flag(query.breached)),
    ...defined('escalationLevel', several(query.escalation_level)?.map(Number)),
    ...defined('snoozed', snoozedOf(query)),
    ...defined('needsReview', flag(query.needs_review)),
    ...defined('follows', query.follows),
    ...defined('merged', flag(query.merged)),
  };
  if (callerMay(caller, 'readInquiries')) return filter;
  if (query.customer !== undefined && query.customer !== caller.id) throw new Problem('not_found');
  const ours = [query.assignee, query.team, query.clock, query.escalation_level, query.snoozed];
  if (ours.some((value) => value !== undefined)) throw new Problem('forbidden');
  return { ...filter, customer: caller.id, verifiedOnly: true };
}

/** One's own queue leaves out what one has put off; every other list is whole. */
function snoozedOf({ snoozed, assignee }: z.output<typeof listInquiriesQuery>): boolean | undefined {
  if (snoozed === undefined) return assignee === 'me' ? false : undefined;
  return snoozed === 'all' ? undefined : snoozed === 'true';
}

/** Policies and zones that the clocks of these rows are described with, each read once. */
async function rowSurroundings(
  { knex, policies }: ApiDependencies,
  rows: readonly InquiryRow[],
): Promise<(row: InquiryRow) => RowSurroundings> {
  const versions = [...new Set(rows.map(({ policy_version: version }) => version))];
  const [loaded, entities] = await Promise.all([
    Promise.all(versions.map(async (version) => [version, await policies.load(version)] as const)),
    listLegalEntities(knex),
  ]);
  const byVersion = new Map(loaded);
  return ({ policy_version: version, legal_entity: entity }) => {
    const policy = byVersion.get(version);
    if (!policy) throw new Error(`policy ${version} was not read`);
    return { policy, zone: entities.find(({ id }) => id === entity)?.zone ?? 'UTC' };
  };
}

function assigneeOf(caller: Caller, given: string | undefined): string | null | undefined {
  if (given === 'none') return null;
  if (given !== 'me') return given;
  if (caller.kind !== 'person') throw invalid('assignee', '`me` is a person');
  return caller.id;
}

async function askWorkflow({ engine }: ApiDependencies, found: FoundCase): Promise<FoundCase> {
  try {
    const state = (await engine.state(
      inquiryOwner(found.reference),
      Date.now() + queryPatience,
    )) as InquiryState | null;
    return { ...found, state };
  } catch (error) {
    // An ended case has no workflow that answers; what is stored of it is final.
    if (error instanceof OwnerNotRunning && found.ended) return found;
    if (error instanceof EngineUnclear || error instanceof OwnerNotRunning) throw new Problem('engine_unavailable');
    throw error;
  }
}
