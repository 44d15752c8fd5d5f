import { newWebhookSecret, sealSecret } from '../../adapters/webhooks/sealed-secret';
import { problem } from '../../contracts/http-common';
import {
  hookBody,
  hookTaken,
  newSource,
  newSourceBody,
  onSource,
  rotatedSecret,
  sourceRevisionBody,
  webhookSource,
  webhookSourceList,
} from '../../contracts/http-webhooks';
import { answerOnce } from '../../db/answer-once';
import type { WebhookSourceRow } from '../../db/webhook-rows';
import {
  changeWebhookSource,
  findWebhookSource,
  insertWebhookSource,
  listWebhookSources,
} from '../../db/webhook-sources';
import { callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readHook } from '../hooks/read-hook';
import { takeHook } from '../hooks/take-hook';
import { verifySource } from '../hooks/verify-source';
import { presentSource } from '../present-webhook';
import { Problem } from '../problem';
import { readJson } from '../read-body';
import { rotateWebhookSecret } from '../rotate-webhook-secret';
import { route, type Route } from '../route';

const notFound = { description: 'No such source.', schema: problem };

/** Who may send us messages: service platforms and gateways, each with a secret and a mapping of its own. */
export function createWebhookSourceRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock, secretKey } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/webhook-sources',
      operation: 'createWebhookSource',
      tag: 'Webhooks',
      summary: 'Let a service platform or gateway send us messages',
      description: 'The secret is shown in this answer and never again. It vouches for its users as an API key does.',
      may: ['manageWebhooks'],
      body: newSourceBody,
      answers: {
        200: { description: 'Created before under this key; without the secret.', schema: newSource },
        201: { description: 'Created.', schema: newSource },
        409: { description: 'There is one of this id.', schema: problem },
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        const at = clock();
        const secret = newWebhookSecret();
        const request = { scope: `${callerName(caller)}:webhook-sources`, key: idempotencyKey, digest, at };
        const { made, repeated } = await answerOnce(knex, request, (transaction) =>
          insertWebhookSource(transaction, {
            id: body.id,
            name: body.name,
            channel: body.channel ?? 'api',
            mapping: body.mapping ?? {},
            secret: sealSecret(secretKey, secret),
            created_by: caller.id,
            created_at: at,
          }).then(({ id }) => ({ id })),
        );
        const stored = await requireSource(made.id);
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/webhook-sources/${made.id}`, 'Cache-Control': 'no-store' },
          body: { ...presentSource(stored), secret: repeated ? null : secret },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/webhook-sources',
      operation: 'listWebhookSources',
      tag: 'Webhooks',
      summary: 'List who may send us messages',
      may: ['manageWebhooks', 'readWebhooks'],
      answers: { 200: { description: 'All of them.', schema: webhookSourceList } },
      handle: async () => ({ status: 200, body: { data: (await listWebhookSources(knex)).map(presentSource) } }),
    }),
    route({
      method: 'get',
      path: '/v1/webhook-sources/{source}',
      operation: 'readWebhookSource',
      tag: 'Webhooks',
      summary: 'Read a source',
      may: ['manageWebhooks', 'readWebhooks'],
      params: onSource,
      answers: { 200: { description: 'The source.', schema: webhookSource }, 404: notFound },
      handle: async ({ params }) => ({ status: 200, body: presentSource(await requireSource(params.source)) }),
    }),
    route({
      method: 'post',
      path: '/v1/webhook-sources/{source}/revisions',
      operation: 'reviseWebhookSource',
      tag: 'Webhooks',
      summary: 'Change name or mapping, or shut a source out and let it in again',
      may: ['manageWebhooks'],
      params: onSource,
      body: sourceRevisionBody,
      answers: { 200: { description: 'As it is now.', schema: webhookSource }, 404: notFound },
      handle: async ({ caller, params, body }) => {
        const { name, mapping, active } = body;
        const changed = await changeWebhookSource(knex, params.source, {
          ...(name !== undefined && { name }),
          ...(mapping !== undefined && { mapping: mapping }),
          ...(active !== undefined && { active }),
          changed_by: caller.id,
          changed_at: clock(),
        });
        if (!changed) throw new Problem('not_found');
        return { status: 200, body: presentSource(changed) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/webhook-sources/{source}/secrets',
      operation: 'rotateWebhookSourceSecret',
      tag: 'Webhooks',
      summary: 'Replace the secret of a source; both are accepted for a day',
      may: ['manageWebhooks'],
      params: onSource,
      answers: {
        200: { description: 'Replaced before under this key; without the secret.', schema: rotatedSecret },
        201: { description: 'The new secret, shown this once.', schema: rotatedSecret },
        404: notFound,
      },
      handle: async ({ caller, params, idempotencyKey: key, digest }) => {
        const before = await requireSource(params.source);
        const request = {
          scope: `${callerName(caller)}:webhook-sources:${before.id}:secrets`,
          key,
          digest,
          at: clock(),
        };
        return rotateWebhookSecret(deps, before.secret, request, (transaction, change) =>
          changeWebhookSource(transaction, before.id, { ...change, changed_by: caller.id }),
        );
      },
    }),
    route({
      method: 'post',
      path: '/v1/hooks/{source}',
      operation: 'receiveHook',
      tag: 'Webhooks',
      summary: 'Take what a service platform or gateway sends',
      description:
        'Signed as Standard Webhooks says, at most five minutes ago. A new inquiry, a message on one, or how far a message of ' +
        'ours got; the mapping of the source says where the fields stand. The same `webhook-id` again changes nothing.',
      entry: 'signed',
      may: [],
      params: onSource,
      body: hookBody,
      answers: {
        202: { description: 'Taken, or of a type that the mapping leaves out: then both are null.', schema: hookTaken },
        401: { description: 'Not signed by this source, or not now.', schema: problem },
        409: { description: 'The `webhook-id` was used for something else.', schema: problem },
        422: { description: 'It names something that does not exist.', schema: problem },
      },
      handle: async (call) => {
        const { source, message } = await verifySource(deps, call.params.source, call);
        const content = call.file?.content ?? Buffer.alloc(0);
        const document = readHook(readJson(content, call.file?.type ?? undefined), source.mapping);
        const taken = document ? await takeHook(deps, { source, message, document }) : { inquiry: null, message: null };
        return { status: 202, body: taken };
      },
    }),
  ];

  async function requireSource(id: string): Promise<WebhookSourceRow> {
    const found = await findWebhookSource(knex, id);
    if (!found) throw new Problem('not_found');
    return found;
  }
}
