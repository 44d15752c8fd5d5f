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
  await desk.eventually(async () => {
    const { body: detail } = await api.as('nora.whitfield').get(`/v1/inquiries/${body.reference}`);
    return detail.sequence > 0;
  });
  return body.reference;
}

const toJonah = { team: 'billing', person: 'jonah.reyes' };

test('many cases are given out at once, each answers for itself, and a repetition does nothing twice', async () => {
  const references = await Promise.all([filed(), filed(), filed()]);
  const lead = api.as('nora.whitfield');
  const cases = references.map((reference) => ({ reference }));
  // Whoever it was routed to: from here on they are all Mei's.
  await lead.post('/v1/bulk/assignments', { items: cases, data: { team: 'billing', person: 'mei.tanaka' } });
  const items = [...cases, { reference: 'INQ-2026-999999' }];
  const key = { 'Idempotency-Key': 'away-on-monday' };
  const give = () => lead.post('/v1/bulk/assignments', { items, data: toJonah }, key);

  const first = await give();
  expect(first.status).toBe(200);
  expect(first.body.results.map(({ reference }: { reference: string }) => reference)).toEqual(
    items.map(({ reference }) => reference),
  );
  expect(first.body).toMatchObject({ accepted: 3, refused: 1 });
  expect(first.body.results[0]).toMatchObject({ http_status: 200, status: 'assigned' });
  expect(first.body.results[3]).toMatchObject({ http_status: 404, problem: { code: 'not_found' } });
  const again = await give();
  expect(again.body).toEqual(first.body);
  for (const reference of references) {
    const { body } = await lead.get(`/v1/inquiries/${reference}`);
    expect(body.assignee.id).toBe('jonah.reyes');
  }
}, 30_000);

test('who prepared a proposal is refused in bulk as well, and one who did not is not', async () => {
  const reference = await filed();
  await api.as('nora.whitfield').post(`/v1/inquiries/${reference}/assignments`, toJonah);
  const { body } = await api.as('jonah.reyes').post(`/v1/inquiries/${reference}/proposals`, {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: { value: '1200.00', currency: 'USD' },
    reason: 'price',
    explanation: 'Line 3 was invoiced above the agreed price.',
  });
  const { id: proposal, content_hash } = body.proposal;
  const decide = { items: [{ reference, proposal }], data: { decision: 'approve', content_hash } };
  expect((await api.as('jonah.reyes').post('/v1/bulk/decisions', decide)).body).toMatchObject({
    accepted: 0,
    refused: 1,
    results: [{ reference, proposal, http_status: 422, problem: { code: 'segregation_excluded' } }],
  });
  expect((await api.as('victor.almeida').post('/v1/bulk/decisions', decide)).body).toMatchObject({
    accepted: 1,
    results: [{ http_status: 200, status: 'in_progress' }],
  });
}, 30_000);

test.each([
  ['a command that does not exist', '/v1/bulk/miracles', { items: [{ reference: 'INQ-2026-000001' }] }, 404],
  ['no case', '/v1/bulk/claims', { items: [] }, 400],
  [
    'the same case twice',
    '/v1/bulk/claims',
    { items: [{ reference: 'INQ-2026-000001' }, { reference: 'INQ-2026-000001' }] },
    400,
  ],
  [
    'more cases than it takes',
    '/v1/bulk/claims',
    { items: Array.from({ length: 201 }, (_, index) => ({ reference: `INQ-2026-${String(index).padStart(6, '0')}` })) },
    400,
  ],
  ['a field nobody knows', '/v1/bulk/claims', { items: [{ reference: 'INQ-2026-000001' }], force: true }, 400],
])('refused as a whole: %s', async (_name, path, body, status) => {
  expect((await api.as('nora.whitfield').post(path, body)).status).toBe(status);
});

test('wrong data is refused for the case that it is for', async () => {
  const { status, body } = await api.as('nora.whitfield').post('/v1/bulk/escalations', {
    items: [{ reference: 'INQ-2026-000001', data: { level: 7 } }],
  });
  expect(status).toBe(200);
  expect(body.results[0]).toMatchObject({ http_status: 400, problem: { errors: [{ path: '/level' }] } });
});

test('a role that does not cover the command is refused at once', async () => {
  const { status, body } = await api.as('victor.almeida').post('/v1/bulk/unknown', { items: [] });
  expect([status, body.code]).toEqual([404, 'not_found']);
  const integration = await api.integration.post('/v1/bulk/claims', { items: [{ reference: 'INQ-2026-000001' }] });
  expect([integration.status, integration.body.code]).toEqual([403, 'forbidden']);
});
