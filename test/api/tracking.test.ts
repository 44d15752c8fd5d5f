import { followUpOwner, type Instant } from '../../contracts/ids';
import { insertContact } from '../../db/insert-contact';
import { insertCustomer } from '../../db/insert-customer';
import { publishPolicy } from '../../db/policies';
import type { SinkMail } from '../../adapters/mail/sink';
import { startTestApi, type ApiClient, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

/** Seconds stand for days: scenario 3 and what is around it, on a real server, at instants to come. */
let desk: TestDesk;
let api: TestApi;
let lead: ApiClient;

beforeAll(async () => {
  desk = await startTestDesk();
  const { content } = await desk.db('policies').orderBy('number', 'desc').first('content');
  const ladder = [
    { name: 'copy', purpose: 'invoice', from: 'due', after: '-P365D' },
    { name: 'first', purpose: 'reminder', from: 'previous', after: 'PT2S' },
    { name: 'second', purpose: 'reminder', from: 'previous', after: 'PT4S' },
    { name: 'final', purpose: 'reminder', from: 'previous', after: 'P9D' },
  ];
  const questions = { steps: [{ name: 'question-1', after: 'PT2S' }], escalateAfter: 'PT4S' };
  await publishPolicy(desk.db, {
    version: 'watch-1',
    content: {
      ...content,
      reminders: {
        ...content.reminders,
        questions,
        contactBudget: { messages: 9, perDays: 1 },
        ladders: { ...content.reminders.ladders, watch: ladder },
      },
    },
    author: 'elin.hart',
    publishedBy: 'marcus.bell',
    reason: 'A ladder that one can watch.',
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

const usd = (value: string) => ({ value, currency: 'USD' });

/** A customer with two contacts, the first of which gets the mail, and an invoice of $22,400 that is overdue. */
async function debtor(id: string): Promise<string> {
  const at = (seconds: number): Instant => new Date(Date.UTC(2026, 0, 1, 9, 0, seconds)).toISOString();
  const customer = { id, name: `Customer ${id}`, legal_entity: 'halden-us', zone: 'Etc/UTC', segment: 'watch' };
  await insertCustomer(desk.db, customer);
  for (const [index, name] of ['ap', 'office'].entries()) {
    const email = `${name}@${id.toLowerCase()}.example`;
    await insertContact(desk.db, { id: `${name}-${id}`, customer: id, email, verified: true, created_at: at(index) });
  }
  const dates = { issued_on: '2026-01-05', due_on: new Date().toISOString().slice(0, 10) };
  await api.integration.post('/v1/invoices', { id: `I-${id}`, customer: id, ...dates, amount: usd('22400.00') });
  return `I-${id}`;
}

const mailTo = (address: string, subject: RegExp): Promise<SinkMail> =>
  desk.mail.waitFor((mail) => mail.recipients.includes(address) && subject.test(mail.subject), 30_000);

async function wordsOf(id: string): Promise<string[]> {
  const { body } = await lead.get(`/v1/customers/${id}/timeline`);
  return body.data.map(({ words }: { words: string }) => words);
}

/** What the mail intake and gateways tell; here said by the test. */
const report = async (id: string, data: { message: string; status: string } & Record<string, unknown>): Promise<void> =>
  desk.engine.signal(followUpOwner(id), 'recordDelivery', {
    id: `webhook:${data.message}:${data.status}`,
    type: 'recordDelivery',
    actor: { kind: 'integration', id: 'gateway' },
    data,
  });

const tracked = async (query: string) => (await lead.get(`/v1/messages?${query}`)).body.data;

const openPicture = (mail: SinkMail, agent: string): Promise<unknown> => {
  const [path = ''] = /\/o\/[^"]+\.gif/.exec(mail.html ?? '') ?? [];
  expect(path).not.toBe('');
  return fetch(`${api.url}${path}`, { headers: { 'User-Agent': agent } });
};

test('a $22,400 invoice: sent, delivered, opened by a machine, reminded of; paid two seconds before the next, no more', async () => {
  await debtor('T-1');
  const copy = await mailTo('ap@t-1.example', /Your invoice/);
  const [sent] = await desk.eventually(async () => {
    const found = await tracked('customer=T-1&status=sent');
    return found.length > 0 && found;
  });
  expect(sent).toMatchObject({ owner: { customer: 'T-1' }, contact: 'ap-T-1', purpose: 'invoice', language: 'en' });
  expect(sent.history).toMatchObject([{ status: 'sent', evidence: 'smtp', machine: false }]);
  await report('T-1', { message: sent.id, status: 'delivered', evidence: 'dsn' });
  await desk.eventually(async () => (await tracked('customer=T-1&status=delivered')).length === 1);
  await openPicture(copy, 'GoogleImageProxy');
  await desk.eventually(async () => (await tracked('customer=T-1&reached=opened_by_machine')).length === 1);

  await mailTo('ap@t-1.example', /Payment reminder/);
  const { body: customer } = await lead.get('/v1/customers/T-1');
  const wait = Date.parse(customer.follow_up.next_at) - 2_000 - Date.now();
  await new Promise((resolve) => setTimeout(resolve, wait));
  await api.integration.post('/v1/payments', {
    id: 'P-T-1',
    customer: 'T-1',
    received_at: new Date().toISOString(),
    amount: usd('22400.00'),
    allocations: [{ invoice: 'I-T-1', amount: usd('22400.00') }],
  });
  await desk.eventually(async () => (await wordsOf('T-1')).includes('Nothing is open any more'));
  expect(await wordsOf('T-1')).toContain('second of I-T-1 is left out: the invoice is paid');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(desk.mail.mails('ap@t-1.example')).toHaveLength(2);
}, 60_000);

test('what comes back for good goes once to another contact, and to the first no more until somebody says so', async () => {
  await debtor('T-2');
  const first = await desk.eventually(async () => (await tracked('customer=T-2&status=sent'))[0]);
  const bounce = { kind: 'hard', reason: 'mailbox_unknown' };
  await report('T-2', { message: first.id, status: 'bounced', evidence: 'bounce', bounce });
  const again = await mailTo('office@t-2.example', /Your invoice/);
  expect(again.text).toContain('I-T-2');
  const contacts = async () => (await lead.get('/v1/customers/T-2')).body.contacts;
  expect(await contacts()).toMatchObject([
    { id: 'ap-T-2', undeliverable_since: expect.any(String) },
    { id: 'office-T-2', undeliverable_since: null },
  ]);
  const words = await wordsOf('T-2');
  expect(words).toContain('copy of I-T-2 waits: it came back, and is tried once with somebody else');
  expect(words.filter((line) => /^alert to be sent/i.test(line))).toHaveLength(1);
  expect(await lead.post('/v1/contacts/ap-T-2/reinstatements')).toMatchObject({ status: 200 });
  expect(await contacts()).toMatchObject([{ undeliverable_since: null }, { undeliverable_since: null }]);
  expect(await lead.post('/v1/contacts/nobody/reinstatements')).toMatchObject({ status: 404 });
}, 60_000);

test('contacts that come together are written to in the order they were named in', async () => {
  const emails = ['zoe', 'ann', 'mia', 'bob', 'eva'].map((name) => `${name}@t-order.example`);
  const contacts = emails.map((email) => ({ email, verified: true }));
  const customer = { id: 'T-ORDER', name: 'Order', legal_entity: 'halden-us', contacts };
  expect(await api.integration.post('/v1/customers', customer)).toMatchObject({ status: 201 });
  const { body } = await lead.get('/v1/customers/T-ORDER');
  expect(body.contacts.map(({ email }: { email: string }) => email)).toEqual(emails);
});

test('an invoice is acknowledged after an answer to it: the link counts once, and the answer stays', async () => {
  await debtor('T-ACK');
  const copy = await mailTo('ap@t-ack.example', /Your invoice/);
  const [sent] = await desk.eventually(async () => {
    const found = await tracked('customer=T-ACK&status=sent');
    return found.length > 0 && found;
  });
  await report('T-ACK', { message: sent.id, status: 'responded', evidence: 'reply' });
  await desk.eventually(async () => (await tracked('customer=T-ACK&status=responded')).length === 1);
  const [path = ''] = /\/l\/[^"?]+/.exec(copy.html ?? '') ?? [];
  const click = (init?: RequestInit) => fetch(`${api.url}${path}`, init);
  expect((await click()).status).toBe(200);
  expect((await click({ method: 'POST' })).status).toBe(200);
  await desk.eventually(async () => (await wordsOf('T-ACK')).includes('The customer has read it'));
  expect((await click()).status).toBe(404);
  expect((await tracked('customer=T-ACK'))[0]).toMatchObject({ id: sent.id, status: 'responded' });
}, 60_000);

test('every figure of engagement leads to exactly its messages', async () => {
  const { body } = await lead.get('/v1/insight/engagement?by=purpose');
  // A message that nobody has tried to send is in no language, and counts as such.
  await desk.db.raw(
    `insert into messages (id, owner, direction, purpose, step, sequence, status, history, created_at)
     select id || '-untried', owner, direction, purpose, 'untried', sequence, 'pending', '[]', created_at from messages
      where owner = 'follow-up:T-1' and purpose <> 'alert' limit 1`,
  );
  const { body: byLanguage } = await lead.get('/v1/insight/engagement?by=language');
  expect(byLanguage.data.map(({ key }: { key: string | null }) => key)).toEqual(['en', null]);
  for (const { messages } of byLanguage.data) {
    expect((await lead.get(`${messages.messages}&limit=200`)).body.data).toHaveLength(messages.count);
  }
  await desk.db.raw(`delete from messages where id like '%-untried'`);
  const { body: ofCustomer } = await lead.get('/v1/customers/T-1/engagement');
  expect(ofCustomer).toMatchObject({
    messages: { count: 2 },
    sent: { count: 2 },
    delivered: { count: 1 },
    opened: { count: 0 },
    opened_by_machine: { count: 1 },
    median_seconds: { delivered: expect.any(Number), opened: null },
  });
  expect(body.data.map(({ key }: { key: string }) => key)).toContain('invoice');
  for (const figures of [...body.data, ofCustomer]) {
    for (const name of ['messages', 'sent', 'delivered', 'opened', 'opened_by_machine', 'bounced']) {
      const { body: list } = await lead.get(figures[name].messages);
      expect(list.data).toHaveLength(figures[name].count);
    }
  }
  expect((await lead.get('/v1/insight/engagement?by=colour')).status).toBe(400);
  expect((await lead.get('/v1/customers/nobody/engagement')).status).toBe(404);
  expect((await api.customer('T-1').get('/v1/messages')).status).toBe(403);
});

test('a customer who wants no tracking gets mails without a picture, and earlier pictures record nothing', async () => {
  await debtor('T-3');
  const copy = await mailTo('ap@t-3.example', /Your invoice/);
  expect(await lead.post('/v1/customers/T-3/open-tracking', { enabled: false })).toMatchObject({
    status: 200,
    body: { customer: 'T-3', open_tracking: false },
  });
  await openPicture(copy, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0');
  const reminder = await mailTo('ap@t-3.example', /Payment reminder/);
  expect(reminder.html).not.toContain('/o/');
  expect(await tracked('customer=T-3&reached=opened_by_machine')).toEqual([]);
  expect(await tracked('customer=T-3&reached=opened')).toEqual([]);
}, 60_000);

describe('a question to a customer', () => {
  const ask = async (customer: string): Promise<string> => {
    const filed = await api.customer(customer).post('/v1/inquiries', {
      subject: 'Our account',
      body: 'Please send us a statement of our account.',
    });
    const { reference } = filed.body;
    await desk.eventually(async () => (await lead.get(`/v1/inquiries/${reference}`)).body.sequence > 0);
    const path = `/v1/inquiries/${reference}`;
    await lead.post(`${path}/assignments`, { team: 'billing', person: 'mei.tanaka' });
    const mei = api.as('mei.tanaka');
    expect(await mei.post(`${path}/information-requests`, { text: 'Of which month?' })).toMatchObject({ status: 201 });
    return reference;
  };

  test('is reminded of by one mail in the thread of the case; when nobody answers, whoever asked is told', async () => {
    const reference = await ask('C-1003');
    const reminder = await desk.mail.waitFor(({ subject }) => subject.includes('waiting for your answer'), 30_000);
    expect(reminder.subject).toContain(reference);
    expect(reminder.headers['reply-to']).toContain(reference.toLowerCase().slice(-6));
    await desk.eventually(async () => {
      const { body } = await lead.get(`/v1/inquiries/${reference}/timeline`);
      return body.data.some(
        ({ words }: { words: string }) => words === 'Nobody answers the question, after 1 reminders',
      );
    });
    const { body: alerts } = await api.as('mei.tanaka').get('/v1/alerts');
    expect(alerts.data).toContainEqual(expect.objectContaining({ kind: 'answer_overdue' }));
  }, 60_000);

  test('is reminded of no more once it is answered', async () => {
    const reference = await ask('C-1003');
    await api.customer('C-1003').post(`/v1/inquiries/${reference}/messages`, { text: 'Of May.' });
    await desk.eventually(async () => (await wordsOf('C-1003')).includes(`${reference} was answered`));
    const words = await wordsOf('C-1003');
    expect(words.filter((line) => line.includes(reference))).toEqual([
      `${reference} waits for an answer`,
      `${reference} was answered`,
    ]);
  }, 60_000);
});
