import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  contact,
  customer,
  customerDetail,
  customerList,
  listCustomersQuery,
  newContactBody,
  newCustomerBody,
} from '../../contracts/http-books';
import { problem, recordId } from '../../contracts/http-common';
import { answerOnce } from '../../db/answer-once';
import { findContact } from '../../db/find-contact';
import { findCustomer } from '../../db/find-customer';
import { findFollowUp } from '../../db/find-follow-up';
import { insertContact } from '../../db/insert-contact';
import { insertCustomer } from '../../db/insert-customer';
import { listContacts } from '../../db/list-contacts';
import { listCustomers } from '../../db/list-customers';
import { listLegalEntities } from '../../db/list-legal-entities';
import { listPromises } from '../../db/list-promises';
import { findUndeliverableSince } from '../../db/find-undeliverable-since';
import type { CustomerRow } from '../../db/rows';
import { instantToMilliseconds, millisecondsToInstant } from '../../domain/instant';
import { callerName } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { readPaging } from '../paging';
import { presentMoney } from '../present';
import { presentContact } from '../present-contact';
import { presentPromise } from '../present-promise';
import { Problem } from '../problem';
import { route, type Route } from '../route';
import { readsTexts } from '../visible';

const created = { description: 'Recorded.', schema: customer };
const repeated = { description: 'Recorded before under this key.', schema: customer };

export function createCustomerRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/customers',
      operation: 'addCustomer',
      tag: 'Books',
      summary: 'Add a customer, with contacts',
      may: ['recordBooks'],
      body: newCustomerBody,
      answers: {
        200: repeated,
        201: created,
        409: { description: 'The id or an address is taken.', schema: problem },
        422: { description: 'Legal entity or parent do not exist.', schema: problem },
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        const at = clock();
        const entity = (await listLegalEntities(knex)).find(({ id }) => id === body.legal_entity);
        if (!entity) throw new Problem('record_unknown', { details: { kind: 'legal_entity', id: body.legal_entity } });
        const request = { scope: `${callerName(caller)}:customers`, key: idempotencyKey, digest, at };
        const { made, repeated: before } = await answerOnce(knex, request, async (transaction) => {
          const { contacts = [], ...given } = body;
          await insertCustomer(transaction, { zone: entity.zone, ...given });
          // Mail goes to the contact known for longest: of those that come together, to the one named first.
          for (const [index, each] of contacts.entries()) {
            await insertContact(transaction, {
              ...each,
              id: each.id ?? `contact-${randomUUID()}`,
              customer: body.id,
              created_at: millisecondsToInstant(instantToMilliseconds(at) + index),
            });
          }
          return { id: body.id };
        });
        const stored = await findCustomer(knex, made.id);
        return {
          status: before ? 200 : 201,
          headers: { Location: `/v1/customers/${made.id}` },
          body: stored && presentCustomer(stored),
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/customers',
      operation: 'listCustomers',
      tag: 'Books',
      summary: 'List customers',
      may: ['readMasterData'],
      query: listCustomersQuery,
      answers: { 200: { description: 'A page of customers by id.', schema: customerList } },
      handle: async ({ query }) => {
        const { legal_entity: legalEntity, parent, status, text } = query;
        const filter = {
          ...(legalEntity !== undefined && { legalEntity }),
          ...(parent !== undefined && { parent }),
          ...(status !== undefined && { status }),
          ...(text !== undefined && { text }),
        };
        const { rows, nextCursor } = await listCustomers(knex, filter, readPaging(query));
        return {
          status: 200,
          body: { data: rows.map(presentCustomer), has_more: nextCursor !== null, next_cursor: nextCursor },
        };
      },
    }),
    route({
      method: 'get',
      path: '/v1/customers/{customer}',
      operation: 'readCustomer',
      tag: 'Books',
      summary: 'Read a customer with contacts and follow-up',
      may: ['readMasterData'],
      params: z.strictObject({ customer: recordId }),
      answers: {
        200: { description: 'The customer.', schema: customerDetail },
        404: { description: 'No such customer.', schema: problem },
      },
      handle: async ({ caller, params }) => {
        const found = await findCustomer(knex, params.customer);
        if (!found) throw new Problem('not_found');
        const [contacts, followUp, promises] = await Promise.all([
          readsTexts(caller) ? listContacts(knex, found.id) : [],
          findFollowUp(knex, found.id),
          listPromises(knex, { customer: found.id }),
        ]);
        const undeliverable = await findUndeliverableSince(
          knex,
          contacts.map(({ id }) => id),
        );
        return {
          status: 200,
          body: {
            ...presentCustomer(found),
            contacts: contacts.map((each) => presentContact(each, undeliverable[each.id] ?? null)),
            follow_up: followUp && {
              stopped: followUp.stopped,
              next_at: followUp.next_at,
              sequence: followUp.sequence,
              promises: promises.map(presentPromise),
              holds: followUp.holds.map(({ invoice, amount, currency, inquiry }) => ({
                invoice,
                amount: amount === null || currency === null ? null : presentMoney({ minor: amount, currency }),
                inquiry,
              })),
            },
          },
        };
      },
    }),
    route({
      method: 'post',
      path: '/v1/contacts',
      operation: 'addContact',
      tag: 'Books',
      summary: 'Add a contact to a customer',
      may: ['recordBooks'],
      body: newContactBody,
      answers: {
        200: { description: 'Recorded before under this key.', schema: contact },
        201: { description: 'Recorded.', schema: contact },
        409: { description: 'The id or the address is taken.', schema: problem },
        422: { description: 'No such customer.', schema: problem },
      },
      handle: async ({ caller, body, idempotencyKey, digest }) => {
        const at = clock();
        const request = { scope: `${callerName(caller)}:contacts`, key: idempotencyKey, digest, at };
        const { made, repeated: before } = await answerOnce(knex, request, async (transaction) => {
          const id = body.id ?? `contact-${randomUUID()}`;
          await insertContact(transaction, { ...body, id, created_at: at });
          return { id };
        });
        const stored = await findContact(knex, made.id);
        return { status: before ? 200 : 201, body: stored && presentContact(stored, null) };
      },
    }),
  ];
}

const presentCustomer = (row: CustomerRow) => ({
  id: row.id,
  name: row.name,
  parent: row.parent,
  legal_entity: row.legal_entity,
  language: row.language,
  zone: row.zone,
  segment: row.segment,
  status: row.status,
  open_tracking: row.open_tracking,
});
