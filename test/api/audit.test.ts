import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { auditPaths, openSigningKey } from '../../adapters/audit/signing-key';
import { createTakeCheckpoint } from '../../activities/take-checkpoint';
import { sha256Hex } from '../../contracts/canonical';
import { inquiryOwner } from '../../contracts/ids';
import { connect } from '../../db/connect';
import { demoPolicyVersion, loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';
import { addRow } from '../support/journal-rows';

const [first, second] = [inquiryOwner('INQ-2026-000001'), inquiryOwner('INQ-2026-000002')];

let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let auditor: ApiClient;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'inquiry-desk-audit-'));
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  api = await startTestApi(knex, fakeEngine({ start: async () => undefined }));
  auditor = api.as('olu.adeyemi');
  const take = createTakeCheckpoint(knex, directory);
  for (const owner of [first, second, first]) {
    await addRow(knex, owner, {}, demoPolicyVersion);
    await take();
  }
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

test('checkpoints are listed page by page, the newest first, as they stand in the file', async () => {
  const lines = readFileSync(auditPaths(directory).checkpoints, 'utf8').split('\n').filter(Boolean);
  const { publicKey } = openSigningKey(directory);
  const newest = await auditor.get('/v1/audit/checkpoints?limit=2');
  expect(newest).toMatchObject({
    status: 200,
    body: {
      data: [
        { number: 3, heads: 1, full: false, public_key: publicKey, hash: sha256Hex(lines[2] ?? '') },
        { number: 2, previous: sha256Hex(lines[0] ?? '') },
      ],
      has_more: true,
    },
  });
  const rest = await auditor.get(`/v1/audit/checkpoints?limit=2&cursor=${newest.body.next_cursor}`);
  expect(rest.body).toMatchObject({ data: [{ number: 1, full: true }], has_more: false, next_cursor: null });
});

test('only who reads the audit may ask, and for a chain that there is', async () => {
  for (const path of ['/v1/audit/checkpoints', '/v1/audit/verify']) {
    for (const person of ['nora.whitfield', 'petra.novak', 'gwen.parrish'])
      expect(await api.as(person).get(path)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await api.customer('C-1003').get(path)).toMatchObject({ status: 403 });
    expect(await api.stranger.get(path)).toMatchObject({ status: 401 });
  }
  expect(await auditor.get('/v1/audit/verify?owner=inquiry:INQ-2020-000001')).toMatchObject({ status: 404 });
  for (const query of ['owner=somebody', 'owner=', 'owners=all', `owner=inquiry:${'x'.repeat(200)}`])
    expect(await auditor.get(`/v1/audit/verify?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  expect(await auditor.get('/v1/audit/checkpoints?cursor=x')).toMatchObject({ status: 400 });
});

test('the journal is verified, all of it or one chain; what somebody changed is named', async () => {
  expect(await auditor.get('/v1/audit/verify')).toMatchObject({
    status: 200,
    body: { verified: true, rows: 3, chains: 2, first_bad: null, bad: 0, checkpoints: { compared: 3 } },
  });
  const intruder = connect(database.ownerUrl, { asOwner: true });
  await intruder.raw('alter table journal disable trigger user; alter table audit_checkpoints disable trigger user');
  await intruder('journal').where({ owner: first, sequence: 2 }).del();
  await intruder('owners').where({ owner: first }).update({ sequence: 1 });
  await intruder('audit_checkpoints').where({ number: 1 }).update({ line: 'no checkpoint at all' });
  await intruder.destroy();
  expect((await auditor.get('/v1/audit/verify')).body).toMatchObject({ verified: false, rows: 2 });
  expect((await auditor.get(`/v1/audit/verify?owner=${first}`)).body).toMatchObject({
    verified: false,
    rows: 1,
    chains: 1,
  });
  // One that is edited is still listed.
  expect((await auditor.get('/v1/audit/checkpoints')).body.data.at(-1)).toMatchObject({ number: 1, heads: null });
});
