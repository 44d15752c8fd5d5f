import { z } from 'zod';
import { line, problem } from '../../contracts/http-common';
import {
  alertList,
  delegation,
  delegationList,
  legalEntityList,
  limitQuery,
  listPeopleQuery,
  me,
  newDelegationBody,
  parkedSendList,
  personList,
  policyDetail,
  policyList,
} from '../../contracts/http-desk';
import { findCustomer } from '../../db/find-customer';
import { findPeople } from '../../db/find-people';
import { insertDelegation } from '../../db/insert-delegation';
import { listAlerts } from '../../db/list-alerts';
import { listDelegations } from '../../db/list-delegations';
import { listLegalEntities } from '../../db/list-legal-entities';
import { listParkedSends } from '../../db/list-parked-sends';
import { listPeople } from '../../db/list-people';
import { findPolicy, listPolicies } from '../../db/list-policies';
import type { PersonRow } from '../../db/rows';
import type { Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { callerMay } from '../permit';
import { readInstant } from '../present';
import { invalid, Problem } from '../problem';
import { route, type Route } from '../route';

/** The desk itself: who is asking, who works here, by which policy, and what needs attention. */
export function createDeskRoutes({ knex, clock }: ApiDependencies): Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/me',
      operation: 'readMe',
      tag: 'Desk',
      summary: 'Who you are here, with your roles of this moment',
      may: [],
      answers: { 200: { description: 'You.', schema: me } },
      handle: async ({ caller }) => ({
        status: 200,
        body: {
          kind: caller.kind,
          id: caller.id,
          name: await nameOf(caller),
          roles: caller.roles,
          teams: caller.kind === 'person' ? caller.teams : [],
          on_behalf_of: caller.kind === 'person' ? (caller.onBehalfOf ?? null) : null,
        },
      }),
    }),
    route({
      method: 'get',
      path: '/v1/people',
      operation: 'listPeople',
      tag: 'Desk',
      summary: 'List people by id',
      may: ['readPeople'],
      query: listPeopleQuery,
      answers: { 200: { description: 'A page of people.', schema: personList } },
      handle: async ({ query }) => {
        const { team, role, active } = query;
        const filter = {
          ...(team !== undefined && { team }),
          ...(role !== undefined && { role }),
          ...(active !== undefined && { active: active === 'true' }),
        };
        const { rows, nextCursor } = await listPeople(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentPerson), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/legal-entities',
      operation: 'listLegalEntities',
      tag: 'Desk',
      summary: 'List our legal entities',
      may: ['readMasterData'],
      answers: { 200: { description: 'All of them.', schema: legalEntityList } },
      handle: async () => ({ status: 200, body: { data: await listLegalEntities(knex) } }),
    }),
    route({
      method: 'get',
      path: '/v1/delegations',
      operation: 'listDelegations',
      tag: 'Desk',
      summary: 'Delegations that you gave or received; all of them for administrators and auditors',
      may: ['readPeople'],
      answers: { 200: { description: 'The latest first.', schema: delegationList } },
      handle: async ({ caller }) => {
        const all = callerMay(caller, 'writePeople') || callerMay(caller, 'readAudit');
        return { status: 200, body: { data: await listDelegations(knex, all ? undefined : caller.id) } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/delegations',
      operation: 'addDelegation',
      tag: 'Desk',
      summary: 'Let a colleague decide for you for a time',
      description: 'Whoever holds your delegation is excluded wherever you are (segregation of duties).',
      may: ['readPeople'],
      body: newDelegationBody,
      answers: {
        201: { description: 'It is in force from its start on.', schema: delegation },
        422: { description: 'No such colleague.', schema: problem },
      },
      handle: async ({ caller, body }) => {
        // Authority that one holds for somebody else is not one's own to give.
        if (caller.kind !== 'person' || caller.onBehalfOf !== undefined) throw new Problem('forbidden');
        // What was decided yesterday was decided without it: a start in the past means now.
        const starts = [readInstant(body.starts_at), clock()].sort().at(-1) ?? clock();
        const ends = readInstant(body.ends_at);
        if (body.delegate === caller.id) throw invalid('/delegate', 'somebody else');
        if (starts >= ends) throw invalid('/ends_at', 'after starts_at, and to come');
        const colleague = (await findPeople(knex, [body.delegate]))[body.delegate];
        if (!colleague?.active) throw new Problem('person_unknown', { details: { person: body.delegate } });
        const given = { delegator: caller.id, delegate: colleague.id, starts_at: starts, ends_at: ends };
        return { status: 201, body: await insertDelegation(knex, given) };
      },
    }),
    route({
      method: 'get',
      path: '/v1/policies',
      operation: 'listPolicies',
      tag: 'Desk',
      summary: 'List the versions of the policy, the newest first',
      may: ['readMasterData'],
      answers: { 200: { description: 'All versions.', schema: policyList } },
      handle: async () => ({ status: 200, body: { data: await listPolicies(knex) } }),
    }),
    route({
      method: 'get',
      path: '/v1/policies/{version}',
      operation: 'readPolicy',
      tag: 'Desk',
      summary: 'Read a version of the policy',
      may: ['readMasterData'],
      params: z.strictObject({ version: line(100) }),
      answers: {
        200: { description: 'The version with its content.', schema: policyDetail },
        404: { description: 'No such version.', schema: problem },
      },
      handle: async ({ params }) => {
        const found = await findPolicy(knex, params.version);
        if (!found) throw new Problem('not_found');
        const { version, hash, author, published_by, reason, published_at, content } = found;
        return { status: 200, body: { version, hash, author, published_by, reason, published_at, content } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/alerts',
      operation: 'listAlerts',
      tag: 'Desk',
      summary: 'Alerts to you and your teams, the newest first',
      may: ['readInquiries'],
      query: limitQuery,
      answers: { 200: { description: 'Alerts.', schema: alertList } },
      handle: async ({ caller, query }) => {
        const teams = caller.kind === 'person' ? caller.teams : [];
        const rows = await listAlerts(knex, { person: caller.id, teams }, readPaging(query).limit);
        const data = rows.map(({ owner, sequence, team, person, kind, created_at, read_at }) => {
          return { owner, sequence, team, person, kind, created_at, read_at };
        });
        return { status: 200, body: { data } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/parked-sends',
      operation: 'listParkedSends',
      tag: 'Desk',
      summary: 'Sends of which nobody can say whether they arrived',
      may: ['readInquiries'],
      answers: { 200: { description: 'The oldest first.', schema: parkedSendList } },
      handle: async () => {
        const rows = await listParkedSends(knex, clock());
        const data = rows.map(({ messageId, startedAt, ...row }) => {
          return { ...row, message_id: messageId, started_at: startedAt };
        });
        return { status: 200, body: { data } };
      },
    }),
  ];

  async function nameOf({ kind, id }: Caller): Promise<string | null> {
    if (kind === 'person') return (await findPeople(knex, [id]))[id]?.name ?? null;
    return kind === 'customer' ? ((await findCustomer(knex, id))?.name ?? null) : null;
  }
}

const presentPerson = (row: PersonRow) => ({
  id: row.id,
  name: row.name,
  person: row.person,
  titles: row.titles,
  roles: row.roles,
  duties: row.duties,
  teams: row.teams,
  skills: row.skills,
  languages: row.languages,
  capacity: row.capacity,
  active: row.active,
  absent_until: row.absent_until,
});
