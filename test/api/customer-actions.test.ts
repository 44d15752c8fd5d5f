import { linkPath, signLink } from '../../adapters/mail/links';
import { publishPolicy } from '../../db/policies';
import type { SinkMail } from '../../adapters/mail/sink';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { secretKey, startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;
let lead: ApiClient;

const always = { from: '00:00', to: '24:00' };
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

beforeAll(async () => {
  desk = await startTestDesk();
  const { content } = await desk.db('policies').orderBy('number', 'desc').first('content');
  const awake = {
    id: 'awake',
    zone: 'Etc/UTC',
    shifts: Object.fromEntries(days.map((day) => [day, [always]])),
    closedDays: [],
  };
  await publishPolicy(desk.db, {
    version: 'asks-at-once',
    content: {
      ...content,
      calendars: { ...content.calendars, awake },
      calendarOf: { ...content.calendarOf, 'halden-us': 'awake', 'halden-uk': 'awake' },
      csat: { afterMinutes: 0 },
    },
    author: 'elin.hart',
    publishedBy: 'marcus.bell',
    reason: 'Ratings that one can watch.',
    publishedAt: await desk.now(),
  });
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine);
  lead = api.as('nora.whitfield');
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

const meridian = 'ap@meridian-outdoor.example';
const usd = (value: string) => ({ value, currency: 'USD' });

/** A case that is owned, by a customer who wrote from an address of theirs. */
async function open(email = meridian): Promise<string> {
  const { body } = await api.integration.post('/v1/inquiries', {
    subject: 'Statement',
    body: 'Please send our statement.',
    requester: { email },
  });
  await desk.eventually(async () => (await lead.get(`/v1/inquiries/${body.reference}`)).body.sequence > 0);
  const given = await lead.post(`/v1/inquiries/${body.reference}/assignments`, {
    team: 'billing',
    person: 'mei.tanaka',
  });
  expect(given.status).toBe(200);
  return body.reference;
}

const resolve = (reference: string) =>
  api.as('mei.tanaka').post(`/v1/inquiries/${reference}/resolutions`, {
    outcome: 'answered',
    root_cause: 'Asked',
    answer: 'Here it is.',
  });

/** The path of the link that a mail carries. */
async function linkIn(folder: string, matches: (mail: SinkMail) => boolean): Promise<string> {
  const link = new RegExp(`http://localhost:3000(/${folder}/[A-Za-z0-9_.-]+)`);
  const mail = await desk.mail.waitFor((candidate) => matches(candidate) && link.test(candidate.text));
  return link.exec(mail.text)?.[1] ?? '';
}

const look = async (path: string) => {
  const response = await fetch(`${api.url}${path}`);
  return { status: response.status, page: await response.text(), headers: response.headers };
};
const send = async (path: string, fields: Record<string, string> | FormData = {}) => {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  const response = await fetch(`${api.url}${path}`, { method: 'POST', body });
  return { status: response.status, page: await response.text() };
};

const tampered = (path: string): string => `${path.slice(0, -2)}${path.endsWith('AA') ? 'BB' : 'AA'}`;

/** A link that was used, one that was tampered with, and one of another purpose are answered as one that never was. */
async function expectWorthless(path: string): Promise<void> {
  const never = await look('/r/never.was');
  expect(never.status).toBe(404);
  const others = ['/l', '/u', '/a', '/c', '/r', '/m'].filter((folder) => !path.startsWith(folder));
  for (const worthless of [
    path,
    tampered(path),
    `${path.slice(0, 3)}%E0%A4%A`,
    ...others.map((folder) => path.replace(/^\/\w/, folder)),
  ]) {
    for (const answer of [await look(worthless), await send(worthless, { settled: 'yes', score: '1' })]) {
      expect({ worthless, ...answer, headers: undefined }).toEqual({ worthless, ...never, headers: undefined });
    }
  }
}

test('documents are sent by the link in a question, and end the waiting', async () => {
  const reference = await open();
  await api.as('mei.tanaka').post(`/v1/inquiries/${reference}/information-requests`, { text: 'Please send the note.' });
  const path = await linkIn('u', ({ text }) => text.includes(reference));
  const form = await look(path);
  expect(form.page).toContain('<input id="files" name="files" type="file"');
  expect(form.page).not.toContain('<script');
  expect(form.headers.get('content-security-policy')).toContain("default-src 'none'");

  const documents = new FormData();
  documents.append('files', new File([Buffer.from('%PDF-1.7\n%%EOF')], 'note.pdf', { type: 'application/pdf' }));
  documents.append('text', 'Here is the note.');
  const bad = new FormData();
  bad.append('files', new File([Buffer.from('MZ'.padEnd(300, '\0'))], 'note.exe'));
  expect(await send(path, bad)).toMatchObject({ status: 422, page: expect.stringContaining('note.exe') });
  expect(await send(path, new FormData())).toMatchObject({ status: 422 });
  expect(await desk.db('files').where({ kind: 'upload' })).toEqual([]);
  expect(await send(path, documents)).toMatchObject({ status: 200 });
  // A second click sends nothing twice.
  expect(await send(path, documents)).toMatchObject({ status: 200 });
  await desk.eventually(async () => (await lead.get(`/v1/inquiries/${reference}`)).body.status === 'in_progress');
  expect(await desk.db('messages').where({ owner: `inquiry:${reference}`, direction: 'in' })).toHaveLength(1);
  expect(await desk.db('files').where({ kind: 'upload' }).select('name', 'owner')).toEqual([
    { name: 'note.pdf', owner: `inquiry:${reference}` },
  ]);
  const garbage = await fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=x' },
    body: '--x\r\nnothing',
  });
  expect(garbage.status).toBe(400);
});

