import { createHash } from 'node:crypto';
import { startTestApi, type TestApi } from '../support/api';
import { startTestDesk, type TestDesk } from '../support/desk';
import { writeRawMail, type RawMail } from '../support/write-raw-mail';

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

const customer = 'Ruth Calloway <ap@meridian-outdoor.example>';
const tideway = 'Priya Nair <finance@tideway-marine.example>';
const dispute = {
  from: customer,
  to: 'desk@halden.example',
  subject: 'Invoice INV-10421: USD 7,800.00 too much',
  text: 'We dispute USD 7,800.00 of invoice INV-10421.',
  messageId: '<dispute@meridian-outdoor.example>',
};

const handOver = (mail: RawMail | Buffer, mailbox = 'billing', team = 'billing') =>
  api.integration.request('POST', `/v1/received-mails?mailbox=${mailbox}&team=${team}`, {
    raw: Buffer.isBuffer(mail) ? mail : writeRawMail(mail),
    headers: { 'Content-Type': 'message/rfc822' },
  });

async function begun(reference: string) {
  return desk.eventually(async () => {
    const { body } = await api.as('nora.whitfield').get(`/v1/inquiries/${reference}`);
    return body.sequence > 0 && body;
  });
}

test('the same mail in two mailboxes, fetched twice, and its copy in the portal are one case; both teams know', async () => {
  const first = await handOver(dispute);
  expect(first).toMatchObject({ status: 201, body: { status: 'processed', disposition: 'new_inquiry' } });
  const { reference } = first.body;
  expect(await handOver(dispute)).toMatchObject({ status: 200, body: { id: first.body.id, reference } });
  const relayed = { ...dispute, headers: { Received: 'from relay.example by mx.halden.example' } };
  expect(await handOver(relayed, 'support', 'customer_service')).toMatchObject({
    status: 201,
    body: { disposition: 'duplicate', reference },
  });
  await begun(reference);
  const copy = { subject: dispute.subject, body: `  ${dispute.text}\n` };
  expect(await api.customer('C-1003').post('/v1/inquiries', copy)).toMatchObject({ status: 200, body: { reference } });
  const other = await api
    .customer('C-1003')
    .post('/v1/inquiries', { ...copy, body: 'USD 7,800.00 of another delivery.' });
  expect(other.status).toBe(201);
  expect(other.body.reference).not.toBe(reference);

  const words = await desk.eventually(async () => {
    const { body } = await api.as('nora.whitfield').get(`/v1/inquiries/${reference}/timeline`);
    const copies = body.data.filter(({ type }: { type: string }) => type === 'copy_received');
    return copies.length === 2 && copies.map((entry: { words: string }) => entry.words);
  });
  expect(words).toEqual([
    'The same mail came to support as well; customer service was told',
    'The same inquiry came in again by portal',
  ]);
  await desk.eventually(async () =>
    desk.mail.mails('service@halden.example').some(({ text }) => text.includes(reference)),
  );

  const listed = await api.as('nora.whitfield').get(`/v1/received-mails?reference=${reference}`);
  expect(listed.body.data.map(({ mailbox, disposition }: Record<string, string>) => [mailbox, disposition])).toEqual([
    ['support', 'duplicate'],
    ['billing', 'new_inquiry'],
  ]);
});

test('a copy in the portal that came first takes the mail in', async () => {
  const words = { subject: 'Statement', body: 'Please send our statement of March.' };
  const filed = await api.customer('C-1003').post('/v1/inquiries', words);
  const mail = await handOver({ from: customer, to: dispute.to, subject: words.subject, text: words.body });
  expect(mail.body).toMatchObject({ disposition: 'duplicate', reference: filed.body.reference });
});

