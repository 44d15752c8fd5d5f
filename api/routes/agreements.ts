import { z } from 'zod';
import { agreement, agreementList, listAgreementsQuery, newAgreementBody } from '../../contracts/http-books';
import { problem, recordId } from '../../contracts/http-common';
import { answerOnce } from '../../db/answer-once';
import { findAgreement } from '../../db/find-agreement';
import { insertAgreement } from '../../db/insert-agreement';
import { listAgreements } from '../../db/list-agreements';
import type { AgreementRow } from '../../db/rows';
import { callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { Problem } from '../problem';
import { route, type Route } from '../route';

export function createAgreementRoutes({ knex, clock }: ApiDependencies): Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/agreements',
      operation: 'addAgreement',
      tag: 'Books',
      summary: 'Add an agreement with a customer',
      may: ['recordBooks'],
      body: newAgreementBody,
      answers: {
        200: { description: 'Recorded before under this key.', schema: agreement },
        201: { description: 'Recorded.', schema: agreement },
        409: { description: 'The id is taken.', schema: problem },
        422: { description: 'No such customer.', schema: problem },
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        const request = { scope: `${callerName(caller)}:agreements`, key: idempotencyKey, digest, at: clock() };
        const { made, repeated } = await answerOnce(knex, request, async (transaction) => {
          await insertAgreement(transaction, { ...body, ends_on: body.ends_on ?? null });
          return { id: body.id };
        });
        const stored = await findAgreement(knex, made.id);
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/agreements/${made.id}` },
          body: stored && presentAgreement(stored),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/agreements',
      operation: 'listAgreements',
      tag: 'Books',
      summary: 'List agreements',
      may: ['readMasterData'],
      query: listAgreementsQuery,
      answers: { 200: { description: 'A page of agreements by id.', schema: agreementList } },
      handle: async ({ query }) => {
        const { customer, kind } = query;
        const filter = { ...(customer !== undefined && { customer }), ...(kind !== undefined && { kind }) };
        const { rows, nextCursor } = await listAgreements(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentAgreement), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/agreements/{agreement}',
      operation: 'readAgreement',
      tag: 'Books',
      summary: 'Read an agreement',
      may: ['readMasterData'],
      params: z.strictObject({ agreement: recordId }),
      answers: {
        200: { description: 'The agreement.', schema: agreement },
        404: { description: 'No such agreement.', schema: problem },
      },
      handle: async ({ params }) => {
        const found = await findAgreement(knex, params.agreement);
        if (!found) throw new Problem('not_found');
        return { status: 200, body: presentAgreement(found) };
      },
    }),
  ];
}

const presentAgreement = ({ id, customer, kind, title, starts_on, ends_on }: AgreementRow) => ({
  id,
  customer,
  kind,
  title,
  starts_on,
  ends_on,
});
