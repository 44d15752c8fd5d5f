import type { Knex } from 'knex';
import { EngineUnclear, OwnerNotRunning, type Engine } from '../../adapters/engine/engine';
import type { Command, Outcome } from '../../contracts/messages';
import { createApp } from '../../api/app';
import { connect } from '../../db/connect';
import { loadDemoCompany } from '../../scripts/demo-company';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

/** The engine at the edge is not real here: real ones cannot be made to fail at a chosen moment. */
let database: TestDatabase;
let knex: Knex;
let api: TestApi;
let behaviour: Partial<Engine>;

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  const engine: Engine = {
    start: (owner) => (behaviour.start ?? fakeEngine().start)(owner),
    signal: (owner, name, command) => (behaviour.signal ?? fakeEngine().signal)(owner, name, command),
    update: (owner, command, deadline) => (behaviour.update ?? fakeEngine().update)(owner, command, deadline),
    startSimulation: (id) => (behaviour.startSimulation ?? fakeEngine().startSimulation)(id),
    state: (owner, deadline) => (behaviour.state ?? fakeEngine().state)(owner, deadline),
  };
  api = await startTestApi(knex, engine, { limits: { commandPatience: 1_000, startPatience: 100 } });
});
beforeEach(() => {
  behaviour = {};
});
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const unclear = () => Promise.reject(new EngineUnclear('lost'));
const accepted: Outcome = { result: 'accepted', sequence: 3, status: 'assigned' };

async function file(): Promise<string> {
  const { body } = await api.integration.post('/v1/inquiries', { subject: 'A', body: 'B' });
  return body.reference;
}

const note = (reference: string, headers?: Record<string, string>) =>
  api.as('nora.whitfield').post(`/v1/inquiries/${reference}/notes`, { text: 'Noted.' }, headers);

/** What handle would have written. */
const store = (owner: string, { id, type, digest }: Command) =>
  knex('outcomes').insert({
    owner,
    command_id: id,
    type,
    digest: digest ?? null,
    outcome: JSON.stringify(accepted),
    occurred_at: new Date().toISOString(),
  });

test('an answer that was lost is found in the journal', async () => {
  const reference = await file();
  behaviour.update = async (owner, command) => {
    await store(owner, command);
    return unclear();
  };
  expect(await note(reference)).toMatchObject({ status: 201, body: { sequence: 3, status: 'assigned' } });
});

test('a command that got lost is repeated with the same id', async () => {
  const reference = await file();
  const ids: string[] = [];
  behaviour.update = async (_owner, { id }) => {
    ids.push(id);
    return ids.length < 3 ? unclear() : accepted;
  };
  expect(await note(reference)).toMatchObject({ status: 201 });
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^request:[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('no key of a caller is the id of a command that the desk gives itself', async () => {
  const reference = await file();
  const ids: string[] = [];
  behaviour.update = async (_owner, { id }) => {
    ids.push(id);
    return accepted;
  };
  for (const key of ['open', 'catchUp', `effect:inquiry:${reference}/1/0`]) {
    await api.as('nora.whitfield').post(`/v1/inquiries/${reference}/notes`, { text: 'x' }, { 'idempotency-key': key });
  }
  expect(ids).toEqual(['request:open', 'request:catchUp', `request:effect:inquiry:${reference}/1/0`]);
});

test('a case that was filed while the engine was away is started by the first command', async () => {
  const reference = await file();
  const started: string[] = [];
  behaviour.start = async (owner) => void started.push(owner);
  behaviour.update = async () => {
    if (started.length === 0) throw new OwnerNotRunning('no workflow');
    return accepted;
  };
  expect(await note(reference)).toMatchObject({ status: 201 });
  expect(started).toEqual([`inquiry:${reference}`]);
  expect(
    await knex('dispatches')
      .where({ owner: `inquiry:${reference}` })
      .whereNull('delivered_at'),
  ).toEqual([]);
});

test('a case that has ended takes no more commands', async () => {
  const reference = await file();
  const owner = `inquiry:${reference}`;
  await knex('owners').insert({ owner, kind: 'inquiry', sequence: 0, hash: owner, state: '{}', ended: true });
  behaviour.update = () => Promise.reject(new OwnerNotRunning('no workflow'));
  expect(await note(reference)).toMatchObject({ status: 409, body: { code: 'case_ended' } });
  expect(await knex('texts').where('id', 'like', `${owner}/%`)).toEqual([]);
});

test('what a customer writes on a case that has ended opens a case that follows it, once', async () => {
  const reference = await file();
  const owner = `inquiry:${reference}`;
  await knex('owners').insert({ owner, kind: 'inquiry', sequence: 0, hash: owner, state: '{}', ended: true });
  behaviour.signal = () => Promise.reject(new OwnerNotRunning('no workflow'));
  const write = () =>
    api.integration.post(
      `/v1/inquiries/${reference}/messages`,
      { text: 'It happened again.' },
      { 'idempotency-key': 'late' },
    );
  const [wrote, again] = [await write(), await write()];
  expect(wrote.status).toBe(202);
  const following = (wrote.body as { reference: string }).reference;
  expect(following).not.toBe(reference);
  expect(again.body).toEqual(wrote.body);
  const read = await api.integration.get(`/v1/inquiries/${following}`);
  expect(read.body).toMatchObject({ follows: reference });
});

test('at most eight commands of a case are in flight; the others wait for their turn', async () => {
  const reference = await file();
  let running = 0;
  let most = 0;
  let full = (): void => undefined;
  const eightRun = new Promise<void>((resolve) => (full = resolve));
  behaviour.update = async () => {
    running += 1;
    most = Math.max(most, running);
    if (running === 8) full();
    await eightRun;
    // Long enough for a ninth to be seen, if it were let in.
    await new Promise((resolve) => setTimeout(resolve, 30));
    running -= 1;
    return accepted;
  };
  const answers = await Promise.all(Array.from({ length: 30 }, () => note(reference)));
  expect(answers.every(({ status }) => status === 201)).toBe(true);
  expect(most).toBe(8);
});

test('the same command twice at one moment is answered alike', async () => {
  const reference = await file();
  let stored: Promise<unknown> | null = null;
  behaviour.update = async (owner, command) => {
    stored ??= store(owner, command).then();
    await stored;
    return accepted;
  };
  const key = { 'Idempotency-Key': 'twin' };
  const [one, two] = await Promise.all([note(reference, key), note(reference, key)]);
  expect([one.status, two.status]).toEqual([201, 201]);
  const other = await api
    .as('jonah.reyes')
    .post(`/v1/inquiries/${reference}/notes`, { text: 'Noted.' }, { 'Idempotency-Key': 'twin' });
  expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
});

test('without the database nothing is accepted, and nothing is the fault of the caller', async () => {
  const away = connect('postgres://nobody:x@127.0.0.1:9/none');
  const token = await api.sign('nora.whitfield');
  const { dependencies } = api;
  const app = createApp({ ...dependencies, knex: away });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const answer = await fetch(`http://127.0.0.1:${port}/v1/inquiries`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await answer.json()).toMatchObject({ code: 'store_unavailable' });
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(503);
  expect((await fetch(`http://127.0.0.1:${port}/livez`)).status).toBe(200);
  server.close();
  await away.destroy();
});
