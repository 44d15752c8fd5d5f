import { sha256Hex, canonicalJson } from '../../contracts/canonical';
import { demoPolicyVersion } from '../../scripts/demo-company';
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

const usd = (value: string) => ({ value, currency: 'USD' });

async function file(body: object): Promise<string> {
  const { body: filed } = await api.integration.post('/v1/inquiries', body);
  await desk.eventually(async () => {
    const { body: detail } = await api.as('olu.adeyemi').get(`/v1/inquiries/${filed.reference}`);
    return detail.sequence > 0;
  });
  return filed.reference;
}

test('an invoice and its payment reach the books, the follow-up and the case that waits for it', async () => {
  const lead = api.as('nora.whitfield');
  const invoice = {
    id: 'INV-90001',
    customer: 'C-1003',
    issued_on: '2026-01-05',
    due_on: '2026-02-04',
    amount: usd('1200.00'),
  };
  expect(await api.integration.post('/v1/invoices', invoice)).toMatchObject({
    status: 201,
    body: { open: usd('1200.00') },
  });
  await desk.eventually(async () => (await api.as('olu.adeyemi').get('/v1/customers/C-1003')).body.follow_up !== null);

  const promised = await api.customer('C-1003').post(
    '/v1/promises',
    {
      invoice: 'INV-90001',
      amount: usd('1200.00'),
      date: new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10),
    },
    { 'Idempotency-Key': 'promise-1' },
  );
  expect(promised).toMatchObject({ status: 201, body: { customer: 'C-1003', promise: expect.any(String) } });
  const again = await lead.get(`/v1/promises?invoice=INV-90001`);
  expect(again.body.data).toMatchObject([{ id: promised.body.promise, status: 'open', amount: usd('1200.00') }]);

  const reference = await file({
    subject: 'Invoice INV-90001',
    body: 'We dispute invoice INV-90001: the price is wrong.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  const payment = {
    id: 'PMT-90001',
    customer: 'C-1003',
    received_at: '2026-02-01T10:00:00+01:00',
    amount: usd('1200.00'),
    allocations: [{ invoice: 'INV-90001', amount: usd('1200.00') }],
  };
  expect(await api.integration.post('/v1/payments', payment)).toMatchObject({
    status: 201,
    body: { unapplied: usd('0.00'), received_at: '2026-02-01T09:00:00.000Z' },
  });
  expect(await lead.get('/v1/invoices/INV-90001')).toMatchObject({
    body: { open: usd('0.00'), paid: usd('1200.00'), inquiries: [reference] },
  });
  await desk.eventually(async () => {
    const { body } = await lead.get(`/v1/inquiries/${reference}/timeline`);
    return body.data.some(({ words }: { words: string }) => words === 'Payment PMT-90001 of USD 1200.00 recorded');
  });
  await desk.eventually(async () => (await lead.get('/v1/promises?invoice=INV-90001')).body.data[0].status === 'kept');
  expect(await desk.db('dispatches').whereNull('delivered_at')).toEqual([]);
});

