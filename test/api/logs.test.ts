import { Writable } from 'node:stream';
import type { Knex } from 'knex';
import pino from 'pino';
import { connect } from '../../db/connect';
import { loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
const lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  const sink = new Writable({ write: (chunk: Buffer, _encoding, done) => void (lines.push(chunk.toString()), done()) });
  const log = pino({ level: 'debug' }, sink);
  api = await startTestApi(knex, fakeEngine(), { log, limits: { startPatience: 100 } });
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

test('the log says which route and how it ended, and nothing of who wrote what', async () => {
  const words = { subject: 'Secret subject', body: 'Secret body', requester: { email: 'secret.person@example.org' } };
  await api.integration.post('/v1/inquiries', words, { 'X-Request-Id': 'request-0001' });
  await api.as('nora.whitfield').get('/v1/customers?text=Meridian');
  await api.integration.post('/v1/inquiries', { ...words, secret: 'Secret field' });
  const log = lines.join('');
  const filed = lines.map((line) => JSON.parse(line)).find((line) => line.request_id === 'request-0001');
  expect(filed).toMatchObject({
    method: 'POST',
    route: '/v1/inquiries',
    status: 202,
    milliseconds: expect.any(Number),
  });
  expect(log).not.toMatch(/secret|meridian|nora|bearer|idk_/i);
});
