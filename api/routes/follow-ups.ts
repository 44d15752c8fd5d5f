import { z } from 'zod';
import { listPromisesQuery, promiseList } from '../../contracts/http-books';
import {
  arrangementBody,
  arrangementList,
  followUpTaken,
  noDataBody,
  promiseBody,
  stopBody,
} from '../../contracts/http-commands';
import { problem, recordId } from '../../contracts/http-common';
import { sha256Hex } from '../../contracts/canonical';
import { followUpOwner, type CommandId, type CustomerId } from '../../contracts/ids';
import { findCustomer } from '../../db/find-customer';
import { findInvoices } from '../../db/find-invoices';
import { findOwnerState } from '../../db/find-owner-state';
import { findPromise, listPromises } from '../../db/list-promises';
import type { FollowUpState } from '../../domain/follow-up/state';
import type { ApiDependencies } from '../dependencies';
import { etag, presentMoney, readMoney } from '../present';
import { presentPromise } from '../present-promise';
import { Problem } from '../problem';
import { route, type Answer, type Call, type Route } from '../route';
import type { SubmitCommand, Submission } from '../submit-command';

const answers = {
  404: { description: 'Nothing here that you may see.', schema: problem },
  409: { description: 'The key was used for another request.', schema: problem },
  422: { description: 'A rule refuses it; nothing was changed.', schema: problem },
  503: { description: 'No clear answer in time: repeat with the same key.', schema: problem },
};
const taken = { description: 'Committed.', schema: followUpTaken };

/** Decisions about how a customer is followed up: promises to pay, stops, resumptions. */
export function createFollowUpRoutes(deps: ApiDependencies, submit: SubmitCommand): Route[] {
  const { knex } = deps;
  const onCustomer = z.strictObject({ customer: recordId });

  async function take(
    call: Call,
    customer: CustomerId,
    status: number,
    submission: Pick<Submission, 'type' | 'data'>,
    promiseOf?: (command: CommandId) => string,
  ): Promise<Answer> {
    const { sequence, id } = await submit(call, { owner: followUpOwner(customer), customer, ...submission });
    const promise = promiseOf?.(id);
    return {
      status,
      headers: { ETag: etag(sequence) },
      body: { customer, sequence, ...(promise !== undefined && { promise }) },
    };
  }

  async function requireCustomer(id: CustomerId): Promise<void> {
    if (!(await findCustomer(knex, id))) throw new Problem('not_found');
  }

  return [
    route({
      method: 'post',
      path: '/v1/promises',
      operation: 'promise',
      tag: 'Follow-up',
      summary: 'Record a promise to pay; only its part is held back from reminders',
      may: ['promise'],
      body: promiseBody,
      answers: { 201: taken, ...answers },
      handle: async (call) => {
        const { caller, body } = call;
        const invoice = (await findInvoices(knex, [body.invoice]))[body.invoice];
        const theirs = caller.kind !== 'customer' || invoice?.customer === caller.id;
        if (!invoice || !theirs) throw new Problem('invoice_unknown', { details: { invoice: body.invoice } });
        const amount = readMoney(body.amount, '/amount');
        // The same request makes the same promise, so its id follows from the command's.
        const { id, customer } = invoice;
        const promiseOf = (command: CommandId) => promiseIdFor(customer, command);
        const data = (_texts: unknown, command: CommandId) => {
          return { promise: promiseOf(command), invoice: id, amount, date: body.date };
        };
        return take(call, customer, 201, { type: 'promise', data }, promiseOf);
      },
    }),
    route({
      method: 'get',
      path: '/v1/promises',
      operation: 'listPromises',
      tag: 'Follow-up',
      summary: 'List promises to pay, the newest first',
      may: ['readMasterData'],
      query: listPromisesQuery,
      answers: { 200: { description: 'At most two hundred.', schema: promiseList } },
      handle: async ({ query }) => {
        const rows = await listPromises(knex, query);
        return { status: 200, body: { data: rows.map(presentPromise) } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/promises/{promise}/cancellations',
      operation: 'cancelPromise',
      tag: 'Follow-up',
      summary: 'Cancel a promise',
      may: ['cancelPromise'],
      params: z.strictObject({ promise: z.string().max(100) }),
      body: noDataBody,
      bodyOptional: true,
      answers: { 200: taken, ...answers },
      handle: async (call) => {
        const { promise } = call.params;
        const found = await findPromise(knex, promise);
        if (!found) throw new Problem('not_found');
        return take(call, found.customer, 200, { type: 'cancelPromise', data: () => ({ promise }) }, () => promise);
      },
    }),
    route({
      method: 'post',
      path: '/v1/customers/{customer}/arrangements',
      operation: 'offerArrangement',
      tag: 'Follow-up',
      summary: 'Offer a customer to pay in instalments',
      description:
        'They accept by the link in the mail; then each instalment is a promise. An earlier offer that still waits is void.',
      may: ['offerArrangement'],
      params: onCustomer,
      body: arrangementBody,
      answers: { 201: taken, ...answers },
      handle: async (call) => {
        const { customer } = call.params;
        await requireCustomer(customer);
        const instalments = call.body.instalments.map(({ invoice, amount, date }, index) => ({
          invoice,
          amount: readMoney(amount, `/instalments/${index}/amount`),
          date,
        }));
        const idOf = (command: CommandId) => `arrangement-${sha256Hex(`${customer} ${command}`).slice(0, 20)}`;
        const data = (_texts: unknown, command: CommandId) => ({ arrangement: idOf(command), instalments });
        const { sequence, id } = await submit(call, {
          owner: followUpOwner(customer),
          customer,
          type: 'offerArrangement',
          data,
        });
        return {
          status: 201,
          headers: { ETag: etag(sequence) },
          body: { customer, sequence, arrangement: idOf(id) },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/customers/{customer}/arrangements',
      operation: 'listArrangements',
      tag: 'Follow-up',
      summary: 'The offer of an arrangement that waits for a customer',
      may: ['readMasterData'],
      params: onCustomer,
      answers: { 200: { description: 'One at most.', schema: arrangementList }, 404: answers[404] },
      handle: async ({ params }) => {
        await requireCustomer(params.customer);
        const offer = (await findOwnerState<FollowUpState>(knex, followUpOwner(params.customer)))?.arrangement;
        const data = offer
          ? [
              {
                id: offer.id,
                message: offer.message,
                instalments: offer.instalments.map((part) => ({ ...part, amount: presentMoney(part.amount) })),
              },
            ]
          : [];
        return { status: 200, body: { data } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/customers/{customer}/stops',
      operation: 'stop',
      tag: 'Follow-up',
      summary: 'Stop all reminders to a customer at once',
      may: ['stop'],
      params: onCustomer,
      body: stopBody,
      answers: { 200: taken, ...answers },
      handle: async (call) => {
        await requireCustomer(call.params.customer);
        const { reason } = call.body;
        return take(call, call.params.customer, 200, { type: 'stop', data: () => ({ reason }) });
      },
    }),
    route({
      method: 'post',
      path: '/v1/customers/{customer}/resumptions',
      operation: 'resume',
      tag: 'Follow-up',
      summary: 'Remind a customer again',
      may: ['resume'],
      params: onCustomer,
      body: noDataBody,
      bodyOptional: true,
      answers: { 200: taken, ...answers },
      handle: async (call) => {
        await requireCustomer(call.params.customer);
        return take(call, call.params.customer, 200, { type: 'resume', data: () => ({}) });
      },
    }),
  ];
}

const promiseIdFor = (customer: CustomerId, command: CommandId): string =>
  `promise-${sha256Hex(`${customer} ${command}`).slice(0, 20)}`;
