import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoPolicyVersion } from '../../scripts/demo-company';
import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;

const shipped = readFileSync(join(__dirname, '../../policies/default.yaml'), 'utf8');
const disputes = "{ category: billing_dispute, urgency: '*', clock: resolution, minutes: 2160, time: elapsed }";
const ladder = '{ level: 2, afterBreachMinutes: 480, notify: [manager] }';

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine);
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

const lead = () => api.as('nora.whitfield');
const read = async (reference: string) => (await lead().get(`/v1/inquiries/${reference}`)).body;
interface Clock {
  name: string;
  due_at: string;
  target_seconds: number;
}
const resolutionOf = (clocks: Clock[]): Clock => clocks.find(({ name }) => name === 'resolution')!;

async function filed(): Promise<string> {
  const { body } = await api.integration.post('/v1/inquiries', {
    subject: 'Invoice INV-10421: second delivery never came',
    body: 'We dispute USD 7,800.00 of invoice INV-10421.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  // Until the acknowledgement is out nothing rests.
  await desk.eventually(async () => {
    const { data } = (await lead().get(`/v1/inquiries/${body.reference}/messages`)).body;
    return data?.length > 0 && data.every(({ status }: { status: string }) => status !== 'pending');
  });
  return body.reference;
}

test('scenario 10: another policy leaves open cases alone, new ones go by it, and one is moved on the record', async () => {
  const [first, second] = [await filed(), await filed()];
  const before = await read(first);
  expect(resolutionOf(before.clocks).target_seconds).toBe(36 * 3_600);

  const yaml = shipped.replace(disputes, disputes.replace('2160', '240')).replace(ladder, ladder.replace('480', '120'));
  const written = await api.as('elin.hart').post('/v1/policies', { version: '2027-a', yaml, reason: 'Four hours.' });
  expect(written.status).toBe(201);
  const body = { content_hash: written.body.hash };
  expect((await api.as('marcus.bell').post('/v1/policies/2027-a/publications', body)).status).toBe(201);

  for (const reference of [first, second]) {
    const { sequence, breached, clocks, policy_version: version } = await read(reference);
    expect({ sequence, breached, version }).toEqual({
      sequence: before.sequence,
      breached: false,
      version: demoPolicyVersion,
    });
    expect(resolutionOf(clocks).target_seconds).toBe(36 * 3_600);
  }
  const fresh = await read(await filed());
  expect(fresh.policy_version).toBe('2027-a');
  expect(resolutionOf(fresh.clocks).target_seconds).toBe(4 * 3_600);

  const path = `/v1/inquiries/${first}/policy-migrations`;
  const move = { version: '2027-a', reason: 'The customer was promised four hours.' };
  const seen = await lead().post(path, { ...move, dry_run: true });
  expect(seen).toMatchObject({
    status: 200,
    body: { dry_run: true, from: demoPolicyVersion, to: '2027-a', sequence: before.sequence },
  });
  expect(resolutionOf(seen.body.clocks)).toMatchObject({
    before: { target_seconds: 36 * 3_600 },
    after: { target_seconds: 4 * 3_600 },
    due_at_once: false,
  });
  expect(seen.body.differences.map(({ words }: { words: string }) => words)).toEqual([
    'escalation › levels › level 2 › after breach minutes: 8 h → 2 h',
  ]);
  expect((await read(first)).sequence).toBe(before.sequence);

  const key = { 'Idempotency-Key': 'move-1' };
  const moved = await lead().post(path, move, key);
  expect(moved).toMatchObject({ status: 200, body: { dry_run: false, to: '2027-a' } });
  expect((await lead().post(path, move, key)).body).toEqual(moved.body);
  const after = await read(first);
  expect(after).toMatchObject({ policy_version: '2027-a', breached: false });
  const due = (clocks: Clock[]) => Date.parse(resolutionOf(clocks).due_at);
  // The time used before the move counts: due four hours after it was received, to the millisecond.
  expect(due(after.clocks)).toBe(Date.parse(after.received_at) + 4 * 3_600_000);
  const { data } = (await lead().get(`/v1/inquiries/${first}/timeline`)).body;
  const [event] = data.filter(({ type }: { type: string }) => type === 'policy_migrated');
  expect(JSON.stringify(event)).toContain(`Moved from version ${demoPolicyVersion} of the policy to version 2027-a`);
  const [row] = await desk
    .db('owners')
    .where({ owner: `inquiry:${first}` })
    .select('wake_at');
  const running = after.clocks.filter(({ condition }: { condition: string }) => condition === 'running');
  const next = Math.min(
    ...running.flatMap(({ warn_at, due_at }: { warn_at: string; due_at: string }) =>
      [warn_at, due_at].map((at) => Date.parse(at)).filter((at) => at > Date.now()),
    ),
  );
  expect(Date.parse(row.wake_at)).toBe(next);
  expect((await desk.state(first)).policyVersion).toBe('2027-a');

  expect(await lead().post(path, move)).toMatchObject({ status: 422, body: { code: 'unchanged' } });
});

test('it is refused with a reason that can be read, and nothing changes', async () => {
  const reference = await filed();
  const path = `/v1/inquiries/${reference}/policy-migrations`;
  const { sequence } = await read(reference);
  const reason = 'Promised.';
  for (const dry_run of [true, false]) {
    expect(await lead().post(path, { version: 'none', reason, dry_run })).toMatchObject({
      status: 422,
      body: { code: 'record_unknown' },
    });
    expect(await api.as('pilar.santos').post(path, { version: demoPolicyVersion, reason, dry_run })).toMatchObject({
      status: 422,
      body: { code: 'owner_only' },
    });
    expect(await api.as('jonah.reyes').post(path, { version: demoPolicyVersion, reason, dry_run })).toMatchObject({
      status: 403,
    });
    expect(
      await lead().post(path, { version: demoPolicyVersion, reason, dry_run }, { 'If-Match': '"1"' }),
    ).toMatchObject({
      status: 412,
    });
  }
  expect(await lead().post(path, { version: demoPolicyVersion })).toMatchObject({ status: 400 });
  expect(await lead().post(path, { version: '../2', reason })).toMatchObject({ status: 400 });
  expect((await read(reference)).sequence).toBe(sequence);
});
