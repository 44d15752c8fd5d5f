import { z } from 'zod';
import { listPaymentsQuery, newPaymentBody, payment, paymentDetail, paymentList } from '../../contracts/http-books';
import { problem, recordId } from '../../contracts/http-common';
import { ownerSubject } from '../../contracts/ids';
import { answerOnce } from '../../db/answer-once';
import { findCustomer } from '../../db/find-customer';
import { findInvoices } from '../../db/find-invoices';
import { findPayments } from '../../db/find-payments';
import { listLinkedCases } from '../../db/list-linked-cases';
import { listPayments } from '../../db/list-payments';
import type { DispatchRow, PaymentRow } from '../../db/rows';
import { actorOf, callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { tellPayment } from '../follow-up-signals';
import { readPaging } from '../paging';
import { postOnce } from '../post-once';
import { presentMoney, readInstant, readMoney } from '../present';
import { Problem } from '../problem';
import { route, type Call, type Route } from '../route';
import { tellNow } from '../tell-owner';

type NewPayment = z.output<typeof newPaymentBody>;

export function createPaymentRoutes(deps: ApiDependencies): Route[] {
  const { knex, ledgerOn } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/payments',
      operation: 'addPayment',
      tag: 'Books',
      summary: 'Record money that came in, and what it settles as far as that is known',
      description:
        'What is not allocated stays unapplied until somebody proposes an allocation and another approves it.',
      may: ['recordBooks'],
      body: newPaymentBody,
      answers: {
        200: { description: 'Recorded before under this key.', schema: payment },
        201: { description: 'Recorded and posted.', schema: payment },
        409: { description: 'A payment with this id has other content.', schema: problem },
        422: { description: 'Customer or invoice do not exist, or more is allocated than is there.', schema: problem },
      },
      handle: async (call) => {
        const { made, repeated } = await record(deps, call);
        const stored = (await findPayments(knex, [made.id]))[made.id];
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/payments/${made.id}` },
          body: stored && presentPayment(stored),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/payments',
      operation: 'listPayments',
      tag: 'Books',
      summary: 'List payments, the latest first',
      may: ['readMasterData'],
      query: listPaymentsQuery,
      answers: { 200: { description: 'A page of payments.', schema: paymentList } },
      handle: async ({ query }) => {
        const { customer, legal_entity: legalEntity, unapplied } = query;
        const filter = {
          ...(customer !== undefined && { customer }),
          ...(legalEntity !== undefined && { legalEntity }),
          ...(unapplied !== undefined && { unapplied: unapplied === 'true' }),
        };
        const { rows, nextCursor } = await listPayments(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentPayment), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/payments/{payment}',
      operation: 'readPayment',
      tag: 'Books',
      summary: 'Read a payment with what became of it',
      may: ['readMasterData'],
      params: z.strictObject({ payment: recordId }),
      answers: {
        200: { description: 'The payment.', schema: paymentDetail },
        404: { description: 'No such payment.', schema: problem },
      },
      handle: async ({ params }) => {
        const stored = (await findPayments(knex, [params.payment]))[params.payment];
        const balance = await ledgerOn(knex).unapplied(params.payment);
        if (!stored || !balance) throw new Problem('not_found');
        const amount = (minor: number) => presentMoney({ minor, currency: balance.currency });
        const cases = await listLinkedCases(knex, 'payment', [stored.id]);
        return {
          status: 200,
          body: {
            ...presentPayment(stored),
            unapplied: amount(balance.unapplied),
            allocated: amount(balance.allocated),
            refunded: amount(balance.refunded),
            reversed: amount(balance.reversed),
            inquiries: cases.map(ownerSubject),
          },
        };
      },
    }),
  ];
}

/** Postings, note of the request and the word to follow-ups and cases are one transaction. */
async function record(deps: ApiDependencies, call: Call<unknown, unknown, NewPayment>) {
  const { knex, clock, ledgerOn } = deps;
  const { caller, body, idempotencyKey, digest } = call;
  const at = clock();
  const customer = body.customer === undefined ? null : await findCustomer(knex, body.customer);
  if (body.customer !== undefined && !customer) {
    throw new Problem('record_unknown', { details: { kind: 'customer', id: body.customer } });
  }
  const amount = readMoney(body.amount, '/amount');
  const allocations = (body.allocations ?? []).map((allocation, index) => ({
    invoice: allocation.invoice,
    amount: readMoney(allocation.amount, `/allocations/${index}/amount`),
  }));
  const posting = {
    key: `payment/${body.id}`,
    at,
    payment: body.id,
    legalEntity: body.legal_entity ?? customer?.legal_entity ?? '',
    customer: customer?.id ?? null,
    receivedAt: readInstant(body.received_at),
    amount,
    ...(body.payer_name !== undefined && { payerName: body.payer_name }),
    ...(body.bank_reference !== undefined && { bankReference: body.bank_reference }),
    ...(body.remittance !== undefined && { remittance: body.remittance }),
  };
  const dispatches: DispatchRow[] = [];
  const request = { scope: `${callerName(caller)}:payments`, key: idempotencyKey, digest, at };
  const result = await answerOnce(knex, request, async (transaction) => {
    const ledger = ledgerOn(transaction);
    await postOnce(() => ledger.recordPayment(posting));
    if (allocations.length > 0) {
      const allocation = { key: `payment/${body.id}/allocation`, at, payment: body.id, allocations };
      await postOnce(() => ledger.postAllocation(allocation));
    }
    const invoices = await findInvoices(
      transaction,
      allocations.map(({ invoice }) => invoice),
    );
    const settles = Object.values(invoices).map(({ id, customer: of }) => ({ invoice: id, customer: of }));
    const paid = { id: body.id, customer: customer?.id ?? null, amount };
    dispatches.push(...(await tellPayment(transaction, paid, settles, actorOf(caller), at)));
    return { id: body.id };
  });
  await tellNow(deps, dispatches);
  return result;
}

const presentPayment = (row: PaymentRow) => ({
  id: row.id,
  legal_entity: row.legal_entity,
  customer: row.customer,
  received_at: row.received_at,
  amount: presentMoney({ minor: row.amount, currency: row.currency }),
  unapplied: presentMoney({ minor: row.unapplied, currency: row.currency }),
  payer_name: row.payer_name,
  bank_reference: row.bank_reference,
  remittance: row.remittance,
});
