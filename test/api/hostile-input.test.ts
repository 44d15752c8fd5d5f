import type { Knex } from 'knex';
import { connect } from '../../db/connect';
import { loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let erp: ApiClient;
let reference: string;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  api = await startTestApi(knex, fakeEngine(), { limits: { commandPatience: 300, startPatience: 100 } });
  erp = api.integration;
  const filed = await erp.post('/v1/inquiries', { subject: 'Statement', body: 'Please send our statement.' });
  expect(filed).toMatchObject({ status: 202, body: { status: 'accepted' } });
  reference = filed.body.reference;
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const tables = [
  'texts',
  'intakes',
  'contacts',
  'dispatches',
  'requests',
  'customers',
  'invoices',
  'payments',
  'postings',
];

async function counts(): Promise<Record<string, number>> {
  const rows = await Promise.all(
    tables.map(async (table) => [table, Number((await knex(table).count('* as n').first())?.['n'])]),
  );
  return Object.fromEntries(rows);
}

const good = { subject: 'Subject', body: 'Body' };
const amount = { value: '10.00', currency: 'USD' };
const invoice = { id: 'X-1', customer: 'C-1003', issued_on: '2026-01-01', due_on: '2026-02-01', amount };
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const bodies: [what: string, path: string, raw: string | Buffer, status: number, place?: string][] = [
  ['nothing at all', '/v1/inquiries', '', 400],
  ['an empty object', '/v1/inquiries', '{}', 400, '/subject'],
  ['not JSON', '/v1/inquiries', '{"subject":', 400],
  ['an array', '/v1/inquiries', '[]', 400],
  ['null', '/v1/inquiries', 'null', 400],
  ['ten megabytes', '/v1/inquiries', JSON.stringify({ ...good, body: 'x'.repeat(10_000_000) }), 413],
  ['bytes that are not UTF-8', '/v1/inquiries', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400],
  ['deep nesting', '/v1/inquiries', nested(5_000), 400],
  ['very deep nesting of arrays', '/v1/inquiries', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 400],
  ['a wrong type', '/v1/inquiries', JSON.stringify({ ...good, subject: 7 }), 400, '/subject'],
  ['an unknown field', '/v1/inquiries', JSON.stringify({ ...good, colour: 'red' }), 400, '/colour'],
  [
    'an unknown field inside',
    '/v1/inquiries',
    JSON.stringify({ ...good, requester: { email: 'a@b.example', x: 1 } }),
    400,
    '/requester/x',
  ],
  ['a prototype', '/v1/inquiries', '{"subject":"a","body":"b","__proto__":{"x":1}}', 400],
  ['a NUL', '/v1/inquiries', JSON.stringify({ ...good, body: 'a\u0000b' }), 400, '/body'],
  ['a bell', '/v1/inquiries', JSON.stringify({ ...good, subject: 'a\u0007' }), 400, '/subject'],
  ['half a surrogate pair', '/v1/inquiries', '{"subject":"a","body":"\\ud83d"}', 400, '/body'],
  ['a line break in a line', '/v1/inquiries', JSON.stringify({ ...good, subject: 'a\nBcc: b' }), 400, '/subject'],
  ['only blanks', '/v1/inquiries', JSON.stringify({ ...good, body: '  \n ' }), 400, '/body'],
  [
    'a bad address',
    '/v1/inquiries',
    JSON.stringify({ ...good, requester: { email: 'nobody' } }),
    400,
    '/requester/email',
  ],
  ['a customer that is not', '/v1/inquiries', JSON.stringify({ ...good, customer: 'C-none' }), 422],
  ['an entity that is not', '/v1/inquiries', JSON.stringify({ ...good, legal_entity: 'nowhere' }), 422],
  [
    'too many decimals',
    '/v1/invoices',
    JSON.stringify({ ...invoice, amount: { value: '10.000', currency: 'USD' } }),
    400,
    '/amount/value',
  ],
  [
    'decimals of a currency without',
    '/v1/invoices',
    JSON.stringify({ ...invoice, amount: { value: '10.00', currency: 'JPY' } }),
    400,
    '/amount/value',
  ],
  [
    'an amount as a number',
    '/v1/invoices',
    JSON.stringify({ ...invoice, amount: { value: 10, currency: 'USD' } }),
    400,
    '/amount/value',
  ],
  [
    'an amount beyond counting',
    '/v1/invoices',
    JSON.stringify({ ...invoice, amount: { value: '99999999999999999.00', currency: 'USD' } }),
    400,
    '/amount/value',
  ],
  [
    'a currency that is not',
    '/v1/invoices',
    JSON.stringify({ ...invoice, amount: { value: '10.00', currency: 'XXQ' } }),
    400,
    '/amount/currency',
  ],
  ['nothing owed', '/v1/invoices', JSON.stringify({ ...invoice, amount: { value: '0.00', currency: 'USD' } }), 422],
  [
    'a negative amount',
    '/v1/invoices',
    JSON.stringify({ ...invoice, amount: { value: '-10.00', currency: 'USD' } }),
    422,
  ],
  ['a date that is not', '/v1/invoices', JSON.stringify({ ...invoice, due_on: '2026-02-30' }), 400, '/due_on'],
  ['a date of another age', '/v1/invoices', JSON.stringify({ ...invoice, due_on: '9999-01-01' }), 400, '/due_on'],
  [
    'tax in another currency',
    '/v1/invoices',
    JSON.stringify({ ...invoice, tax: { value: '1.00', currency: 'EUR' } }),
    400,
    '/tax/currency',
  ],
  ['an id with a slash', '/v1/invoices', JSON.stringify({ ...invoice, id: '../x' }), 400, '/id'],
  [
    'a taken address',
    '/v1/customers',
    JSON.stringify({
      id: 'N-1',
      name: 'N',
      legal_entity: 'halden-us',
      contacts: [{ email: 'AP@meridian-outdoor.example' }],
    }),
    409,
  ],
  [
    'more than was paid',
    '/v1/payments',
    JSON.stringify({
      id: 'P-1',
      customer: 'C-1003',
      received_at: '2026-01-01T00:00:00Z',
      amount,
      allocations: [{ invoice: 'INV-10421', amount: { value: '20.00', currency: 'USD' } }],
    }),
    422,
  ],
];

const refused = bodies.map(([what, path, raw, status, place]) => ({ what, path, raw, status, place }));

test.each(refused)('$what is refused and leaves no trace', async ({ path, raw, status, place }) => {
  const before = await counts();
  const answer = await erp.request('POST', path, { raw });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer.body).toMatchObject({
    status,
    code: expect.any(String),
    request_id: expect.any(String),
    next: expect.any(String),
  });
  if (place !== undefined) expect(answer.body.errors.map(({ path: at }: { path: string }) => at)).toContain(place);
  expect(await counts()).toEqual(before);
});

