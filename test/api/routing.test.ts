import { createSweepWaiting } from '../../activities/sweep-waiting';
import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine);
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

async function filed(): Promise<string> {
  const { body } = await api.integration.post('/v1/inquiries', {
    subject: 'Invoice INV-10421: second delivery never came',
    body: 'We dispute USD 7,800.00 of invoice INV-10421.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  await desk.eventually(async () => (await read(body.reference)).sequence > 0);
  return body.reference;
}

const read = async (reference: string) => (await api.as('nora.whitfield').get(`/v1/inquiries/${reference}`)).body;
const routingOf = async (reference: string) =>
  (await api.as('nora.whitfield').get(`/v1/inquiries/${reference}/routing`)).body;

test('a case says why it is with this person and not with the others', async () => {
  const reference = await filed();
  const { last, now } = await routingOf(reference);
  expect(last).toMatchObject({ how: 'routed', by: null, team: 'billing', handed_over_from: null });
  expect(last.because).toContain('category billing_dispute goes to team billing');
  expect(last.others.length).toBeGreaterThan(0);
  for (const other of last.others)
    expect(other).toEqual({ id: expect.any(String), name: expect.any(String), why_not: expect.any(String) });
  expect(now.suggestion).not.toBeNull();
});

test('cases of somebody who goes away are handed over once, and who gives one back to them means it', async () => {
  const lead = api.as('nora.whitfield');
  const reference = await filed();
  const give = (person: string) => lead.post(`/v1/inquiries/${reference}/assignments`, { team: 'billing', person });
  await give('jonah.reyes');
  const now = Date.now();
  const absence = await api.as('jonah.reyes').post('/v1/absences', {
    person: 'jonah.reyes',
    from: new Date(now).toISOString(),
    until: new Date(now + 3_600_000).toISOString(),
    reason: 'leave',
    hand_over: 'mei.tanaka',
  });
  expect(absence.status).toBe(201);
  const sweep = () => createSweepWaiting(desk.db, desk.engine, desk.intake)({ now: new Date().toISOString() });

  expect((await sweep()).handedOver).toBeGreaterThanOrEqual(1);
  await desk.eventually(async () => (await read(reference)).assignee.id === 'mei.tanaka');
  expect((await routingOf(reference)).last).toMatchObject({
    how: 'assigned',
    by: null,
    person: { id: 'mei.tanaka' },
    handed_over_from: { id: 'jonah.reyes' },
  });

  await give('jonah.reyes');
  expect(await sweep()).toMatchObject({ handedOver: 0 });
  expect((await read(reference)).assignee.id).toBe('jonah.reyes');
  // A new case does not come to somebody who is away.
  expect((await routingOf(await filed())).last.others).toContainEqual(
    expect.objectContaining({ id: 'jonah.reyes', why_not: 'absent' }),
  );
});

test('a case goes to nobody who does not work the cases of the team', async () => {
  const reference = await filed();
  const { status, body } = await api
    .as('nora.whitfield')
    .post(`/v1/inquiries/${reference}/assignments`, { team: 'billing', person: 'victor.almeida' });
  expect([status, body.code]).toEqual([422, 'not_a_member']);
});
