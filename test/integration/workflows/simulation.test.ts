import { insertSimulation } from '../../../db/insert-simulation';
import { findSimulation } from '../../../db/find-simulation';
import { createSweepWaiting } from '../../../activities/sweep-waiting';
import { seedHistory } from '../../../scripts/seed-history/seed-history';
import { startTestDesk, type TestDesk } from '../../support/desk';

let desk: TestDesk;
const until = '2026-08-01T00:00:00.000Z';

beforeAll(async () => {
  desk = await startTestDesk();
  await seedHistory({ ownerUrl: desk.database.ownerUrl, until, months: 1, perMonth: 40, seed: 3 });
}, 60_000);
afterAll(() => desk.stop());

const ask = (automaticRouting: boolean | null, policyVersion: string | null = null) =>
  insertSimulation(desk.db, {
    requested_by: 'gwen.parrish',
    requested_at: '2026-11-20T09:00:00.000Z',
    period_from: '2026-07-01T00:00:00.000Z',
    period_to: until,
    policy_version: policyVersion,
    policy_content: null,
    staffing: null,
    automatic_routing: automaticRouting,
  });

test('a simulation runs on a worker; one that was never started is found by the sweep; started twice it runs once', async () => {
  const [told, forgotten] = [await ask(true), await ask(null)];
  await desk.engine.startSimulation(told);
  // No worker yet: it waits, and the API says so.
  expect(await findSimulation(desk.db, told)).toMatchObject({ status: 'waiting', progress: 0 });
  await desk.startWorker();
  await desk.engine.startSimulation(told);
  const done = (id: string) => async () => {
    const row = await findSimulation(desk.db, id);
    return row?.status === 'done' && row;
  };
  const first = await desk.eventually(done(told));
  expect(first.report?.cases.received).toBe(40);

  expect(await findSimulation(desk.db, forgotten)).toMatchObject({ status: 'waiting' });
  await createSweepWaiting(desk.db, desk.engine, desk.intake)({ now: new Date().toISOString() });
  const second = await desk.eventually(done(forgotten));
  expect(second.report).toMatchObject({ faster: 0, slower: 0 });
  await desk.engine.startSimulation(told);
  expect(await findSimulation(desk.db, told)).toEqual(first);
});
