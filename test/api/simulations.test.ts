import type { Knex } from 'knex';
import { createRunSimulation } from '../../activities/run-simulation';
import { connect } from '../../db/connect';
import { createPolicyStore } from '../../db/policies';
import { loadDemoCompany } from '../../scripts/demo-company';
import { seedHistory } from '../../scripts/seed-history/seed-history';
import { startTestApi, type TestApi } from '../support/api';
import { createTestDatabase, type TestDatabase } from '../support/database';
import { fakeEngine } from '../support/fake-engine';

let database: TestDatabase;
let knex: Knex;
let api: TestApi;

const until = '2026-08-01T00:00:00.000Z';
const period = { from: '2026-07-01T00:00:00.000Z', to: until };

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url);
  await loadDemoCompany(knex, new Date().toISOString());
  await seedHistory({ ownerUrl: database.ownerUrl, until, months: 1, perMonth: 120, seed: 7 });
  const clock = { now: () => new Date().toISOString() };
  const run = createRunSimulation({ db: knex, policies: createPolicyStore(knex), clock, heartbeat: () => undefined });
  // As the worker does it, only at once.
  api = await startTestApi(knex, fakeEngine({ startSimulation: (id) => run({ id }) }));
}, 120_000);
afterAll(async () => {
  await api.stop();
  await knex.destroy();
  await database.drop();
});

const ask = (body: object, key?: string) =>
  api.as('gwen.parrish').post('/v1/simulations', body, key === undefined ? {} : { 'Idempotency-Key': key });

test('a manager asks what automatic routing would have changed, and every figure leads to its cases', async () => {
  const asked = await ask({ ...period, automatic_routing: true }, 'what-if-1');
  expect(asked).toMatchObject({ status: 201, body: { status: 'done', progress: 100, failure: null } });
  const { id, report } = asked.body;
  expect(report.cases.received).toBe(120);
  expect(Math.abs(Number(report.calibration.difference_percent))).toBeLessThan(5);
  expect(Number(report.resolution_time.elapsed.change_percent)).toBeLessThan(-10);
  expect(report.backlog).toHaveLength(31);

  const gwen = api.as('gwen.parrish');
  const count = async (link: string): Promise<number> => {
    let total = 0;
    let next = `${link}&limit=200`;
    for (;;) {
      const { status, body } = await gwen.get(next);
      expect(status).toBe(200);
      total += body.data.length;
      if (!body.has_more) return total;
      next = `${link}&limit=200&cursor=${body.next_cursor}`;
    }
  };
  const { resolution_time: times, attainment, routing_delay_share: share } = report;
  for (const name of ['faster', 'slower', 'unchanged']) expect(await count(times.links[name])).toBe(times[name]);
  expect(await count(attainment.resolution.links.gained)).toBe(attainment.resolution.gained);
  expect(await count(attainment.first_response.links.lost)).toBe(attainment.first_response.lost);
  for (const which of ['actual', 'before', 'after']) {
    expect(await count(share.links[which])).toBe(share[which].cases);
    const [day] = report.backlog.slice(14);
    expect(await count(day.links[which])).toBe(day[which].open);
  }
  const { body: movers } = await gwen.get(`${times.links.faster}&limit=1`);
  expect(report.movers).toContainEqual(movers.data[0]);
  expect(movers.data[0].why[0]).toContain('h less for a manual assignment');

  const file = await gwen.get(`/v1/simulations/${id}/cases.csv?difference=faster`);
  expect(file.headers.get('content-type')).toContain('text/csv');
  expect(file.body.trim().split('\r\n')).toHaveLength(times.faster + 1);

  const again = await ask({ ...period, automatic_routing: true }, 'what-if-1');
  expect(again).toMatchObject({ status: 200, body: { id } });
  expect(await ask({ ...period, automatic_routing: false }, 'what-if-1')).toMatchObject({ status: 409 });
  const { body: list } = await api.as('olu.adeyemi').get('/v1/simulations');
  expect(list.data[0]).toMatchObject({ id, status: 'done' });
});

test('the same people, policy and routing differ by nothing', async () => {
  const { body } = await ask(period);
  expect(body.report.resolution_time).toMatchObject({ faster: 0, slower: 0, elapsed: { change_percent: '0.0' } });
  expect(body.report.movers).toEqual([]);
});

test('fewer people, and a policy that was only written', async () => {
  const fewer = await ask({ ...period, staffing: { remove: ['dev.mehta'], capacity: { 'claire.fontaine': 30 } } });
  expect(fewer).toMatchObject({ status: 201, body: { status: 'done' } });
  const policy = await createPolicyStore(knex).newest();
  const { version: _version, hash: _hash, ...content } = policy;
  const strict = content.serviceLevels.map((rule) => ({ ...rule, minutes: 1, time: 'elapsed' }));
  const { body } = await ask({ ...period, content: { ...content, serviceLevels: strict } });
  expect(body.report.attainment.resolution.after).toMatchObject({ cases: 0, percent: '0.0' });
});

test('what cannot be lived through is refused with its reason, and leaves nothing', async () => {
  const before = await knex('simulations').pluck('id');
  const refusals: [object, number, string][] = [
    [{ from: until, to: period.from }, 400, 'invalid_request'],
    [{ from: until, to: '2199-01-01T00:00:00Z' }, 400, 'invalid_request'],
    [{ from: '2020-01-01T00:00:00Z', to: until }, 400, 'invalid_request'],
    [{ from: 'yesterday', to: until }, 400, 'invalid_request'],
    [{ ...period, policy: '1', content: {} }, 400, 'invalid_request'],
    [{ ...period, content: { teams: {} } }, 400, 'invalid_request'],
    [{ ...period, policy: 'none' }, 422, 'record_unknown'],
    [{ from: '2024-01-01T00:00:00Z', to: '2024-02-01T00:00:00Z' }, 422, 'period_empty'],
    [{ ...period, staffing: { remove: ['nobody.known'] } }, 422, 'person_unknown'],
    [{ ...period, staffing: { add: [{ id: 'new.one', teams: ['none'] }] } }, 422, 'team_unknown'],
    [{ ...period, staffing: { add: [{ id: 'mei.tanaka', teams: ['billing'] }] } }, 409, 'already_exists'],
    [{ ...period, staffing: { add: [{ id: 'x', teams: ['billing'], calendar: 'mars' }] } }, 422, 'record_unknown'],
    [{ ...period, staffing: { capacity: { 'mei.tanaka': 0 } } }, 400, 'invalid_request'],
    [{ ...period, staffing: { capacity: { 'mei.tanaka': 3 }, remove: ['mei.tanaka'] } }, 422, 'staffing_impossible'],
    [{ ...period, unheard: 1 }, 400, 'invalid_request'],
  ];
  for (const [body, status, code] of refusals) expect(await ask(body)).toMatchObject({ status, body: { code } });
  const everybody = await knex('people').pluck<string[]>('id');
  expect(await ask({ ...period, staffing: { remove: everybody } })).toMatchObject({
    status: 422,
    body: { code: 'staffing_impossible' },
  });
  expect(await knex('simulations').pluck('id')).toEqual(before);
  expect(await api.as('jonah.reyes').post('/v1/simulations', period)).toMatchObject({ status: 403 });
  expect(await api.as('olu.adeyemi').post('/v1/simulations', period)).toMatchObject({ status: 403 });
  expect(await api.as('gwen.parrish').get('/v1/simulations/none')).toMatchObject({ status: 404 });
  expect(await api.as('gwen.parrish').get('/v1/simulations/none/cases?difference=worse')).toMatchObject({
    status: 400,
  });
});
