import type { Knex } from 'knex';
import { connect } from '../../db/connect';
import { loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  api = await startTestApi(knex, fakeEngine({ start: async () => undefined }), { limits: { commandPatience: 300 } });
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const words = { subject: 'Our statement', body: 'Please send it.' };

test('without a valid token nobody gets in, and nobody learns why', async () => {
  const expired = await api.sign('nora.whitfield', {}, { expires: '-1h' });
  const foreign = await api.sign('nora.whitfield', {}, { issuer: 'https://elsewhere.example' });
  const stranger = await api.sign('nobody.known');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"nora.whitfield"}').toString('base64url')}.`;
  for (const token of [expired, foreign, stranger, unsigned, 'x', `idk_erp_${'0'.repeat(64)}`]) {
    const answer = await api.withToken(token).get('/v1/me');
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(answer.body.detail).toBeUndefined();
  }
  const { status, headers } = await api.stranger.get('/v1/me');
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toContain('Bearer');
});

test('roles are those of this moment, not those of the token', async () => {
  const sofia = api.as('sofia.marin');
  expect(await sofia.get('/v1/inquiries')).toMatchObject({ status: 200 });
  await knex('people').where({ id: 'sofia.marin' }).update({ roles: [] });
  expect(await sofia.get('/v1/inquiries')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  await knex('people').where({ id: 'sofia.marin' }).update({ active: false });
  expect(await sofia.get('/v1/inquiries')).toMatchObject({ status: 401 });
});

test('an administrator decides no case, an auditor changes nothing', async () => {
  const { body } = await api.integration.post('/v1/inquiries', words);
  for (const person of ['petra.novak', 'olu.adeyemi', 'elin.hart', 'gwen.parrish']) {
    expect(await api.as(person).post(`/v1/inquiries/${body.reference}/claims`)).toMatchObject({ status: 403 });
    expect(await api.as(person).post('/v1/inquiries', words)).toMatchObject({ status: 403 });
  }
  expect(await api.as('olu.adeyemi').get(`/v1/inquiries/${body.reference}`)).toMatchObject({
    status: 200,
    body: { subject: words.subject },
  });
  // A manager reads figures, not letters.
  expect(await api.as('gwen.parrish').get(`/v1/inquiries/${body.reference}`)).toMatchObject({
    status: 200,
    body: { subject: null, requester: null },
  });
});

test('a customer sees their own cases and nothing of anybody else', async () => {
  const filed = await api.customer('C-1003').post('/v1/inquiries', words);
  expect(filed.status).toBe(201);
  const path = `/v1/inquiries/${filed.body.reference}`;
  const own = await api.customer('C-1003').get(path);
  expect(own).toMatchObject({ status: 200, body: { channel: 'portal', customer: { id: 'C-1003' } } });
  expect(own.body).not.toHaveProperty('identification');
  for (const part of ['', '/timeline', '/messages', '/links']) {
    const foreign = await api.customer('C-1004').get(`${path}${part}`);
    const missing = await api.customer('C-1004').get(`/v1/inquiries/INQ-2020-000001${part}`);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' });
  }
  expect(await api.customer('C-1004').post(`${path}/confirmations`)).toMatchObject({ status: 404 });
  expect(await api.customer('C-1003').get('/v1/invoices')).toMatchObject({ status: 403 });
  expect(await api.customer('C-1003').get(`${path}/proposals`)).toMatchObject({ status: 403 });
  expect(await api.customer('C-1003').post('/v1/inquiries', { ...words, customer: 'C-1004' })).toMatchObject({
    status: 403,
  });
  const promise = { invoice: 'INV-10455', amount: { value: '1.00', currency: 'USD' }, date: '2030-01-01' };
  const unknown = await api.customer('C-1003').post('/v1/promises', { ...promise, invoice: 'INV-none' });
  const foreign = await api.customer('C-1003').post('/v1/promises', promise);
  expect([unknown.status, foreign.status]).toEqual([422, 422]);
  expect(foreign.body.code).toBe(unknown.body.code);
});

const identification = async (reference: string) => {
  const row = await knex('intakes')
    .where({ reference })
    .first('identification', 'customer_claimed', 'contact', 'filed_by');
  return { ...row.identification, customer: row.customer_claimed, contact: row.contact, filedBy: row.filed_by };
};

test('how sure we are of the customer depends on who says it', async () => {
  const file = async (as: 'integration' | 'staff' | 'customer', more: object) => {
    const client = { integration: api.integration, staff: api.as('jonah.reyes'), customer: api.customer('C-1003') }[as];
    const { status, body } = await client.post('/v1/inquiries', { ...words, ...more });
    expect(status).toBe(201);
    return identification(body.reference);
  };
  const address = { requester: { email: 'AP@Meridian-Outdoor.example' } };
  expect(await file('integration', address)).toMatchObject({
    level: 'verified',
    method: 'sender_address',
    customer: 'C-1003',
    contact: 'contact-1003-1',
  });
  expect(await file('integration', { customer: 'C-1004' })).toMatchObject({ level: 'verified', method: 'integration' });
  expect(await file('staff', { customer: 'C-1004' })).toMatchObject({
    level: 'claimed',
    method: 'none',
    customer: 'C-1004',
    filedBy: 'jonah.reyes',
  });
  expect(await file('customer', {})).toMatchObject({ level: 'verified', method: 'portal_login', customer: 'C-1003' });
  const unproved = { requester: { email: 'purchasing@meridian-outdoor.example' } };
  expect(await file('integration', unproved)).toMatchObject({
    level: 'none',
    customer: null,
    contact: 'contact-1003-2',
  });
  // Answers about one customer never go to the address of another.
  expect(await file('integration', { ...address, customer: 'C-1004' })).toMatchObject({
    customer: 'C-1004',
    contact: 'contact-1004-1',
  });
});

test('acting for somebody takes a delegation that is in force', async () => {
  const headers = { 'On-Behalf-Of': 'george.okafor' };
  expect(await api.as('tomas.lindqvist').get('/v1/me', headers)).toMatchObject({
    status: 200,
    body: { on_behalf_of: 'george.okafor' },
  });
  expect(await api.as('jonah.reyes').get('/v1/me', headers)).toMatchObject({ status: 403 });
  const later = { delegate: 'mei.tanaka', starts_at: '2099-01-01T00:00:00Z', ends_at: '2099-02-01T00:00:00Z' };
  expect(await api.as('jonah.reyes').post('/v1/delegations', later)).toMatchObject({ status: 201 });
  expect(await api.as('mei.tanaka').get('/v1/me', { 'On-Behalf-Of': 'jonah.reyes' })).toMatchObject({ status: 403 });
});

test('the process says whether it lives and is ready, and nothing of what it answers is kept', async () => {
  expect(await api.stranger.get('/livez')).toMatchObject({ status: 200 });
  expect(await api.stranger.get('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
  const { body } = await api.stranger.get('/metrics');
  expect(body).toContain('inquiry_desk_http_request_duration_seconds');
  const { headers } = await api.as('nora.whitfield').get('/v1/me', { 'X-Request-Id': 'request-from-outside' });
  expect(headers.get('x-request-id')).toBe('request-from-outside');
  expect(headers.get('cache-control')).toContain('private');
});
