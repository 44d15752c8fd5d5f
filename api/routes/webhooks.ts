import { randomBytes, randomUUID } from 'node:crypto';
import { AddressRefused, createAddressGuard } from '../../adapters/webhooks/guarded-address';
import { newWebhookSecret, sealSecret } from '../../adapters/webhooks/sealed-secret';
import { problem } from '../../contracts/http-common';
import {
  deliveryDetail,
  deliveryList,
  listDeliveriesQuery,
  newWebhook,
  newWebhookBody,
  onDelivery,
  onEndpoint,
  replayBody,
  replayed,
  rotatedSecret,
  testTaken,
  webhookEndpoint,
  webhookEndpointList,
  webhookRevisionBody,
} from '../../contracts/http-webhooks';
import { webhookTestType, type WebhookPayload } from '../../contracts/webhook-events';
import { answerOnce } from '../../db/answer-once';
import { insertWebhookDeliveries } from '../../db/insert-webhook-deliveries';
import { countDeliveries, findWebhookDelivery, listWebhookDeliveries } from '../../db/list-webhook-deliveries';
import { findWebhookEndpoint, listWebhookEndpoints } from '../../db/list-webhook-endpoints';
import { replayDeliveries } from '../../db/replay-deliveries';
import { changeWebhookEndpoint, insertWebhookEndpoint } from '../../db/store-webhook-endpoint';
import { inTransaction } from '../../db/transaction';
import type { WebhookEndpointRow } from '../../db/webhook-rows';
import { replayJournal } from '../../webhooks/replay-journal';
import { callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentDelivery, presentDeliveryDetail, presentEndpoint } from '../present-webhook';
import { Problem } from '../problem';
import { rotateWebhookSecret } from '../rotate-webhook-secret';
import { route, type Route } from '../route';

const notFound = { description: 'No such webhook.', schema: problem };
const refusedAddress = { description: 'The address may not be called.', schema: problem };
const reading = ['manageWebhooks', 'readWebhooks'] as const;

