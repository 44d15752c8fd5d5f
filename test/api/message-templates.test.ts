import { createSendTestMail } from '../../api/send-test-mail';
import { createSmtpSender } from '../../adapters/mail/smtp';
import { storeFile } from '../../db/store-file';
import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';

let desk: TestDesk;
let api: TestApi;

beforeAll(async () => {
  desk = await startTestDesk();
  await desk.startWorker();
  const from = { name: 'Halden Supply', address: 'desk@halden.example' };
  api = await startTestApi(desk.db, desk.engine, {
    sendTestMail: createSendTestMail(createSmtpSender({ url: desk.mail.smtpUrl }), from),
    mailSignature: 'Halden Supply',
  });
}, 60_000);
afterAll(async () => {
  await api?.stop();
  await desk?.stop();
});

const lead = () => api.as('nora.whitfield');

async function file(requester: object): Promise<string> {
  const { body } = await api.integration.post('/v1/inquiries', {
    subject: 'Invoice INV-10421',
    body: 'We dispute USD 7,800.00 of invoice INV-10421: the second delivery never came.',
    requester,
  });
  await desk.eventually(async () => (await lead().get(`/v1/inquiries/${body.reference}`)).body.sequence > 0);
  return body.reference;
}

const values = { amount: { value: '7800.00', currency: 'USD' }, invoice: 'INV-10421' };

test('every category has words to answer with, in four languages', async () => {
  const { body } = await lead().get('/v1/message-templates?purpose=reply');
  const covered = new Set(body.data.map(({ category }: { category: string | null }) => category));
  expect(covered.size).toBeGreaterThanOrEqual(11);
  for (const { languages, version } of body.data)
    expect({ languages, version }).toEqual({ languages: ['en', 'de', 'fr', 'es'], version: 0 });
  expect(
    (await lead().get('/v1/message-templates?category=payment_posting&purpose=information_request')).body.data,
  ).toMatchObject([
    { id: 'need-identity', category: null },
    { id: 'need-remittance', category: 'payment_posting' },
  ]);
});

test('a reply by a template is previewed, sent as it was shown, and says which version it was', async () => {
  const reference = await file({ email: 'ap@meridian-outdoor.example' });
  const path = '/v1/message-templates/dispute-under-review';
  const preview = await lead().post(`${path}/previews`, { inquiry: reference, values });
  expect(preview).toMatchObject({ status: 200, body: { text: expect.stringContaining('The disputed $7,800.00') } });
  expect(preview.body.html).toContain('<!doctype html>');
  expect((await lead().post(`${path}/previews`, { language: 'de', values })).body.text).toContain('7.800,00');

  const replied = await lead().post(`/v1/inquiries/${reference}/replies`, {
    template: { id: 'dispute-under-review', values },
  });
  expect(replied.status).toBe(201);
  const mail = await desk.mail.waitFor(({ text }) => text.includes('The disputed $7,800.00'));
  expect(mail.text.trim()).toBe(preview.body.text.trim());
  const [row] = await desk.db('messages').where({ owner: `inquiry:${reference}`, purpose: 'reply' });
  expect(row.template).toEqual({ id: 'dispute-under-review', version: 0 });
});

test('a version of our own takes effect, and the one that ships comes back', async () => {
  const path = '/v1/message-templates/working-on-it';
  const shipped = (await lead().get(path)).body;
  const content = {
    title: shipped.title,
    purpose: 'reply',
    category: null,
    texts: { en: 'Patience, please: {{date}}.' },
  };
  const publish = (body: object, who = lead()) => who.post(`${path}/versions`, { reason: 'Tried out.', ...body });
  expect(await publish({ content, follows: 0 }, api.as('jonah.reyes'))).toMatchObject({ status: 403 });
  expect(await publish({ content, follows: 0 })).toMatchObject({ status: 201, body: { version: 1 } });
  expect(await publish({ content, follows: 0 })).toMatchObject({ status: 409, body: { code: 'already_exists' } });
  expect(await publish({ content, follows: 1 })).toMatchObject({ status: 422, body: { code: 'unchanged' } });
  const dated = { values: { date: '2026-12-04' } };
  // Without the words in the language wished, English is what everybody can read.
  expect((await lead().post(`${path}/previews`, { ...dated, language: 'fr' })).body.text).toContain(
    'Patience, please: 4 December 2026.',
  );

  const back = { title: shipped.title, purpose: 'reply', category: null, texts: shipped.texts };
  expect(await publish({ content: back, follows: 1 })).toMatchObject({
    status: 201,
    body: {
      version: 2,
      texts: shipped.texts,
      versions: [{ version: 2 }, { version: 1 }, { version: 0, author: null }],
    },
  });
  expect((await lead().get(`${path}?version=1`)).body.texts).toEqual(content.texts);
});