test('a resolution is confirmed once; then the customer is asked once how it was, and the figures know', async () => {
  const reference = await open('finance@tideway-marine.example');
  await resolve(reference);
  const path = await linkIn('c', ({ text }) => text.includes(reference));
  expect((await look(path)).page).toContain(reference);
  expect((await lead.get(`/v1/inquiries/${reference}`)).body.status).toBe('resolved');
  expect(await send(path, { settled: 'yes' })).toMatchObject({ status: 200 });
  expect((await lead.get(`/v1/inquiries/${reference}`)).body).toMatchObject({
    status: 'closed',
    closure: { how: 'confirmed' },
  });
  await expectWorthless(path);

  const rating = await linkIn('r', ({ text }) => text.includes(reference));
  expect((await look(rating)).page).toContain('name="score"');
  expect(await send(rating, { score: '6' })).toMatchObject({ status: 422 });
  expect(await send(rating, { score: '2', reason: 'speed', text: 'It took too long.' })).toMatchObject({ status: 200 });
  await desk.eventually(async () => {
    const { body } = await lead.get(`/v1/inquiries/${reference}/timeline?limit=200`);
    return body.data.some(({ words }: { words: string }) => words === 'Rated 2 of 5, for speed');
  });
  await expectWorthless(rating);

  const manager = api.as('victor.almeida');
  expect(await manager.get('/v1/metrics/csat')).toMatchObject({
    status: 200,
    body: {
      sent: 1,
      answered: 1,
      response_rate: 1,
      mean: 2,
      cases: [reference],
      distribution: [
        { score: 1 },
        { score: 2, count: 1, cases: [reference] },
        { score: 3 },
        { score: 4 },
        { score: 5 },
      ],
      by_reason: [{ reason: 'speed', mean: 2, cases: [reference] }],
      by_team: [{ team: 'billing', sent: 1, cases: [reference] }],
    },
  });
  expect(await manager.get('/v1/metrics/csat?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z')).toMatchObject({
    status: 400,
  });
  expect(await api.as('mei.tanaka').get('/v1/metrics/csat')).toMatchObject({ status: 403 });
});

test('what is not settled is taken up again, with what is missing', async () => {
  const reference = await open();
  await resolve(reference);
  const path = await linkIn('c', ({ text }) => text.includes(reference));
  expect(await send(path, { settled: 'no', text: ' ' })).toMatchObject({ status: 422 });
  expect(await send(path, { settled: 'no', text: 'It is last year’s.' })).toMatchObject({ status: 200 });
  await desk.eventually(async () => (await lead.get(`/v1/inquiries/${reference}`)).body.status === 'reopened');
  await expectWorthless(path);
});

