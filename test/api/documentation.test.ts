import { Spectral } from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { followUpUpdates, inquiryUpdates } from '../../contracts/messages';
import { connect } from '../../db/connect';
import type { Knex } from 'knex';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  api = await startTestApi(knex, fakeEngine());
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

test('the description of the API is sound OpenAPI', async () => {
  const { body, status } = await api.stranger.get('/v1/openapi.json');
  expect(status).toBe(200);
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas as never, 'recommended']] });
  const findings = await spectral.run(JSON.stringify(body));
  expect(findings.map(({ code, path, message }) => `${code} ${path.join('.')}: ${message}`)).toEqual([]);
});

test('every update of a case has its address', async () => {
  const { body } = await api.stranger.get('/v1/openapi.json');
  const operations = Object.values(body.paths).flatMap((methods) =>
    Object.values(methods as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
  );
  // An arrangement is accepted by the link in its offer, and nowhere else.
  const overTheApi = [...inquiryUpdates, ...followUpUpdates].filter((name) => name !== 'acceptArrangement');
  expect(operations).toEqual(expect.arrayContaining(overTheApi));
  expect(new Set(operations).size).toBe(operations.length);
});

test('the page for people names every address and error, and fetches nothing', async () => {
  const { body: page, headers } = await api.stranger.get('/docs');
  const { body } = await api.stranger.get('/v1/openapi.json');
  for (const path of Object.keys(body.paths)) expect(page).toContain(`<code>${path}</code>`);
  expect(page).toContain('id="error-segregation_excluded"');
  expect(page).not.toMatch(/(?:src|href)="https?:/);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
});