test('a mail is shown with its sender, its words with and without quotes, and what came with it', async () => {
  const attachment = { name: '../../proof.txt', type: 'text/plain', content: 'Nothing was delivered.' };
  const opened = await handOver({
    ...dispute,
    from: tideway,
    subject: 'Delivery',
    messageId: '<delivery@x.example>',
    attachment,
  });
  const { id, reference } = opened.body;
  const detail = await begun(reference);
  expect(detail.attachments).toMatchObject([{ media_type: 'text/plain', quarantined: null }]);
  expect(detail.attachments[0].name).not.toContain('/');
  const agent = api.as('nora.whitfield');
  const file = await agent.get(`/v1/files/${detail.attachments[0].id}`);
  expect(file).toMatchObject({ status: 200, body: 'Nothing was delivered.' });
  expect(file.headers.get('content-disposition')).toContain('attachment');
  expect(file.headers.get('content-security-policy')).toContain('sandbox');
  for (const nobody of [api.customer('C-2002'), api.customer('C-1001'), api.integration]) {
    expect((await nobody.get(`/v1/files/${detail.attachments[0].id}`)).status).toBeGreaterThanOrEqual(403);
  }
  const raw = await agent.get(`/v1/received-mails/${id}/raw`);
  expect(raw.body).toContain('Message-ID: <delivery@x.example>');

  const acknowledgement = await desk.eventually(async () =>
    desk.mail.mails('finance@tideway-marine.example').find(({ headers }) => headers['reply-to']?.includes(reference)),
  );
  const quoted = '\n\nOn Mon, 2 Mar 2026 at 10:00, Halden Supply <desk@halden.example> wrote:\n> We have received it.';
  const answer = await handOver({
    from: tideway,
    to: acknowledgement.headers['reply-to']!,
    subject: 'Re: Delivery',
    text: `It came on Friday.${quoted}`,
    inReplyTo: acknowledgement.messageId,
  });
  expect(answer.body).toMatchObject({ disposition: 'message_on_case', reference });
  const message = await desk.eventually(async () => {
    const { body } = await agent.get(`/v1/inquiries/${reference}/messages`);
    return body.data.find(({ direction }: { direction: string }) => direction === 'in');
  });
  expect(message).toMatchObject({
    channel: 'email',
    from: { name: 'Priya Nair', address: 'finance@tideway-marine.example' },
    sender_verified: true,
    automatic: false,
    text: 'It came on Friday.',
    answers: expect.stringContaining('acknowledgement'),
  });
  expect(message.full_text).toContain('> We have received it.');

  // Whoever has the bundle and the bytes can check the journal's word for them.
  const { body: bundle } = await api.as('rosa.lindgren').get(`/v1/inquiries/${reference}/audit-bundle`);
  const [proof] = bundle.files;
  expect(createHash('sha256').update(`${proof.salt}Nothing was delivered.`).digest('hex')).toBe(proof.hash);
  expect(JSON.stringify(bundle.journal)).toContain(proof.hash);
});

test('what cannot be read is on the list, and can be tried again; other mail cannot', async () => {
  const empty = await handOver(Buffer.from('\r\n'));
  expect(empty).toMatchObject({ status: 201, body: { status: 'failed', disposition: null, reference: null } });
  const agent = api.as('nora.whitfield');
  const failed = await agent.get('/v1/received-mails?status=failed');
  expect(failed.body.data).toMatchObject([{ id: empty.body.id, problem: 'mail_empty' }]);
  const retried = await agent.post(`/v1/received-mails/${empty.body.id}/retries`, {});
  expect(retried).toMatchObject({ status: 200, body: { status: 'failed' } });
  const good = await handOver({ ...dispute, subject: 'Fine', messageId: '<fine@x.example>' });
  expect(await agent.post(`/v1/received-mails/${good.body.id}/retries`, {})).toMatchObject({
    status: 422,
    body: { code: 'mail_not_failed' },
  });
});

test.each([
  ['a mailbox that cannot be', 'mailbox=..%2F&team=billing', 400],
  ['a team that is not there', 'mailbox=billing&team=nobody', 422],
  ['a field that nobody knows', 'mailbox=billing&colour=red', 400],
])('%s is refused and leaves no trace', async (_what, query, status) => {
  const before = (await desk.db('received_mails').count('* as n').first())?.['n'];
  const refused = await api.integration.request('POST', `/v1/received-mails?${query}`, { raw: writeRawMail(dispute) });
  expect(refused.status).toBe(status);
  expect((await desk.db('received_mails').count('* as n').first())?.['n']).toBe(before);
});

test('any bytes are kept and answered, none with a fault of ours', async () => {
  const bytes = [
    Buffer.from([0, 255, 254, 13, 10, 0]),
    Buffer.from('From: \u0000@\r\nSubject: =?utf-8?B?////?=\r\nMessage-ID: <\u0000>\r\n\r\n\u0000'),
    Buffer.from('From: a@b.example\nSubject: \ud83d\nIn-Reply-To: <'.padEnd(5_000, '<x>') + '\n\n\ud83d'),
    Buffer.from(
      `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n'.repeat(500)}`,
    ),
  ];
  for (const each of bytes) {
    const taken = await handOver(each);
    expect(taken.status).toBe(201);
    expect(['processed', 'failed']).toContain(taken.body.status);
  }
  const agent = api.as('nora.whitfield');
  expect((await agent.get('/v1/received-mails?cursor=bm9uZQ')).status).toBe(400);
  const made = Buffer.from(JSON.stringify(['received-mails', '2026-01-01T00:00:00.000Z', 'no-uuid'])).toString(
    'base64url',
  );
  expect((await agent.get(`/v1/received-mails?cursor=${made}`)).status).toBe(200);
});
