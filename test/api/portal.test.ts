import type { LoginCodeMail } from '../../api/dependencies';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;
const codes: LoginCodeMail[] = [];

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine, {
    sendLoginCode: async (code) => {
      codes.push(code);
      return { result: 'sent' };
    },
  });
}, 60_000);
afterAll(async () => {
  await api.stop();
  await desk.stop();
});

const meridian = 'ap@meridian-outdoor.example';
const harrow = 'accounts@harrow-finch.example';
const jpeg = Buffer.concat([Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'), Buffer.alloc(200, 7)]);

async function codeFor(email: string): Promise<string> {
  const before = codes.length;
  expect(await api.stranger.post('/v1/portal/login-codes', { email })).toMatchObject({ status: 202 });
  return desk.eventually(async () => codes.slice(before).find(({ contact }) => contact.email === email)?.code);
}

async function signIn(email: string): Promise<ApiClient> {
  const session = await api.stranger.post('/v1/portal/sessions', { email, code: await codeFor(email) });
  expect(session).toMatchObject({ status: 201 });
  return api.withToken(session.body.token);
}

async function running(reference: string): Promise<void> {
  await desk.eventually(async () => (await api.as('olu.adeyemi').get(`/v1/inquiries/${reference}`)).body.sequence > 0);
}

const upload = (client: ApiClient, name: string, content: Buffer | string, type = 'image/jpeg') =>
  client.request('POST', `/v1/portal/files?name=${encodeURIComponent(name)}`, {
    raw: content,
    headers: { 'Content-Type': type },
  });

test('a customer files, is answered, answers with a document, confirms and rates, and sees nothing of ours', async () => {
  const customer = await signIn(meridian);
  const photo = await upload(customer, '../../delivery.jpg', jpeg);
  expect(photo).toMatchObject({ status: 201, body: { name: 'delivery.jpg', media_type: 'image/jpeg', size: 220 } });
  const filed = await customer.post(
    '/v1/portal/inquiries',
    { subject: 'Invoice INV-10421', body: 'We dispute invoice INV-10421 over USD 7,800.00.', files: [photo.body.id] },
    { 'Idempotency-Key': 'first' },
  );
  expect(filed).toMatchObject({ status: 201 });
  const { reference } = filed.body;
  expect(
    await customer.post(
      '/v1/portal/inquiries',
      { subject: 'Invoice INV-10421', body: 'We dispute invoice INV-10421 over USD 7,800.00.', files: [photo.body.id] },
      { 'Idempotency-Key': 'first' },
    ),
  ).toMatchObject({ status: 200, body: { reference } });
  await running(reference);
  const path = `/v1/portal/inquiries/${reference}`;
  expect(await customer.get(path)).toMatchObject({
    status: 200,
    body: { status: 'in_progress', subject: 'Invoice INV-10421', files: [{ name: 'delivery.jpg', available: true }] },
  });

  const staff = `/v1/inquiries/${reference}`;
  await api.as('nora.whitfield').post(`${staff}/assignments`, { team: 'billing', person: 'mei.tanaka' });
  const mei = api.as('mei.tanaka');
  expect(await mei.get(staff)).toMatchObject({
    body: {
      channel: 'portal',
      identification: { level: 'verified', method: 'portal_login' },
      requester: { email: meridian },
    },
  });
  expect(await mei.post(`${staff}/notes`, { text: 'They did this before.' })).toMatchObject({ status: 201 });
  expect(await mei.post(`${staff}/information-requests`, { text: 'Which delivery?' })).toMatchObject({ status: 201 });
  await desk.eventually(async () => {
    const { body } = await customer.get(`${path}/messages`);
    return body.data.some(({ text }: { text: string }) => text === 'Which delivery?');
  });
  expect(await customer.get(path)).toMatchObject({ body: { status: 'waiting_for_you' } });

  const note = await upload(customer, 'delivery note.jpg', jpeg);
  const answer = { text: 'The second one, of 3 March.', files: [note.body.id] };
  expect(await customer.post(`${path}/answers`, answer)).toMatchObject({ status: 202, body: { reference } });
  await desk.eventually(async () => (await customer.get(path)).body.status === 'in_progress');
  // A file is sent once.
  expect(await customer.post(`${path}/answers`, answer)).toMatchObject({ status: 422, body: { code: 'file_unknown' } });
  const { body: files } = await customer.get(`${path}/files`);
  expect(files.data.map(({ name }: { name: string }) => name)).toEqual(['delivery.jpg', 'delivery note.jpg']);
  const saved = await customer.get(`${path}/files/${files.data[1].id}`);
  expect(saved.status).toBe(200);
  expect(saved.headers.get('content-disposition')).toBe(
    `attachment; filename="delivery note.jpg"; filename*=UTF-8''delivery%20note.jpg`,
  );
  expect(saved.headers.get('content-security-policy')).toContain('sandbox');

  await mei.post(`${staff}/resolutions`, { outcome: 'answered', root_cause: 'Lost', answer: 'It is on its way.' });
  await desk.eventually(async () => (await customer.get(path)).body.status === 'resolved');
  expect((await customer.get(path)).body.you_may).toEqual(['answer', 'confirm']);
  expect(await customer.post(`${path}/ratings`, { score: 5 })).toMatchObject({ status: 422 });
  expect(await customer.post(`${path}/confirmations`)).toMatchObject({ status: 200, body: { status: 'closed' } });
  expect(await customer.post(`${path}/confirmations`)).toMatchObject({ status: 422 });
  expect((await customer.get(path)).body.you_may).toEqual(['answer', 'rate']);
  expect(await customer.post(`${path}/ratings`, { score: 4, reason: 'speed' })).toMatchObject({ status: 201 });
  await desk.eventually(async () => (await customer.get(path)).body.rating?.score === 4);
  expect(await customer.post(`${path}/ratings`, { score: 1 })).toMatchObject({
    status: 422,
    body: { code: 'already_rated' },
  });

  const shown = JSON.stringify([
    (await customer.get(path)).body,
    (await customer.get(`${path}/messages`)).body,
    (await customer.get('/v1/portal/inquiries')).body,
  ]);
  expect(shown).toContain('Which delivery?');
  expect(shown).toContain('It is on its way.');
  for (const ours of [
    'They did this before',
    'mei.tanaka',
    'billing',
    'nora',
    'clock',
    'root_cause',
    'Lost',
    'alert',
  ]) {
    expect(shown).not.toContain(ours);
  }
});

test('nothing of one customer is there for another, at any address of the portal', async () => {
  const [ours, theirs] = [await signIn(meridian), await signIn(harrow)];
  const photo = await upload(ours, 'a.jpg', jpeg);
  const { body: filed } = await ours.post('/v1/portal/inquiries', {
    subject: 'Statement',
    body: 'Please send our statement.',
    files: [photo.body.id],
  });
  await running(filed.reference);
  const path = `/v1/portal/inquiries/${filed.reference}`;
  const [file] = (await ours.get(`${path}/files`)).body.data;
  expect(file.id).toBe(photo.body.id);

  const attempts = [
    theirs.get(path),
    theirs.get(`${path}/messages`),
    theirs.get(`${path}/files`),
    theirs.get(`${path}/files/${file.id}`),
    theirs.post(`${path}/answers`, { text: 'Let me in.' }),
    theirs.post(`${path}/confirmations`),
    theirs.post(`${path}/ratings`, { score: 1 }),
  ];
  const never = '/v1/portal/inquiries/INQ-2026-999999999';
  const nothing = [
    theirs.get(never),
    theirs.get(`${never}/messages`),
    theirs.get(`${never}/files`),
    theirs.get(`${never}/files/${file.id}`),
    theirs.post(`${never}/answers`, { text: 'Let me in.' }),
    theirs.post(`${never}/confirmations`),
    theirs.post(`${never}/ratings`, { score: 1 }),
  ];
  const seen = async (answers: typeof attempts) =>
    (await Promise.all(answers)).map(({ status, body: { request_id: _id, ...body } }) => ({ status, body }));
  const refused = await seen(attempts);
  expect(refused.map(({ status }) => status)).toEqual(attempts.map(() => 404));
  // What is another's and what never was are answered alike.
  expect(refused).toEqual(await seen(nothing));

  // Neither its file, nor following it, nor another case with its file.
  const { body: own } = await theirs.post('/v1/portal/inquiries', { subject: 'Ours', body: 'A question.' });
  await running(own.reference);
  expect(await theirs.get(`/v1/portal/inquiries/${own.reference}/files/${file.id}`)).toMatchObject({ status: 404 });
  const follows = { subject: 'More', body: 'More.', follows: filed.reference };
  expect(await theirs.post('/v1/portal/inquiries', follows)).toMatchObject({ status: 422 });
  const loose = await upload(ours, 'b.jpg', jpeg);
  const stolen = { text: 'See file.', files: [loose.body.id] };
  expect(await theirs.post(`/v1/portal/inquiries/${own.reference}/answers`, stolen)).toMatchObject({ status: 422 });

  const listed = async (client: ApiClient) =>
    (await client.get('/v1/portal/inquiries?limit=200')).body.data.map((row: { reference: string }) => row.reference);
  expect(await listed(theirs)).toEqual([own.reference]);
  expect(await listed(ours)).not.toContain(own.reference);
});

test('a token of the portal opens nothing else, and no other token opens the portal', async () => {
  const customer = await signIn(meridian);
  for (const path of ['/v1/me', '/v1/inquiries', '/v1/customers', '/v1/alerts', '/v1/people']) {
    expect(await customer.get(path)).toMatchObject({ status: 401 });
  }
  for (const other of [api.as('nora.whitfield'), api.integration, api.customer('C-1003'), api.stranger]) {
    expect(await other.get('/v1/portal/inquiries')).toMatchObject({ status: 401 });
    expect(await upload(other, 'a.jpg', jpeg)).toMatchObject({ status: 401 });
  }
  expect(await customer.request('DELETE', '/v1/portal/sessions')).toMatchObject({ status: 204 });
  expect(await customer.get('/v1/portal/inquiries')).toMatchObject({ status: 401 });
});

test('whoever is no longer one of the customer, or was erased, is out at once', async () => {
  await desk.db('contacts').insert({
    id: 'leaver',
    customer: 'C-1003',
    name: 'Leaver',
    email: 'leaver@meridian-outdoor.example',
    verified: true,
    created_at: new Date().toISOString(),
  });
  const leaver = await signIn('leaver@meridian-outdoor.example');
  expect(await leaver.get('/v1/portal/inquiries')).toMatchObject({ status: 200 });
  await desk.db('contacts').where({ id: 'leaver' }).update({ customer: null });
  expect(await leaver.get('/v1/portal/inquiries')).toMatchObject({ status: 401 });
});

describe('a login code', () => {
  test('is mailed to nobody whose address was not proved, and the answer does not say so', async () => {
    const before = codes.length;
    const known = await api.stranger.post('/v1/portal/login-codes', { email: harrow });
    await desk.eventually(async () => codes.length > before);
    for (const email of ['nobody@nowhere.example', 'purchasing@meridian-outdoor.example']) {
      const unknown = await api.stranger.post('/v1/portal/login-codes', { email });
      expect({ status: unknown.status, body: unknown.body }).toEqual({ status: known.status, body: known.body });
    }
    expect(codes.length).toBe(before + 1);
  });

  test('works once, however it is typed, and not for another address', async () => {
    const code = await codeFor(harrow);
    const attempt = (email: string, typed: string) => api.stranger.post('/v1/portal/sessions', { email, code: typed });
    expect(await attempt(meridian, code)).toMatchObject({ status: 401, body: { code: 'login_refused' } });
    const typed = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`;
    expect(await attempt(harrow.toUpperCase(), typed)).toMatchObject({
      status: 201,
      body: { customer: { id: 'C-2001' } },
    });
    expect(await attempt(harrow, code)).toMatchObject({ status: 401 });
    const stored = JSON.stringify(await desk.db('portal_login_codes').select('*'));
    expect(stored).not.toContain(code);
    expect(stored).not.toContain(harrow);
  });

  test('is worth nothing after five wrong ones, also when they come at once', async () => {
    const email = 'finance@tideway-marine.example';
    const code = await codeFor(email);
    const wrong = await Promise.all(
      Array.from({ length: 5 }, () => api.stranger.post('/v1/portal/sessions', { email, code: 'AAAA-AAAA' })),
    );
    expect(wrong.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect(await api.stranger.post('/v1/portal/sessions', { email, code })).toMatchObject({ status: 401 });
  });

  test('is sent to one address five times an hour at most, and asked for from one network thirty times', async () => {
    const email = 'treasury@brightwater.example';
    const before = codes.length;
    let status = 202;
    for (let ask = 0; ask < 40 && status === 202; ask += 1) {
      ({ status } = await api.stranger.post('/v1/portal/login-codes', { email }));
    }
    expect(status).toBe(429);
    await desk.eventually(async () => codes.length >= before + 5);
    expect(codes.slice(before)).toHaveLength(5);
  });
});

test('a program, a script and an empty file are refused and leave nothing', async () => {
  await desk.db('portal_uses').delete();
  const customer = await signIn(meridian);
  const before = await desk.db('files').count();
  const program = Buffer.from('MZ'.padEnd(300, '\0'));
  expect(await upload(customer, 'invoice.pdf', program, 'application/pdf')).toMatchObject({
    status: 422,
    body: { code: 'file_refused' },
  });
  expect(await upload(customer, 'page.html', '<script>alert(1)</script>', 'text/html')).toMatchObject({ status: 422 });
  expect(await upload(customer, 'empty.jpg', Buffer.alloc(0))).toMatchObject({
    status: 400,
    body: { code: 'file_empty' },
  });
  expect(await upload(customer, 'large.jpg', Buffer.alloc(11 * 1024 * 1024, 1))).toMatchObject({ status: 413 });
  expect(await desk.db('files').count()).toEqual(before);
});

test('a file goes along once, also when it is named in several inquiries at the same moment', async () => {
  const customer = await signIn(meridian);
  const { body: file } = await upload(customer, 'note.jpg', jpeg, 'image/jpeg');
  const fileWith = (subject: string) =>
    customer.post('/v1/portal/inquiries', { subject, body: `${subject}, with a note.`, files: [file.id] });
  const answers = await Promise.all(['First', 'Second', 'Third', 'Fourth'].map(fileWith));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
  expect(answers.flatMap(({ body }) => body.code ?? [])).toEqual(Array(3).fill('file_unknown'));
});

test('colleagues upload what they send along', async () => {
  const mei = api.as('mei.tanaka');
  const sent = await mei.request('POST', '/v1/files?name=statement.jpg', {
    raw: jpeg,
    headers: { 'Content-Type': 'image/jpeg' },
  });
  expect(sent).toMatchObject({ status: 201, body: { name: 'statement.jpg', media_type: 'image/jpeg' } });
  const [stored] = await desk.db('files').where({ id: sent.body.id }).select('kind', 'owner', 'uploaded_by');
  expect(stored).toEqual({ kind: 'upload', owner: null, uploaded_by: { kind: 'person', id: 'mei.tanaka' } });
  expect(await api.integration.request('POST', '/v1/files?name=a.jpg', { raw: jpeg })).toMatchObject({ status: 403 });
});
