import { alertList, legalEntityList, limitQuery, me, parkedSendList } from '../../contracts/http-desk';
import { findCustomer } from '../../db/find-customer';
import { findPeople } from '../../db/find-people';
import { listAlerts } from '../../db/list-alerts';
import { listLegalEntities } from '../../db/list-legal-entities';
import { listParkedSends } from '../../db/list-parked-sends';
import type { Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { route, type Route } from '../route';

/** The desk itself: who is asking, by which policy, and what needs attention. */
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
          impersonated_by: caller.kind === 'person' ? (caller.impersonatedBy ?? null) : null,
        },
      }),
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
