import { z } from 'zod';
import { problem } from '../../contracts/http-common';
import {
  legalHold,
  legalHoldList,
  listHoldsQuery,
  placeHoldBody,
  recordUuid,
  releaseHoldBody,
} from '../../contracts/http-erasure';
import { answerOnce } from '../../db/answer-once';
import { findLegalHold, listLegalHolds } from '../../db/list-legal-holds';
import { placeLegalHold, type HoldSubject } from '../../db/place-legal-hold';
import { releaseLegalHold } from '../../db/release-legal-hold';
import { callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentHold } from '../present-erasure';
import { Problem } from '../problem';
import { route, type Route } from '../route';

const onHold = z.strictObject({ id: recordUuid });

export function createLegalHoldRoutes({ knex, clock }: ApiDependencies): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/legal-holds',
      operation: 'placeLegalHold',
      tag: 'Audit',
      summary: 'Keep everything of a customer or an inquiry from being erased',
      description:
        'Until it is released neither a request nor a retention period erases it; the database refuses as well.',
      may: ['placeLegalHold'],
      body: placeHoldBody,
      answers: {
        200: { description: 'Placed before under this key.', schema: legalHold },
        201: { description: 'It stands.', schema: legalHold },
        409: { description: 'The key was used for another request.', schema: problem },
        422: { description: 'No such subject.', schema: problem },
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        const at = clock();
        const subject = body.subject as HoldSubject;
        const request = { scope: `${callerName(caller)}:legal-holds`, key: idempotencyKey, digest, at };
        const { made, repeated } = await answerOnce(knex, request, async (transaction) => {
          const placed = await placeLegalHold(transaction, { subject, reason: body.reason, by: caller.id, at });
          if (!placed) throw new Problem('record_unknown', { details: { ...subject } });
          return { id: placed.id };
        });
        const stored = await findLegalHold(knex, made.id);
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/legal-holds/${made.id}` },
          body: stored && presentHold(stored),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/legal-holds',
      operation: 'listLegalHolds',
      tag: 'Audit',
      summary: 'List legal holds, the newest first',
      may: ['placeLegalHold', 'readAudit'],
      query: listHoldsQuery,
      answers: { 200: { description: 'A page of holds.', schema: legalHoldList } },
      handle: async ({ query }) => {
        const { standing, subject_kind: kind, subject } = query;
        const filter = {
          ...(standing !== undefined && { standing: standing === 'true' }),
          ...(kind !== undefined && { kind }),
          ...(subject !== undefined && { subject }),
        };
        const { rows, nextCursor } = await listLegalHolds(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentHold), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/legal-holds/{id}',
      operation: 'readLegalHold',
      tag: 'Audit',
      summary: 'Read a legal hold',
      may: ['placeLegalHold', 'readAudit'],
      params: onHold,
      answers: {
        200: { description: 'The hold.', schema: legalHold },
        404: { description: 'No such hold.', schema: problem },
      },
      handle: async ({ params }) => {
        const found = await findLegalHold(knex, params.id);
        if (!found) throw new Problem('not_found');
        return { status: 200, body: presentHold(found) };
      },
    }),
    route({
      method: 'post',
      path: '/v1/legal-holds/{id}/releases',
      operation: 'releaseLegalHold',
      tag: 'Audit',
      summary: 'Release a legal hold, with the reason',
      may: ['placeLegalHold'],
      params: onHold,
      body: releaseHoldBody,
      answers: {
        200: { description: 'It is released.', schema: legalHold },
        404: { description: 'No such hold.', schema: problem },
        409: { description: 'The key was used for another request.', schema: problem },
        422: { description: 'It was released before.', schema: problem },
      },
      handle: async ({ caller, params, body, idempotencyKey, digest }) => {
        const at = clock();
        if (!(await findLegalHold(knex, params.id))) throw new Problem('not_found');
        const request = { scope: `${callerName(caller)}:legal-hold-releases`, key: idempotencyKey, digest, at };
        await answerOnce(knex, request, async (transaction) => {
          const done = await releaseLegalHold(transaction, params.id, { reason: body.reason, by: caller.id, at });
          if (!done) throw new Problem('unchanged');
          return { id: done.id };
        });
        const stored = await findLegalHold(knex, params.id);
        return { status: 200, body: stored && presentHold(stored) };
      },
    }),
  ];
}