test.each([
  ['a placeholder that does not exist', { en: 'Hello {{iban}}' }],
  ['braces that are not closed', { en: 'Hello {{name' }],
  ['a placeholder that one language lacks', { en: 'By {{date}}.', de: 'Bald.' }],
  ['no English', { de: 'Bald.' }],
  ['control characters', { en: 'Bell\u0007' }],
])('%s is refused, and nothing is published', async (_what, texts) => {
  const content = { title: 'Mine', purpose: 'reply', category: null, texts };
  const refused = await lead().post('/v1/message-templates/mine/versions', { content, follows: 0, reason: 'Mine.' });
  expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  expect(await lead().get('/v1/message-templates/mine')).toMatchObject({ status: 404 });
});

test('values that are missing, of the wrong kind or not asked for are named', async () => {
  const reference = await file({ email: 'ap@meridian-outdoor.example' });
  const reply = (template: object) => lead().post(`/v1/inquiries/${reference}/replies`, { template });
  for (const [template, path] of [
    [{ id: 'dispute-under-review', values: { invoice: 'INV-10421' } }, '/template/values/amount'],
    [{ id: 'working-on-it', values: { date: '2026-12-04', invoice: 'INV-1' } }, '/template/values/invoice'],
    [{ id: 'working-on-it', values: { date: 'soon' } }, '/template/values/date'],
    [{ id: 'need-remittance' }, '/template/id'],
    [{ id: 'nothing' }, '/template/id'],
  ] as const) {
    const refused = await reply(template);
    expect(refused.status).toBe(400);
    expect(refused.body.errors[0].path).toBe(path);
  }
  const both = { text: 'Hello', template: { id: 'working-on-it' } };
  expect(await lead().post(`/v1/inquiries/${reference}/replies`, both)).toMatchObject({ status: 400 });
  expect(await desk.db('messages').where({ owner: `inquiry:${reference}`, purpose: 'reply' })).toEqual([]);
});

test("nobody tells a customer by a slip of the hand of another one's invoice, or of one that does not exist", async () => {
  const reference = await file({ email: 'ap@meridian-outdoor.example' });
  const path = '/v1/message-templates/dispute-under-review/previews';
  const amount = values.amount;
  const answers = async (invoice: string) => {
    const template = { id: 'dispute-under-review', values: { amount, invoice } };
    return [
      await lead().post(path, { inquiry: reference, values: template.values }),
      await lead().post(`/v1/inquiries/${reference}/replies`, { template }),
    ];
  };
  for (const invoice of ['INV-20154', 'INV-99999']) {
    const [preview, reply] = await answers(invoice);
    expect(preview).toMatchObject({ status: 400, body: { errors: [{ path: '/values/invoice' }] } });
    expect(reply).toMatchObject({ status: 400, body: { errors: [{ path: '/template/values/invoice' }] } });
  }
  expect((await answers('INV-10421')).map(({ status }) => status)).toEqual([200, 201]);
});

test('to a stranger goes no template that tells of an account, and no file', async () => {
  const reference = await file({ email: 'somebody@stranger.example' });
  const ask = (body: object) => lead().post(`/v1/inquiries/${reference}/information-requests`, body);
  const telling = {
    title: 'Telling',
    purpose: 'information_request',
    category: null,
    texts: { en: 'Dear {{customer}}, which line of {{invoice}} is it?' },
  };
  await lead().post('/v1/message-templates/telling/versions', { content: telling, follows: 0, reason: 'To show it.' });
  expect(await ask({ template: { id: 'telling', values: { invoice: 'INV-10421' } } })).toMatchObject({
    status: 422,
    body: { code: 'not_identified' },
  });
  const upload = await uploadBy('nora.whitfield');
  expect(await ask({ text: 'Please see the file.', attachments: [upload] })).toMatchObject({
    status: 422,
    body: { code: 'not_identified' },
  });
  expect((await desk.db('files').where({ id: upload }).first()).owner).toBeNull();
  expect(await ask({ template: { id: 'need-identity' } })).toMatchObject({ status: 201 });
});