/** Where events go: endpoints, their secrets, and every delivery with what came of it. */
export function createWebhookRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock, secretKey } = deps;
  const guard = deps.addressGuard ?? createAddressGuard([]);
  return [
    route({
      method: 'post',
      path: '/v1/webhooks',
      operation: 'createWebhook',
      tag: 'Webhooks',
      summary: 'Send events to an address',
      description:
        'From now on, at least once each, those of one case or customer in their order; signed as Standard Webhooks says. ' +
        'The secret is shown in this answer and never again.',
      may: ['manageWebhooks'],
      body: newWebhookBody,
      answers: {
        200: { description: 'Created before under this key; without the secret.', schema: newWebhook },
        201: { description: 'Created.', schema: newWebhook },
        422: refusedAddress,
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        await requireCallable(body.url);
        const at = clock();
        const secret = newWebhookSecret();
        const request = { scope: `${callerName(caller)}:webhooks`, key: idempotencyKey, digest, at };
        const { made, repeated } = await answerOnce(knex, request, (transaction) =>
          insertWebhookEndpoint(transaction, {
            id: `wh-${randomBytes(9).toString('hex')}`,
            url: body.url,
            description: body.description ?? '',
            event_types: body.event_types ?? [],
            secret: sealSecret(secretKey, secret),
            created_by: caller.id,
            created_at: at,
          }).then(({ id }) => ({ id })),
        );
        const stored = await requireEndpoint(made.id);
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/webhooks/${made.id}`, 'Cache-Control': 'no-store' },
          body: { ...(await present(stored)), secret: repeated ? null : secret },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/webhooks',
      operation: 'listWebhooks',
      tag: 'Webhooks',
      summary: 'List where events are sent to, with what waits and what was given up',
      may: reading,
      answers: { 200: { description: 'All that were not removed.', schema: webhookEndpointList } },
      handle: async () => {
        const rows = await listWebhookEndpoints(knex);
        const counts = await countDeliveries(
          knex,
          rows.map(({ id }) => id),
        );
        return { status: 200, body: { data: rows.map((row) => presentEndpoint(row, counts[row.id])) } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/webhooks/{webhook}',
      operation: 'readWebhook',
      tag: 'Webhooks',
      summary: 'Read a webhook',
      may: reading,
      params: onEndpoint,
      answers: { 200: { description: 'The webhook.', schema: webhookEndpoint }, 404: notFound },
      handle: async ({ params }) => ({ status: 200, body: await present(await requireEndpoint(params.webhook)) }),
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{webhook}/revisions',
      operation: 'reviseWebhook',
      tag: 'Webhooks',
      summary: 'Change address, types or description, or switch it off and on',
      description:
        'Switched on again, it gets at once what waited. Of what happened while it was off it gets what you replay from ' +
        '`seen_position` on.',
      may: ['manageWebhooks'],
      params: onEndpoint,
      body: webhookRevisionBody,
      answers: {
        200: { description: 'As it is now.', schema: webhookEndpoint },
        404: notFound,
        422: refusedAddress,
      },
      handle: async ({ caller, params, body }) => {
        const before = await requireEndpoint(params.webhook);
        if (body.url !== undefined) await requireCallable(body.url);
        const at = clock();
        const { active, url, description, event_types: eventTypes } = body;
        const afresh = { failing_since: null, failures: 0, paused_until: null };
        const changed = await inTransaction(knex, async (transaction) => {
          const row = await changeWebhookEndpoint(transaction, before.id, {
            ...(url !== undefined && { url, ...afresh }),
            ...(description !== undefined && { description }),
            ...(eventTypes !== undefined && { event_types: eventTypes }),
            ...(active === true && { status: 'active', disabled_because: null, ...afresh }),
            ...(active === false && before.status === 'active' && { status: 'disabled', disabled_because: 'by_admin' }),
            changed_by: caller.id,
            changed_at: at,
          });
          if (active === true && before.status !== 'active') {
            await replayDeliveries(transaction, before.id, { waiting: true }, at);
          }
          return row;
        });
        if (!changed) throw new Problem('not_found');
        return { status: 200, body: await present(changed) };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/webhooks/{webhook}',
      operation: 'removeWebhook',
      tag: 'Webhooks',
      summary: 'Remove a webhook: nothing more is sent there',
      may: ['manageWebhooks'],
      params: onEndpoint,
      answers: { 204: { description: 'Removed.' }, 404: notFound },
      handle: async ({ caller, params }) => {
        const change = { status: 'removed' as const, disabled_because: null };
        const by = { changed_by: caller.id, changed_at: clock() };
        if (!(await changeWebhookEndpoint(knex, params.webhook, { ...change, ...by }))) throw new Problem('not_found');
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{webhook}/secrets',
      operation: 'rotateWebhookSecret',
      tag: 'Webhooks',
      summary: 'Replace the secret; both sign for a day',
      may: ['manageWebhooks'],
      params: onEndpoint,
      answers: {
        200: { description: 'Replaced before under this key; without the secret.', schema: rotatedSecret },
        201: { description: 'The new secret, shown this once.', schema: rotatedSecret },
        404: notFound,
      },
      handle: async ({ caller, params, idempotencyKey: key, digest }) => {
        const before = await requireEndpoint(params.webhook);
        const request = { scope: `${callerName(caller)}:webhooks:${before.id}:secrets`, key, digest, at: clock() };
        return rotateWebhookSecret(deps, before.secret, request, (transaction, change) =>
          changeWebhookEndpoint(transaction, before.id, { ...change, changed_by: caller.id }),
        );
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{webhook}/tests',
      operation: 'testWebhook',
      tag: 'Webhooks',
      summary: 'Send a test event, to see the endpoint work',
      may: ['manageWebhooks'],
      params: onEndpoint,
      answers: { 202: { description: 'Read the delivery to see what came of it.', schema: testTaken }, 404: notFound },
      handle: async ({ caller, params, idempotencyKey: key, digest }) => {
        const { id } = await requireEndpoint(params.webhook);
        const at = clock();
        const request = { scope: `${callerName(caller)}:webhooks:${id}:tests`, key, digest, at };
        const { made } = await answerOnce(knex, request, async (transaction) => {
          const event = `evt_${randomUUID().replaceAll('-', '')}`;
          const payload: WebhookPayload = { type: webhookTestType, timestamp: at, version: 1, position: 0, data: {} };
          const test = {
            endpoint: id,
            event,
            type: webhookTestType,
            owner: `test:${event}` as const,
            position: 0,
            payload: JSON.stringify(payload),
          };
          await insertWebhookDeliveries(transaction, [test], at);
          const filter = { endpoint: id, type: webhookTestType };
          const { rows } = await listWebhookDeliveries(transaction, filter, { limit: 20 });
          return { id: rows.find((row) => row.event === event)?.id ?? '' };
        });
        const headers = { Location: `/v1/webhooks/${id}/deliveries/${made.id}` };
        return { status: 202, headers, body: { delivery: made.id } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/webhooks/{webhook}/deliveries',
      operation: 'listWebhookDeliveries',
      tag: 'Webhooks',
      summary: 'List what was sent, waits or was given up, the newest first',
      description: 'What was accepted is kept for 30 days, everything else until the webhook is removed.',
      may: reading,
      params: onEndpoint,
      query: listDeliveriesQuery,
      answers: { 200: { description: 'A page of deliveries.', schema: deliveryList }, 404: notFound },
      handle: async ({ params, query }) => {
        const { id } = await requireEndpoint(params.webhook);
        const filter = {
          endpoint: id,
          ...(query.status !== undefined && { status: query.status }),
          ...(query.type !== undefined && { type: query.type }),
        };
        const { rows, nextCursor } = await listWebhookDeliveries(knex, filter, readPaging(query));
        const data = rows.map(presentDelivery);
        return { status: 200, body: { data, has_more: nextCursor !== null, next_cursor: nextCursor } };
      },
    }),
    route({
      method: 'get',
      path: '/v1/webhooks/{webhook}/deliveries/{delivery}',
      operation: 'readWebhookDelivery',
      tag: 'Webhooks',
      summary: 'Read a delivery: payload, and every attempt with its answer',
      may: reading,
      params: onDelivery,
      answers: { 200: { description: 'The delivery.', schema: deliveryDetail }, 404: notFound },
      handle: async ({ params }) => {
        const { id } = await requireEndpoint(params.webhook);
        const row = await findWebhookDelivery(knex, id, params.delivery);
        if (!row) throw new Problem('not_found');
        return { status: 200, body: presentDeliveryDetail(row) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhooks/{webhook}/replays',
      operation: 'replayWebhook',
      tag: 'Webhooks',
      summary: 'Send again: one delivery, all that were given up, or the journal from a position on',
      description: 'The `webhook-id` of an event stays the same, so that whoever has it already can tell.',
      may: ['manageWebhooks'],
      params: onEndpoint,
      body: replayBody,
      answers: { 202: { description: 'They will be sent.', schema: replayed }, 404: notFound },
      handle: async ({ params, body }) => {
        const endpoint = await requireEndpoint(params.webhook);
        const at = clock();
        if ('from_position' in body) {
          const done = await replayJournal(knex, endpoint, body.from_position, at, (owner) =>
            deps.log.error({ owner }, 'a journal cannot be replayed'),
          );
          return { status: 202, body: { replayed: done.replayed, next_position: done.nextPosition } };
        }
        const which = 'delivery' in body ? { id: body.delivery } : { failed: true as const };
        const count = await replayDeliveries(knex, endpoint.id, which, at);
        if ('delivery' in body && count === 0) throw new Problem('not_found');
        return { status: 202, body: { replayed: count, next_position: null } };
      },
    }),
  ];

  async function requireEndpoint(id: string): Promise<WebhookEndpointRow> {
    const found = await findWebhookEndpoint(knex, id);
    if (!found) throw new Problem('not_found');
    return found;
  }

  async function present(row: WebhookEndpointRow) {
    return presentEndpoint(row, (await countDeliveries(knex, [row.id]))[row.id]);
  }

  async function requireCallable(url: string): Promise<void> {
    try {
      await guard.check(url);
    } catch (error) {
      if (!(error instanceof AddressRefused)) throw error;
      throw new Problem('webhook_address', { details: { reason: error.reason } });
    }
  }
}
