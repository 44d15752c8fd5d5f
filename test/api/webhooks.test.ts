import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createAddressGuard } from '../../adapters/webhooks/guarded-address';
import { startExampleGateway, type ExampleGateway } from '../../scripts/example-sms-gateway';
import { startDispatcher, type Dispatcher } from '../../webhooks/dispatcher';
import { startTestApi, type Answered, type TestApi } from '../support/api';
import { secretKey, startTestDesk, type TestDesk } from '../support/desk';
import { startWebhookReceiver, verifyAsIntegrator, type WebhookReceiver } from '../support/webhook-receiver';

let desk: TestDesk;
let api: TestApi;
let receiver: WebhookReceiver;
let dispatcher: Dispatcher;
let gateway: ExampleGateway;
let hook = { url: '', secret: '' };

const admin = 'petra.novak';
const guard = createAddressGuard(['127.0.0.0/8']);

beforeAll(async () => {
  gateway = await startExampleGateway({ hook: () => hook });
  desk = await startTestDesk({ smsGateway: { url: gateway.url } });
  await desk.startWorker();
  api = await startTestApi(desk.db, desk.engine, { addressGuard: guard });
  receiver = await startWebhookReceiver();
  dispatcher = startDispatcher({
    db: desk.db,
    clock: () => new Date().toISOString(),
    secretKey,
    guard,
    onError: (error) => {
      throw error;
    },
    onBroken: (owner) => {
      throw new Error(`broken: ${owner}`);
    },
  });
}, 60_000);
afterAll(async () => {
  await dispatcher.stop();
  await receiver.stop();
  await gateway.stop();
  await api.stop();
  await desk.stop();
});

const running = (reference: string) =>
  desk.eventually(async () => {
    const { body } = await api.as('nora.whitfield').get(`/v1/inquiries/${reference}`);
    return body.sequence > 0 && body;
  });

async function createSource(body: { id: string; channel?: string; mapping?: object }): Promise<string> {
  const { status, body: created } = await api.as(admin).post('/v1/webhook-sources', { name: body.id, ...body });
  expect(status).toBe(201);
  return created.secret;
}

/** What a platform sends, signed with its secret. */
async function send(
  source: string,
  secret: string,
  document: unknown,
  { id = randomUUID(), at = new Date(), signed = document }: { id?: string; at?: Date; signed?: unknown } = {},
): Promise<Answered> {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, JSON.stringify(signed)),
  };
  return api.stranger.post(`/v1/hooks/${source}`, document, headers);
}

const created = (data: object) => ({ type: 'inquiry.created', data });