test('a key used again for another body leaves no trace', async () => {
  const key = { 'Idempotency-Key': 'erp-77' };
  expect(await erp.post('/v1/invoices', { ...invoice, id: 'X-77' }, key)).toMatchObject({ status: 201 });
  const before = await counts();
  expect(await erp.post('/v1/invoices', { ...invoice, id: 'X-78' }, key)).toMatchObject({
    status: 409,
    body: { code: 'idempotency_key_reused' },
  });
  expect(await erp.post('/v1/invoices', { ...invoice, id: 'X-77', due_on: '2026-03-01' })).toMatchObject({
    status: 409,
    body: { code: 'already_exists' },
  });
  expect(await erp.post('/v1/invoices', { ...invoice, id: 'X-77' }, key)).toMatchObject({ status: 200 });
  expect(await counts()).toEqual(before);
});

test('wrong envelopes get the answer of HTTP', async () => {
  const lead = api.as('nora.whitfield');
  const xml = { 'Content-Type': 'application/xml' };
  expect(await erp.request('POST', '/v1/inquiries', { raw: '<a/>', headers: xml })).toMatchObject({ status: 415 });
  const latin = { 'Content-Type': 'application/json; charset=latin1' };
  expect(await erp.request('POST', '/v1/inquiries', { raw: '{}', headers: latin })).toMatchObject({ status: 415 });
  expect(await lead.get('/v1/nothing')).toMatchObject({ status: 404, body: { code: 'not_found' } });
  const wrong = await lead.request('DELETE', `/v1/inquiries/${reference}`);
  expect(wrong).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
  expect(wrong.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  expect(await lead.get(`/v1/inquiries`, { Accept: 'text/csv' })).toMatchObject({ status: 406 });
  expect(await lead.get(`/v1/inquiries/${reference}`, { 'If-Match': 'twelve' })).toMatchObject({ status: 400 });
  const noted = await lead.post(`/v1/inquiries/${reference}/notes`, { text: 'x' }, { 'Idempotency-Key': 'a b' });
  expect(noted).toMatchObject({ status: 400 });
});

test.each([
  '/v1/inquiries?colour=red',
  '/v1/inquiries?limit=0',
  '/v1/inquiries?limit=1&limit=2',
  '/v1/inquiries?status=lost',
  '/v1/inquiries?cursor=%00',
  '/v1/inquiries?due_before=yesterday',
  '/v1/inquiries?due_before=0000-01-01T00:00:00Z',
  '/v1/inquiries?team=%ED%A0%80x%0A',
  '/v1/customers?text=%00',
  '/v1/inquiries?__proto__[x]=1',
])('the query %s is refused', async (path) => {
  const { status } = await api.as('nora.whitfield').get(path);
  expect(status).toBe(400);
});

test.each([
  '/v1/inquiries/INQ-2026-1',
  '/v1/inquiries/INQ-2026-999999',
  '/v1/inquiries/%00',
  '/v1/invoices/..%2F..%2Fx',
  '/v1/policies/none',
])('%s is not found', async (path) => {
  expect(await api.as('nora.whitfield').get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('a malformed address is the fault of who sends it', async () => {
  const { status } = await api.as('nora.whitfield').get('/v1/inquiries/%E0%A4%A');
  expect(status).toBe(400);
});

test('a command without an engine is answered with 503, and its texts stay for the repetition', async () => {
  const note = await api.as('nora.whitfield').post(`/v1/inquiries/${reference}/notes`, { text: 'Waiting.' });
  expect(note).toMatchObject({ status: 503, body: { code: 'engine_unavailable' } });
  expect(note.headers.get('retry-after')).toBe('2');
  const detail = await api.as('nora.whitfield').get(`/v1/inquiries/${reference}`);
  expect(detail).toMatchObject({ status: 200, body: { status: 'open', sequence: 0, subject: 'Statement' } });
  expect(await api.as('nora.whitfield').get(`/v1/inquiries/${reference}?source=workflow`)).toMatchObject({
    status: 503,
  });
});