test('an arrangement is accepted once, as long as it is possible, and holds the reminders back', async () => {
  const [invoice, other] = ['INV-70001', 'INV-70002'];
  for (const id of [invoice, other]) {
    await api.integration.post('/v1/invoices', {
      id,
      customer: 'C-1003',
      issued_on: '2026-01-05',
      due_on: '2026-02-04',
      amount: usd('1200.00'),
    });
  }
  await desk.eventually(async () => (await lead.get('/v1/customers/C-1003')).body.follow_up !== null);
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const offer = (instalments: object[]) => lead.post('/v1/customers/C-1003/arrangements', { instalments });
  const part = (amount: string, ahead: number, id = invoice) => ({
    invoice: id,
    amount: usd(amount),
    date: day(ahead),
  });
  await desk.eventually(async () => (await offer([part('1.00', 5), part('1.00', 5, other)])).status === 201);
  expect(await offer([part('700.00', 10), part('600.00', 40)])).toMatchObject({
    status: 422,
    body: { code: 'amount_exceeds' },
  });
  expect(await offer([part('700.00', -10)])).toMatchObject({ status: 422, body: { code: 'date_invalid' } });
  expect(await offer([part('700.00', 10, 'INV-20154')])).toMatchObject({
    status: 422,
    body: { code: 'invoice_unknown' },
  });

  const first = await offer([part('1200.00', 10)]);
  const replaced = await linkIn('a', ({ text }) => text.includes('$1,200.00') && text.includes('instalments'));
  const second = await offer([part('700.00', 10), part('500.00', 40)]);
  expect([first.status, second.status]).toEqual([201, 201]);
  const path = await linkIn('a', ({ text }) => text.includes('$500.00'));
  await expectWorthless(replaced);
  const { page } = await look(path);
  expect(page).toContain('$700.00');
  expect(page).toContain('$1,200.00');
  expect((await lead.get('/v1/customers/C-1003/arrangements')).body.data).toMatchObject([
    { id: second.body.arrangement, instalments: [{ amount: usd('700.00') }, { amount: usd('500.00') }] },
  ]);
  expect(await send(path)).toMatchObject({ status: 200 });
  const { body: promises } = await lead.get(`/v1/promises?invoice=${invoice}`);
  expect(promises.data.map((made: { status: string; amount: object }) => [made.status, made.amount])).toEqual(
    expect.arrayContaining([
      ['open', usd('700.00')],
      ['open', usd('500.00')],
    ]),
  );
  await expectWorthless(path);

  expect(await offer([part('900.00', 10, other)])).toMatchObject({ status: 201 });
  const late = await linkIn('a', ({ text }) => text.includes('$900.00'));
  await api.integration.post('/v1/payments', {
    id: 'PMT-70002',
    customer: 'C-1003',
    received_at: '2026-02-01T10:00:00Z',
    amount: usd('1000.00'),
    allocations: [{ invoice: other, amount: usd('1000.00') }],
  });
  expect(await send(late)).toMatchObject({ status: 409, page: expect.stringContaining('not possible any more') });
  expect((await lead.get(`/v1/promises?invoice=${other}`)).body.data).toEqual([]);
});

test('somebody chooses what they are sent, and one click unsubscribes them', async () => {
  const mail = await desk.mail.waitFor(({ text }) => text.includes('$900.00'));
  const messages = await desk.db('messages').where({ purpose: 'arrangement_offer' }).orderBy('created_at').pluck('id');
  expect(mail).toBeDefined();
  const path = linkPath(
    'mail-preferences',
    signLink(secretKey, 'mail-preferences', messages[0], '2100-01-01T00:00:00Z'),
  );
  const chosen = () =>
    desk.db('mail_preferences').where({ contact: 'contact-1003-1' }).first('open_tracking', 'courtesy');
  expect((await look(path)).page.match(/ checked/g)).toHaveLength(2);
  expect(await chosen()).toBeUndefined();
  expect(await send(path, { courtesy: 'yes' })).toMatchObject({ status: 200 });
  expect(await chosen()).toEqual({ open_tracking: false, courtesy: true });
  expect(await send(path, { 'List-Unsubscribe': 'One-Click' })).toMatchObject({ status: 200 });
  expect(await chosen()).toEqual({ open_tracking: false, courtesy: false });

  const reference = await open();
  await resolve(reference);
  await api.as('mei.tanaka').post(`/v1/inquiries/${reference}/closures`);
  await desk.eventually(async () => {
    const [asked] = await desk.db('messages').where({ owner: `inquiry:${reference}`, purpose: 'rating_request' });
    return asked?.status === 'failed';
  });
  expect((await lead.get(`/v1/inquiries/${reference}`)).body.effects_parked).toEqual([]);
});
