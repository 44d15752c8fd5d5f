import { z } from 'zod';
import { invoice, invoiceDetail, invoiceList, listInvoicesQuery, newInvoiceBody } from '../../contracts/http-books';
import { problem, recordId } from '../../contracts/http-common';
import { ownerSubject } from '../../contracts/ids';
import { answerOnce } from '../../db/answer-once';
import { findCustomer } from '../../db/find-customer';
import { findInvoices } from '../../db/find-invoices';
import { listInvoices } from '../../db/list-invoices';
import { listLinkedCases } from '../../db/list-linked-cases';
import type { DispatchRow, InvoiceRow } from '../../db/rows';
import { actorOf, callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { tellTrack } from '../follow-up-signals';
import { readPaging } from '../paging';
import { postOnce } from '../post-once';
import { presentMoney, readMoney } from '../present';
import { invalid, Problem } from '../problem';
import { route, type Call, type Route } from '../route';
import { tellNow } from '../tell-owner';

type NewInvoice = z.output<typeof newInvoiceBody>;

export function createInvoiceRoutes(deps: ApiDependencies): Route[] {
  const { knex, ledgerOn } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/invoices',
      operation: 'addInvoice',
      tag: 'Books',
      summary: 'Record an invoice that was issued; its follow-up begins',
      may: ['recordBooks'],
      body: newInvoiceBody,
      answers: {
        200: { description: 'Recorded before under this key.', schema: invoice },
        201: { description: 'Recorded and posted.', schema: invoice },
        409: { description: 'An invoice with this id has other content.', schema: problem },
        422: { description: 'The customer does not exist, or the amounts do not agree.', schema: problem },
      },
      handle: async (call) => {
        const { made, repeated } = await issue(deps, call);
        const stored = (await findInvoices(knex, [made.id]))[made.id];
        return {
          status: repeated ? 200 : 201,
          headers: { Location: `/v1/invoices/${made.id}` },
          body: stored && presentInvoice(stored),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/invoices',
      operation: 'listInvoices',
      tag: 'Books',
      summary: 'List invoices by due date',
      may: ['readMasterData'],
      query: listInvoicesQuery,
      answers: { 200: { description: 'A page of invoices.', schema: invoiceList } },
      handle: async ({ query }) => {
        const { customer, legal_entity: legalEntity, open } = query;
        const filter = {
          ...(customer !== undefined && { customer }),
          ...(legalEntity !== undefined && { legalEntity }),
          ...(open !== undefined && { open: open === 'true' }),
        };
        const { rows, nextCursor } = await listInvoices(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentInvoice), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/invoices/{invoice}',
      operation: 'readInvoice',
      tag: 'Books',
      summary: 'Read an invoice with what became of it',
      may: ['readMasterData'],
      params: z.strictObject({ invoice: recordId }),
      answers: {
        200: { description: 'The invoice.', schema: invoiceDetail },
        404: { description: 'No such invoice.', schema: problem },
      },
      handle: async ({ params }) => {
        const stored = (await findInvoices(knex, [params.invoice]))[params.invoice];
        const [balance] = await ledgerOn(knex).balanceOf([params.invoice]);
        if (!stored || !balance) throw new Problem('not_found');
        const amount = (minor: number) => presentMoney({ minor, currency: balance.currency });
        const cases = await listLinkedCases(knex, 'invoice', [stored.id]);
        return {
          status: 200,
          body: {
            ...presentInvoice(stored),
            open: amount(balance.open),
            credited: amount(balance.credited),
            paid: amount(balance.paid),
            written_off: amount(balance.writtenOff),
            inquiries: cases.map(ownerSubject),
          },
        };
      },
    }),
  ];
}

/** Posting, note of the request and the word to the follow-up are one transaction. */
async function issue(deps: ApiDependencies, call: Call<unknown, unknown, NewInvoice>) {
  const { knex, clock, ledgerOn } = deps;
  const { caller, body, idempotencyKey, digest } = call;
  const at = clock();
  const customer = await findCustomer(knex, body.customer);
  if (!customer) throw new Problem('record_unknown', { details: { kind: 'customer', id: body.customer } });
  const posting = {
    key: `invoice/${body.id}`,
    at,
    invoice: body.id,
    legalEntity: body.legal_entity ?? customer.legal_entity,
    customer: customer.id,
    issuedOn: body.issued_on,
    dueOn: body.due_on,
    ...amountsOf(body),
    ...(body.purchase_order !== undefined && { purchaseOrder: body.purchase_order }),
  };
  const dispatches: DispatchRow[] = [];
  const request = { scope: `${callerName(caller)}:invoices`, key: idempotencyKey, digest, at };
  const result = await answerOnce(knex, request, async (transaction) => {
    await postOnce(() => ledgerOn(transaction).issueInvoice(posting));
    const { invoice: id, dueOn: dueDate, legalEntity } = posting;
    dispatches.push(
      await tellTrack(transaction, customer.id, { invoice: id, dueDate, legalEntity }, actorOf(caller), at),
    );
    return { id };
  });
  await tellNow(deps, dispatches);
  return result;
}

/** All amounts of an invoice are of one currency. */
function amountsOf({ amount: gross, tax, lines }: NewInvoice) {
  const amount = readMoney(gross, '/amount');
  const sameCurrency = (given: { value: string; currency: string }, path: string): number => {
    const { minor, currency } = readMoney(given, path);
    if (currency !== amount.currency) throw invalid(`${path}/currency`, `the invoice is in ${amount.currency}`);
    return minor;
  };
  return {
    amount,
    ...(tax && { tax: sameCurrency(tax, '/tax') }),
    ...(lines && {
      lines: lines.map(({ description, quantity, net }, index) => ({
        description,
        quantity,
        net: sameCurrency(net, `/lines/${index}/net`),
      })),
    }),
  };
}

const presentInvoice = (row: InvoiceRow) => {
  const amount = (minor: number) => presentMoney({ minor, currency: row.currency });
  return {
    id: row.id,
    legal_entity: row.legal_entity,
    customer: row.customer,
    issued_on: row.issued_on,
    due_on: row.due_on,
    original: amount(row.original),
    open: amount(row.open),
    purchase_order: row.purchase_order,
    lines: row.lines.map(({ description, quantity, net }) => ({ description, quantity, net: amount(net) })),
  };
};
