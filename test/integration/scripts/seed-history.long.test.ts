import type { Knex } from 'knex';
import { createRunSimulation } from '../../../activities/run-simulation';
import { connect } from '../../../db/connect';
import { findSimulation } from '../../../db/find-simulation';
import { insertSimulation } from '../../../db/insert-simulation';
import { createPolicyStore } from '../../../db/policies';
import { loadDemoCompany } from '../../../scripts/demo-company';
import { seedHistory } from '../../../scripts/seed-history/seed-history';
import { createTestDatabase, type TestDatabase } from '../../support/database';

let database: TestDatabase;
let knex: Knex;
const until = '2026-08-01T00:00:00.000Z';

beforeAll(async () => {
  database = await createTestDatabase();
  knex = connect(database.url, { statementTimeout: 60_000 });
  await loadDemoCompany(knex, '2026-11-20T09:00:00.000Z');
});
afterAll(async () => {
  await knex.destroy();
  // The database server may be tidying up so much at this moment, and lets nobody end that but itself.
  for (let attempt = 1; attempt < 30; attempt += 1) {
    try {
      return await database.drop();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
});

test('a year of 2,200 inquiries a month, half of what is unresolved waiting for somebody to give it out: what automatic routing changes', async () => {
  const begun = Date.now();
  const seeded = await seedHistory({ ownerUrl: database.ownerUrl, until, months: 12, perMonth: 2_200, seed: 2_026 });
  expect(seeded.cases).toBe(26_400);
  const written = Date.now();
  const id = await insertSimulation(knex, {
    requested_by: 'gwen.parrish',
    requested_at: '2026-11-20T09:00:00.000Z',
    period_from: seeded.from,
    period_to: until,
    policy_version: null,
    policy_content: null,
    staffing: null,
    automatic_routing: true,
  });
  const clock = { now: () => new Date().toISOString() };
  await createRunSimulation({ db: knex, policies: createPolicyStore(knex), clock, heartbeat: () => undefined })({ id });
  const done = Date.now();
  const report = (await findSimulation(knex, id))?.report;
  if (!report) throw new Error('there is no report');
  const { resolution, routingDelay, calibration } = report;
  // From the day on which there is a backlog to speak of.
  const shares = report.backlog.slice(20).map(({ actual }) => actual.delayedByRouting / actual.open);
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  // Whoever runs it wants to know: on this machine, at this moment.
  console.log({
    written: (written - begun) / 1_000,
    simulated: (done - written) / 1_000,
    resolution,
    routingDelay,
    mean,
  });
  expect(mean).toBeGreaterThan(0.47);
  expect(mean).toBeLessThan(0.53);
  expect(Number(routingDelay.actual.percent)).toBeGreaterThan(40);
  expect(Number(routingDelay.actual.percent)).toBeLessThan(60);
  expect(routingDelay.after.percent).toBe('0.0');
  expect(Number(resolution.elapsed.changePercent)).toBeLessThan(-28);
  expect(Number(resolution.elapsed.changePercent)).toBeGreaterThan(-34);
  expect(Math.abs(Number(calibration.differencePercent))).toBeLessThan(5);
}, 1_800_000);
