import { connect } from '../../db/connect';
import { startOwnPostgres, startOwnTemporal, type OwnPostgres, type OwnTemporal } from '../support/own-servers';
import { startRunningDesk, type RunningDesk } from '../support/running-desk';
import { expectAllAtRest, inspect } from '../support/told-stories';

let postgres: OwnPostgres;
let temporal: OwnTemporal;
let desk: RunningDesk;

beforeAll(async () => {
  postgres = await startOwnPostgres();
  temporal = await startOwnTemporal();
  const { url, ownerUrl } = postgres.database;
  desk = await startRunningDesk({
    DATABASE_URL: url,
    DATABASE_OWNER_URL: ownerUrl,
    TEMPORAL_ADDRESS: temporal.address,
  });
}, 180_000);
afterAll(async () => {
  await desk?.remove();
  await temporal?.stop();
  await postgres?.remove();
}, 60_000);

const dispute = {
  subject: 'Invoice INV-10421: second delivery never came',
  body: 'We dispute USD 7,800.00 of invoice INV-10421.',
  requester: { email: 'ap@meridian-outdoor.example' },
};

async function ask(method: string, path: string, body?: unknown, key?: string) {
  const response = await fetch(`${desk.addresses.api}${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${desk.addresses.integration?.key}`,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(key !== undefined && { 'Idempotency-Key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests say what they expect of it
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
}

async function until(holds: () => Promise<boolean>, seconds = 90): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const isOpened = async (reference: string) => (await ask('GET', `/v1/inquiries/${reference}`)).body.sequence > 0;

test('without the engine an inquiry is accepted all the same, and its case starts when the engine is back', async () => {
  await temporal.kill();
  const filed = await ask('POST', '/v1/inquiries', dispute, 'while-away');
  expect(filed).toMatchObject({
    status: 202,
    body: { reference: expect.stringMatching(/^INQ-\d{4}-\d{6}$/), status: 'accepted' },
  });
  const { reference } = filed.body;
  expect(filed.headers.get('location')).toBe(`/v1/inquiries/${reference}`);
  expect(await ask('POST', '/v1/inquiries', dispute, 'while-away')).toMatchObject({ status: 200, body: { reference } });
  // What was accepted can be read; what has to be decided waits, and says so.
  expect(await ask('GET', `/v1/inquiries/${reference}`)).toMatchObject({ status: 200, body: { status: 'open' } });
  const asked = await ask('POST', `/v1/inquiries/${reference}/confirmations`, {}, 'early');
  expect(asked).toMatchObject({ status: 503, body: { code: 'engine_unavailable' } });
  expect(Number(asked.headers.get('retry-after'))).toBeGreaterThan(0);

  await temporal.start();
  await until(() => isOpened(reference));
  const inside = await inspect(desk);
  expect(await inside.db('journal').where({ owner: `inquiry:${reference}`, type: 'inquiry_received' })).toHaveLength(1);
  await expectAllAtRest(inside);
  await inside.close();
}, 180_000);

test('without the database everything is refused for now, nothing is half done, and the same key works afterwards', async () => {
  const before = await counts();
  await postgres.stop();
  for (const [method, path, body] of [
    ['POST', '/v1/inquiries', dispute],
    ['GET', '/v1/inquiries', undefined],
  ] as const) {
    const refused = await ask(method, path, body, body && 'no-database');
    expect(refused).toMatchObject({ status: 503, body: { code: 'store_unavailable', status: 503 } });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  await postgres.start();
  await until(async () => (await ask('GET', '/v1/inquiries')).status === 200);
  expect(await counts()).toEqual(before);

  const filed = await ask('POST', '/v1/inquiries', dispute, 'no-database');
  expect(filed.status).toBe(201);
  await until(() => isOpened(filed.body.reference));
  expect(await counts()).toMatchObject({ intake: before.intake + 1 });
}, 180_000);

/** What an inquiry leaves behind as soon as it is accepted. */
async function counts(): Promise<Record<'intake' | 'contacts' | 'starts', number>> {
  const db = connect(postgres.database.url, { poolSize: 1 });
  try {
    const count = async (table: string, where: object = {}) =>
      Number((await db(table).where(where).count({ rows: '*' }).first())?.rows);
    return {
      intake: await count('intakes'),
      contacts: await count('contacts'),
      starts: await count('dispatches', { kind: 'start' }),
    };
  } finally {
    await db.destroy();
  }
}