test('what was said, decided and done can be read, each by those it is for', async () => {
  const reference = await file({
    subject: 'Invoice INV-10421',
    body: 'We dispute invoice INV-10421 over USD 7,800.00.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  const lead = api.as('nora.whitfield');
  const path = `/v1/inquiries/${reference}`;
  await lead.post(`${path}/assignments`, { team: 'billing', person: 'mei.tanaka' });
  const mei = api.as('mei.tanaka');
  expect(await mei.post(`${path}/replies`, { text: 'We are looking into it.' })).toMatchObject({ status: 201 });
  await mei.post(`${path}/notes`, { text: 'Carrier asked.' });
  const proposal = {
    kind: 'credit_note',
    invoice: 'INV-10421',
    amount: usd('2000.00'),
    reason: 'price',
    explanation: 'As agreed by telephone.',
  };
  expect(await mei.post(`${path}/proposals`, proposal)).toMatchObject({ status: 201 });

  const { body: proposals } = await lead.get(`${path}/proposals`);
  const [made] = proposals.data;
  expect(made).toMatchObject({
    preparer: 'mei.tanaka',
    amount: usd('2000.00'),
    content: { explanation: 'As agreed by telephone.' },
    stages: [{ name: 'billing-manager', state: 'waiting', decided: 0 }],
  });
  expect(sha256Hex(canonicalJson(made.hash_covers))).toBe(made.content_hash);

  const { body: history } = await lead.get(`${path}/timeline`);
  expect(history.data[0]).toMatchObject({ words: 'Received by api', texts: { subject: 'Invoice INV-10421' } });
  expect(history.data.map(({ texts }: { texts: object }) => texts)).toContainEqual({ text: 'Carrier asked.' });
  const { body: first } = await lead.get(`${path}/timeline?limit=2`);
  expect(first).toMatchObject({ has_more: true, next_cursor: '2' });

  const customer = api.customer('C-1003');
  const { body: shown } = await customer.get(`${path}/timeline`);
  expect(JSON.stringify(shown)).not.toMatch(/Carrier|mei|propos/i);
  const { body: messages } = await customer.get(`${path}/messages`);
  expect(messages.data.map(({ text }: { text: string | null }) => text)).toContain('We are looking into it.');

  const wrote = await customer.post(`${path}/messages`, { text: 'Any news?' }, { 'Idempotency-Key': 'm-1' });
  expect(wrote).toMatchObject({ status: 202 });
  expect((await customer.post(`${path}/messages`, { text: 'Any news?' }, { 'Idempotency-Key': 'm-1' })).body).toEqual(
    wrote.body,
  );
  await desk.eventually(async () => {
    const { body } = await lead.get(`${path}/messages`);
    return body.data.some(
      ({ text, direction }: { text: string; direction: string }) => direction === 'in' && text === 'Any news?',
    );
  });
  const received = (await desk.journal(reference)).filter(({ event }) => event.type === 'message_received');
  expect(received).toHaveLength(1);

  const live = await lead.get(`${path}?source=workflow`);
  const stored = await lead.get(path);
  expect(live.body).toEqual(stored.body);
});

test('what the rules refuse is said with its rule, and its texts are gone', async () => {
  const reference = await file({ subject: 'Hello', body: 'A general question.' });
  const refused = await api.as('jonah.reyes').post(`/v1/inquiries/${reference}/resolutions`, {
    outcome: 'answered',
    root_cause: 'None',
    answer: 'A secret answer.',
  });
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({
    code: expect.stringMatching(/owner_only|transition_not_allowed/),
    rule: expect.any(String),
  });
  expect(await desk.db('texts').where('content', 'A secret answer.')).toEqual([]);
});

test('master data is added once and found again', async () => {
  const customer = {
    id: 'C-9001',
    name: 'Northgate Tools',
    legal_entity: 'halden-uk',
    contacts: [{ name: 'Mara Lind', email: 'mara@northgate.example', verified: true }],
  };
  const key = { 'Idempotency-Key': 'customer-9001' };
  expect(await api.integration.post('/v1/customers', customer, key)).toMatchObject({
    status: 201,
    body: { zone: 'Europe/London' },
  });
  expect(await api.integration.post('/v1/customers', customer, key)).toMatchObject({ status: 200 });
  expect(await api.integration.post('/v1/customers', customer)).toMatchObject({
    status: 409,
    body: { code: 'already_exists' },
  });
  const { body } = await api.as('nora.whitfield').get('/v1/customers/C-9001');
  expect(body).toMatchObject({ contacts: [{ email: 'mara@northgate.example', verified: true }], follow_up: null });
  expect((await api.as('nora.whitfield').get('/v1/customers?text=northgate')).body.data).toHaveLength(1);
  for (const path of [
    'agreements',
    'people',
    'policies',
    `policies/${demoPolicyVersion}`,
    'legal-entities',
    'delegations',
    'alerts',
    'parked-sends',
    'payments?unapplied=true',
    'invoices?open=true',
    'payments/PMT-5530',
  ]) {
    expect(await api.as('nora.whitfield').get(`/v1/${path}`)).toMatchObject({ status: 200 });
  }
});

test('reminders stop at a word of compliance', async () => {
  const stop = () => api.as('rosa.lindgren').post('/v1/customers/C-2001/stops', { reason: 'insolvency' });
  expect(await stop()).toMatchObject({ status: 200 });
  expect(await stop()).toMatchObject({ status: 422, body: { code: 'unchanged' } });
  expect(await api.as('bea.kowalski').post('/v1/customers/C-2001/resumptions')).toMatchObject({ status: 403 });
  expect(await api.as('rosa.lindgren').post('/v1/customers/C-2001/resumptions')).toMatchObject({ status: 200 });
});
