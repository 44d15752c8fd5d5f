import { z } from 'zod';
import { problem } from '../../contracts/http-common';
import { eraseBody, erasure, erasureList, listErasuresQuery, recordUuid } from '../../contracts/http-erasure';
import { answerOnce } from '../../db/answer-once';
import { findErasure, listErasures } from '../../db/list-erasures';
import { lockErasures } from '../../db/lock-erasures';
import { planErasure, type ErasurePlan } from '../../db/plan-erasure';
import { recordErasure } from '../../db/record-erasure';
import { inTransaction } from '../../db/transaction';
import { actorOf, callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentErasure } from '../present-erasure';
import { Problem } from '../problem';
import { route, type Call, type Route } from '../route';

export function createErasureRoutes(deps: ApiDependencies): Route[] {
  const { knex } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/erasures',
      operation: 'erase',
      tag: 'Audit',
      summary: 'Erase the personal text of a contact, a customer or one inquiry',
      description:
        'Words and their salts, names and addresses go for good; ids, instants and salted hashes stay, so that journal ' +
        'and figures remain whole. What a legal hold covers and what the law on bookkeeping wants kept is held back and ' +
        'named. With `dry_run` nothing is changed.',
      may: ['erase'],
      body: eraseBody,
      answers: {
        200: { description: 'A preview, or erased before under this key.', schema: erasure },
        201: { description: 'Erased.', schema: erasure },
        409: { description: 'The key was used for another request.', schema: problem },
        422: {
          description: 'No such subject, nothing left to erase, or a legal hold keeps all of it.',
          schema: problem,
        },
      },
      handle: async (call) => (call.body.dry_run === true ? preview(deps, call) : erase(deps, call)),
    }),
    route({
      method: 'get',
      path: '/v1/erasures',
      operation: 'listErasures',
      tag: 'Audit',
      summary: 'List erasures, the newest first',
      may: ['erase', 'readAudit'],
      query: listErasuresQuery,
      answers: { 200: { description: 'A page of erasures.', schema: erasureList } },
      handle: async ({ query }) => {
        const { subject_kind: kind, subject } = query;
        const filter = { ...(kind !== undefined && { kind }), ...(subject !== undefined && { subject }) };
        const { rows, nextCursor } = await listErasures(knex, filter, readPaging(query));
        return {
          status: 200,
          body: {
            data: rows.map((row) => presentErasure(row)),
            has_more: nextCursor !== null,
            next_cursor: nextCursor,
          },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/erasures/{id}',
      operation: 'readErasure',
      tag: 'Audit',
      summary: 'Read an erasure: who, when, why, and the ids of what went',
      may: ['erase', 'readAudit'],
      params: z.strictObject({ id: recordUuid }),
      answers: {
        200: { description: 'The erasure.', schema: erasure },
        404: { description: 'No such erasure.', schema: problem },
      },
      handle: async ({ params }) => {
        const found = await findErasure(knex, params.id);
        if (!found) throw new Problem('not_found');
        return { status: 200, body: presentErasure(found) };
      },
    }),
  ];
}

type EraseCall = Call<unknown, unknown, z.output<typeof eraseBody>>;

async function preview({ knex }: ApiDependencies, { caller, body }: EraseCall) {
  const subject = body.subject as Parameters<typeof planErasure>[1];
  const plan = await inTransaction(knex, (transaction) => planErasure(transaction, subject, 'request'));
  if (!plan) throw unknownSubject(subject);
  const planned = {
    id: null,
    subject_kind: subject.kind,
    subject: subject.id,
    basis: 'request' as const,
    reason: body.reason,
    actor: actorOf(caller),
    texts: plan.texts,
    files: plan.files,
    contacts: plan.contacts,
    customers: plan.customers,
    requests: 0,
    held_back: plan.heldBack,
    erased_at: null,
  };
  return { status: 200, body: presentErasure(planned, plan) };
}

async function erase({ knex, clock }: ApiDependencies, { caller, body, idempotencyKey, digest }: EraseCall) {
  const subject = body.subject as Parameters<typeof planErasure>[1];
  const at = clock();
  const request = { scope: `${callerName(caller)}:erasures`, key: idempotencyKey, digest, at };
  let plan: ErasurePlan | null = null;
  const { made, repeated } = await answerOnce(knex, request, async (transaction) => {
    await lockErasures(transaction);
    plan = await planErasure(transaction, subject, 'request');
    if (!plan) throw unknownSubject(subject);
    requireSomething(plan);
    const actor = actorOf(caller);
    return recordErasure(transaction, plan, { subject, basis: 'request', reason: body.reason, actor, at });
  });
  const stored = await findErasure(knex, made.id);
  return {
    status: repeated ? 200 : 201,
    headers: { Location: `/v1/erasures/${made.id}` },
    body: stored && presentErasure(stored, plan),
  };
}

const unknownSubject = ({ kind, id }: { kind: string; id: string }): Problem =>
  new Problem('record_unknown', { details: { kind, id } });

/** Nothing is left that may go: it went before, or a legal hold keeps all of it. */
function requireSomething({ texts, files, contacts, customers, heldBack }: ErasurePlan): void {
  if (texts.length + files.length + contacts.length + customers.length > 0) return;
  const holds = [...new Set(heldBack.flatMap((each) => each.holds))].sort();
  if (holds.length === 0) throw new Problem('unchanged');
  throw new Problem('legal_hold', { rule: 'legal hold', details: { holds } });
}