const uploadBy = async (id: string, more: object = {}): Promise<string> => {
  const content = Buffer.from('%PDF-1.7 a delivery note');
  const by = { kind: 'person' as const, id };
  const stored = { kind: 'upload' as const, name: 'delivery note.pdf', media_type: 'application/pdf', uploaded_by: by };
  return (await storeFile(desk.db, { ...stored, content, stored_at: new Date().toISOString(), ...more })).id;
};

test('files go along: my own or those of the case, never those of others or in quarantine', async () => {
  const reference = await file({ email: 'ap@meridian-outdoor.example' });
  const reply = (attachments: string[]) =>
    lead().post(`/v1/inquiries/${reference}/replies`, { text: 'Here is the delivery note.', attachments });
  const quarantined = await uploadBy('nora.whitfield', { quarantined: 'executable' });
  const foreign = await uploadBy('jonah.reyes');
  const otherCase = await uploadBy('nora.whitfield', { owner: 'inquiry:INQ-2026-999999' });
  for (const id of [quarantined, foreign, otherCase, '00000000-0000-4000-8000-000000000000']) {
    expect(await reply([id])).toMatchObject({ status: 400, body: { errors: [{ path: '/attachments' }] } });
  }
  expect(await reply(['../../etc/passwd'])).toMatchObject({ status: 400 });

  const mine = await uploadBy('nora.whitfield');
  expect(await reply([mine])).toMatchObject({ status: 201 });
  const mail = await desk.mail.waitFor(({ text }) => text.includes('Here is the delivery note.'));
  expect(mail.headers['content-type']).toContain('multipart/mixed');
  expect(await desk.db('files').where({ id: mine }).first()).toMatchObject({
    owner: `inquiry:${reference}`,
    customer: 'C-1003',
  });
  const [row] = await desk.db('messages').where({ owner: `inquiry:${reference}`, purpose: 'reply' });
  expect(row.attachments).toMatchObject([{ id: mine }]);
});

test('a test goes to oneself alone, marked as one', async () => {
  const before = desk.mail.mails().length;
  const sent = await lead().post('/v1/message-templates/working-on-it/test-sends', { values: { date: '2026-12-04' } });
  expect(sent).toMatchObject({ status: 200, body: { result: 'sent', code: null } });
  const [mail, ...others] = desk.mail.mails().slice(before);
  expect(others).toEqual([]);
  const { email } = await desk.db('people').where({ id: 'nora.whitfield' }).first('email');
  expect(mail).toMatchObject({ recipients: [email], subject: expect.stringMatching(/^\[Test\]/) });
});

test('the opening words of what the desk writes by itself can be published', async () => {
  const publish = (content: object, follows: number) =>
    lead().post('/v1/message-templates/our-acknowledgement/versions', { content, follows, reason: 'Friendlier.' });
  const ours = { title: 'Our acknowledgement', purpose: 'acknowledgement', category: null };
  expect(await publish({ ...ours, texts: { en: 'Hello {{name}}' } }, 0)).toMatchObject({ status: 400 });
  expect(await publish({ ...ours, category: 'general', texts: { en: 'Hello' } }, 0)).toMatchObject({ status: 400 });
  const english = 'Thanks for writing! You will find your matter under {{reference}}.';
  expect(await publish({ ...ours, texts: { en: english } }, 0)).toMatchObject({ status: 201 });
  const reference = await file({ email: `somebody-new@stranger.example` });
  const mail = await desk.mail.waitFor(({ subject }) => subject.includes(reference));
  expect(mail.text).toContain(`Thanks for writing! You will find your matter under ${reference}.`);
  const preview = await lead().post('/v1/message-templates/our-acknowledgement/previews', {});
  expect(preview.body.text).toContain('under INQ-2026-000042.');
});