test('a case tells its story to whoever asked for it, signed, in order, and without a word of the customer', async () => {
  const { body: webhook, status } = await api.as(admin).post('/v1/webhooks', { url: receiver.url });
  expect(status).toBe(201);
  const { body } = await api.integration.post('/v1/inquiries', {
    subject: 'Secret subject',
    body: 'Secret words: what is our balance?',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  await running(body.reference);
  await api.as('nora.whitfield').post(`/v1/inquiries/${body.reference}/assignments`, {
    team: 'billing',
    person: 'mei.tanaka',
  });
  await api.as('mei.tanaka').post(`/v1/inquiries/${body.reference}/starts`);
  const ours = () => receiver.received.filter(({ body: { data } }) => data.inquiry === body.reference);
  await desk.eventually(async () =>
    ours().some(({ body: { type, data } }) => type === 'inquiry.status_changed' && data.to === 'in_progress'),
  );
  expect(ours().map(({ body: { type } }) => type)).toEqual(
    expect.arrayContaining(['inquiry.received', 'inquiry.classified', 'inquiry.assigned', 'inquiry.status_changed']),
  );
  const sequences = ours().map(({ body: { data } }) => data.sequence);
  expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
  for (const webhookReceived of ours()) verifyAsIntegrator(webhook.secret, webhookReceived);
  expect(JSON.stringify(receiver.received)).not.toMatch(/Secret|meridian/i);

  const path = `/v1/webhooks/${webhook.id}`;
  const { body: rotated } = await api.as(admin).post(`${path}/secrets`);
  const { body: tested } = await api.as(admin).post(`${path}/tests`);
  const delivery = await desk.eventually(async () => {
    const { body: read } = await api.as('olu.adeyemi').get(`${path}/deliveries/${tested.delivery}`);
    return read.status === 'delivered' && read;
  });
  expect(delivery).toMatchObject({ type: 'webhook.test', attempts: [{ code: 204, problem: null }], inquiry: null });
  const last = receiver.received.find(({ body: { type } }) => type === 'webhook.test')!;
  verifyAsIntegrator(rotated.secret, last);
  verifyAsIntegrator(webhook.secret, last);
  const { body: listed } = await api.as('olu.adeyemi').get('/v1/webhooks');
  expect(JSON.stringify(listed)).not.toContain('whsec_');

  expect(await api.as(admin).post(`${path}/replays`, { delivery: tested.delivery })).toMatchObject({ status: 202 });
  expect(await api.as(admin).post(`${path}/replays`, { from_position: 1 })).toMatchObject({
    status: 202,
    body: { next_position: null },
  });
  expect(await api.as(admin).post(`${path}/revisions`, { active: false })).toMatchObject({
    body: { status: 'disabled', disabled_because: 'by_admin' },
  });
  expect(await api.as(admin).post(`${path}/revisions`, { active: true })).toMatchObject({ body: { status: 'active' } });
  expect((await api.as(admin).get(`${path}/deliveries?status=failed&limit=5`)).body.data).toEqual([]);
  expect(await api.as(admin).request('DELETE', path)).toMatchObject({ status: 204 });
  expect(await api.as(admin).get(path)).toMatchObject({ status: 404 });
});

test('nobody points the desk at what only the desk can reach, and only an admin points it anywhere', async () => {
  const { check } = createAddressGuard([]);
  for (const url of [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data',
    'https://192.168.1.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://localhost/',
    'http://93.184.215.14/',
    'https://user:secret@93.184.215.14/',
  ]) {
    await expect(check(url)).rejects.toThrow('refused');
  }
  await expect(check('https://93.184.215.14/')).resolves.toBeInstanceOf(URL);
  const attempt = (url: string) => api.as(admin).post('/v1/webhooks', { url });
  expect(await attempt('https://10.1.2.3/')).toMatchObject({ status: 422, body: { code: 'webhook_address' } });
  expect(await attempt('ftp://example.com/')).toMatchObject({ status: 400 });
  expect(await api.as('mei.tanaka').post('/v1/webhooks', { url: receiver.url })).toMatchObject({ status: 403 });
  expect(await api.integration.get('/v1/webhooks')).toMatchObject({ status: 403 });
});

test('a service platform opens a case, writes on it and reports on our messages, each once however often it says so', async () => {
  const secret = await createSource({
    id: 'servicedesk',
    mapping: {
      fields: {
        type: 'event',
        subject: 'ticket.title',
        text: 'ticket.body',
        thread: 'ticket.id',
        email: 'ticket.by.mail',
      },
      types: { ticket_opened: 'inquiry.created', ticket_commented: 'message.created', report: 'message.status' },
    },
  });
  const ticket = { id: 81, title: 'Invoice INV-10421', by: { mail: 'ap@meridian-outdoor.example' } };
  const opened = {
    event: 'ticket_opened',
    ticket: { ...ticket, body: 'We dispute USD 7,800.00 of invoice INV-10421.' },
  };
  const first = await send('servicedesk', secret, opened, { id: 'msg-1' });
  expect(first).toMatchObject({ status: 202, body: { inquiry: expect.stringMatching(/^INQ-/), message: null } });
  const again = await send('servicedesk', secret, opened, { id: 'msg-1', at: new Date(Date.now() + 20_000) });
  expect(again.body).toEqual(first.body);
  const { inquiry } = first.body;

  const byApi = await api.integration.post('/v1/inquiries', {
    subject: 'Another matter: INV-10421',
    body: 'We dispute USD 1,300.00 of invoice INV-10421.',
    requester: { email: 'ap@meridian-outdoor.example' },
  });
  const [one, other] = [await running(inquiry), await running(byApi.body.reference)];
  for (const field of ['channel', 'customer', 'category', 'identification', 'legal_entity']) {
    expect(one[field]).toEqual(other[field]);
  }

  const comment = { event: 'ticket_commented', ticket: { id: 81, body: 'Any news?' } };
  const message = await send('servicedesk', secret, comment, { id: 'msg-2' });
  expect(message.body).toMatchObject({ inquiry, message: expect.any(String) });
  expect((await send('servicedesk', secret, comment, { id: 'msg-2' })).body).toEqual(message.body);
  await desk.eventually(async () =>
    (await desk.journal(inquiry)).some(
      ({ event }) => event.type === 'message_received' && event.message === message.body.message,
    ),
  );
  expect(await desk.db('intakes').where('source_key', 'like', '%hook.servicedesk%')).toHaveLength(1);

  await api
    .as('nora.whitfield')
    .post(`/v1/inquiries/${inquiry}/assignments`, { team: 'billing', person: 'mei.tanaka' });
  await api.as('mei.tanaka').post(`/v1/inquiries/${inquiry}/replies`, { text: 'We are looking into it.' });
  const reply = await desk.eventually(async () => {
    const { body } = await api.as('mei.tanaka').get(`/v1/inquiries/${inquiry}/messages`);
    return body.data.find(
      ({ purpose, status }: { purpose: string; status: string }) => purpose === 'reply' && status === 'sent',
    );
  });
  const report = { event: 'report', data: { message: reply.id, status: 'delivered' } };
  expect(await send('servicedesk', secret, report, { id: 'msg-3' })).toMatchObject({ status: 202, body: { inquiry } });
  await send('servicedesk', secret, report, { id: 'msg-3' });
  await desk.eventually(async () => {
    const { body } = await api.as('mei.tanaka').get(`/v1/inquiries/${inquiry}/messages`);
    return body.data.some(
      ({ id, status }: { id: string; status: string }) => id === reply.id && status === 'delivered',
    );
  });
  expect(await send('servicedesk', secret, { event: 'ticket_viewed' })).toMatchObject({
    status: 202,
    body: { inquiry: null, message: null },
  });
});

test('an id means one message of a source, wherever a second one with that id would go', async () => {
  const secret = await createSource({ id: 'careless' });
  const open = (thread: string, data: object = {}) =>
    send('careless', secret, created({ text: `A question, ${randomUUID()}`, thread, ...data }));
  const [one, two] = [await open('T-1', { legal_entity: 'halden-uk' }), await open('T-2')];
  expect((await running(one.body.inquiry)).legal_entity).toBe('halden-uk');
  expect(await open('T-3', { legal_entity: 'nowhere' })).toMatchObject({
    status: 422,
    body: { code: 'record_unknown' },
  });
  const message = (thread: string) => ({ type: 'message.created', data: { thread, text: 'Any news?' } });
  const first = await send('careless', secret, message('T-1'), { id: 'same' });
  expect(first.body.inquiry).toBe(one.body.inquiry);
  expect((await send('careless', secret, message('T-1'), { id: 'same' })).body).toEqual(first.body);
  const report = { type: 'message.status', data: { message: first.body.message, status: 'delivered' } };
  for (const other of [message('T-2'), report]) {
    const answer = await send('careless', secret, other, { id: 'same' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  }
  await running(two.body.inquiry);
  const { body } = await api.as('nora.whitfield').get(`/v1/inquiries/${two.body.inquiry}/messages`);
  expect(JSON.stringify(body)).not.toContain('Any news?');
});

test('a secret is replaced, and a test sent, once however often that is asked under one key', async () => {
  const { body: webhook } = await api.as(admin).post('/v1/webhooks', { url: receiver.url });
  await createSource({ id: 'repeated' });
  const key = { 'Idempotency-Key': 'once-more' };
  for (const path of [`/v1/webhooks/${webhook.id}`, '/v1/webhook-sources/repeated']) {
    const rotate = () => api.as(admin).post(`${path}/secrets`, undefined, key);
    const first = await rotate();
    expect(first).toMatchObject({ status: 201, body: { secret: expect.stringMatching(/^whsec_/) } });
    expect(await rotate()).toMatchObject({ status: 200, body: { ...first.body, secret: null } });
  }
  const ping = () => api.as(admin).post(`/v1/webhooks/${webhook.id}/tests`, undefined, key);
  expect((await ping()).body).toEqual((await ping()).body);
  await api.as(admin).request('DELETE', `/v1/webhooks/${webhook.id}`);
});

test('what is not signed now, by a source that we know, is refused and leaves no trace', async () => {
  const secret = await createSource({ id: 'strict' });
  const document = created({ subject: 'Hello', text: 'A question.' });
  const before = await desk.db('intakes').count();
  const refused = async (answer: Promise<Answered>, code: string, status = 401) =>
    expect(await answer).toMatchObject({ status, body: { code } });
  await refused(send('strict', 'whsec_c29tZWJvZHkgZWxzZSBlbnRpcmVseQ==', document), 'signature_invalid');
  await refused(send('strict', secret, document, { signed: created({ text: 'Another.' }) }), 'signature_invalid');
  await refused(send('nobody', secret, document), 'signature_invalid');
  await refused(send('strict', secret, document, { at: new Date(Date.now() - 301_000) }), 'signature_expired');
  await refused(send('strict', secret, document, { at: new Date(Date.now() + 310_000) }), 'signature_expired');
  await refused(api.stranger.post('/v1/hooks/strict', document), 'signature_invalid');
  await refused(send('strict', secret, created({ subject: 'No words' })), 'invalid_request', 400);
  await refused(send('strict', secret, { type: 'coffee' }), 'invalid_request', 400);
  await refused(send('strict', secret, []), 'invalid_request', 400);
  const about = (data: object) => ({ type: 'message.created', data: { text: 'Hello?', ...data } });
  await refused(send('strict', secret, about({ inquiry: 'INQ-2026-999999' })), 'record_unknown', 422);
  await refused(send('strict', secret, about({})), 'invalid_request', 400);
  const status = { type: 'message.status', data: { message: 'nothing', status: 'delivered' } };
  await refused(send('strict', secret, status), 'record_unknown', 422);
  await api.as(admin).post('/v1/webhook-sources/strict/revisions', { active: false });
  await refused(send('strict', secret, document), 'signature_invalid');
  expect(await desk.db('intakes').count()).toEqual(before);
});

test('a source goes on with its old secret for a day while it takes over the new one', async () => {
  const old = await createSource({ id: 'rotating' });
  const { body } = await api.as(admin).post('/v1/webhook-sources/rotating/secrets');
  for (const secret of [old, body.secret]) {
    expect(await send('rotating', secret, created({ text: `A question, ${randomUUID()}` }))).toMatchObject({
      status: 202,
    });
  }
  await desk.db('webhook_sources').where({ id: 'rotating' }).update({ previous_until: '2026-01-01T00:00:00.000Z' });
  expect(await send('rotating', old, created({ text: 'A question.' }))).toMatchObject({ status: 401 });
});

describe('by SMS', () => {
  let reference: string;

  const receive = async (from: string, text: string, id?: string) => {
    const answer = await gateway.receive(from, text, id);
    return { status: answer.status, body: (await answer.json()) as { inquiry: string; message: string | null } };
  };
  const sentTo = (number: string) => gateway.sent.filter(({ to }) => to === number);
  const number = '+12025550123';

  beforeAll(async () => {
    hook = { url: `${api.url}/v1/hooks/sms`, secret: await createSource({ id: 'sms', channel: 'sms' }) };
    const [first, again] = await Promise.all([
      receive('+1 (202) 555-0123', 'Where is my credit note?', 'sms-1'),
      receive('+1 (202) 555-0123', 'Where is my credit note?', 'sms-1'),
    ]);
    expect(again.body.inquiry).toBe(first.body.inquiry);
    reference = first.body.inquiry;
    await running(reference);
    await api.as('nora.whitfield').post(`/v1/inquiries/${reference}/assignments`, {
      team: 'billing',
      person: 'mei.tanaka',
    });
  });

  test('a text opens a case, is acknowledged by text, and what follows is on that case', async () => {
    const detail = await running(reference);
    expect(detail).toMatchObject({ channel: 'sms', customer: null, identification: { level: 'none' } });
    const acknowledged = await desk.eventually(async () => sentTo(number)[0]);
    expect(acknowledged?.text).toContain(reference);
    expect(acknowledged?.text).not.toContain('credit note');
    expect(acknowledged?.text).not.toMatch(/\bmail\b/i);
    const next = await receive('0012025550123', 'It is about delivery D-9.');
    expect(next.body).toMatchObject({ inquiry: reference, message: expect.any(String) });
    const { body } = await api.as('mei.tanaka').get(`/v1/inquiries/${reference}/messages`);
    expect(JSON.stringify(body)).not.toContain('2025550123');
  });

  test('a text that a gateway sends again is on its case once, also when that person has a newer case by then', async () => {
    const person = '+12025550177';
    const opened = await receive(person, 'Where is my refund?', 'sms-old-1');
    await running(opened.body.inquiry);
    const second = await receive(person, 'It is about delivery D-4.', 'sms-old-2');
    // What a case that has ended is written to opens: one that follows it, by the same person on the same channel.
    const intake = await desk.db('intakes').where({ reference: opened.body.inquiry }).first();
    const reference = 'INQ-2026-990001';
    const newer = { id: randomUUID(), reference, source_key: 'newer', received_at: new Date().toISOString() };
    await desk.db('intakes').insert({ ...intake, ...newer, identification: JSON.stringify(intake.identification) });
    expect((await receive(person, 'It is about delivery D-4.', 'sms-old-2')).body).toEqual(second.body);
  });

  test('an answer goes out by text once, whatever the gateway does; in doubt it is parked', async () => {
    const ask = async (text: string) => {
      const path = `/v1/inquiries/${reference}/information-requests`;
      expect(await api.as('mei.tanaka').post(path, { text })).toMatchObject({ status: 201 });
    };
    const texts = (words: string) => sentTo(number).filter(({ text }) => text.includes(words));
    gateway.misbehave(503);
    await ask('Which delivery do you mean?');
    await desk.eventually(async () => texts('Which delivery').length === 1);
    const [text] = texts('Which delivery');
    expect((await gateway.report(text!.reference, 'delivered')).status).toBe(202);
    await desk.eventually(async () => {
      const { body } = await api.as('mei.tanaka').get(`/v1/inquiries/${reference}/messages`);
      return body.data.some(({ status }: { status: string }) => status === 'delivered');
    });
    gateway.misbehave(null, true);
    await receive(number, 'The second one.');
    await ask('From which day is it?');
    const parked = await desk.eventually(async () => {
      const { body } = await api.as('mei.tanaka').get('/v1/parked-sends');
      return body.data.find(({ owner }: { owner: string }) => owner === `inquiry:${reference}`);
    });
    expect(parked).toMatchObject({ reason: 'connection_lost' });
    expect(texts('From which day')).toHaveLength(1);
    expect(desk.mail.mails().filter(({ recipients }) => recipients.some((to) => to.endsWith('.invalid')))).toEqual([]);
  });

  test('whoever is erased takes the number along, and is written to no more', async () => {
    const erased = await api.as('rosa.lindgren').post('/v1/erasures', {
      subject: { kind: 'inquiry', id: reference },
      reason: 'Request 2026-31, art. 17 GDPR',
      dry_run: true,
    });
    expect(erased.status).toBeLessThan(300);
    const [contact] = await desk.db('contact_handles').where({ handle: number }).pluck('contact');
    const subject = { kind: 'contact', id: contact };
    const done = await api.as('rosa.lindgren').post('/v1/erasures', { subject, reason: 'Request 2026-31' });
    expect(done.status).toBeLessThan(300);
    expect(await desk.db('contact_handles').where({ contact })).toEqual([]);
    const texts = sentTo(number).length;
    await receive('+12025550199', 'Somebody else.');
    expect(sentTo(number)).toHaveLength(texts);
  });
});
