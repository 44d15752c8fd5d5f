import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutgoingMail } from '../../../../adapters/mail/port';
import { startMailSink, type MailSink } from '../../../../adapters/mail/sink';
import { createSmtpSender } from '../../../../adapters/mail/smtp';

const mail: OutgoingMail = {
  from: { name: 'Inquiry Desk', address: 'desk@desk.example' },
  to: { name: 'Änne Müller', address: 'anne@customer.example' },
  replyTo: { name: null, address: 'inquiries+INQ-2026-000042.abc@desk.example' },
  subject: 'Überfällig: Ihre Anfrage',
  text: 'Grüße\n.\nEine Zeile mit Punkt',
  html: '<p>Grüße</p>',
  messageId: '<inquiry.INQ-2026-000042.reply-7.abc@desk.example>',
  inReplyTo: '<first@customer.example>',
  references: ['<first@customer.example>', '<second@desk.example>'],
  date: '2026-03-06T09:00:00.000Z',
};

describe('sending over SMTP', () => {
  let sink: MailSink;
  beforeAll(async () => void (sink = await startMailSink({ smtpPort: 0, httpPort: 0 })));
  beforeEach(() => sink.clear());
  afterAll(() => sink.stop());

  const send = (changes: Partial<OutgoingMail> = {}, timeouts = {}) =>
    createSmtpSender({ url: sink.smtpUrl, timeouts }).send({ ...mail, ...changes });

  it('delivers text, HTML and thread to one recipient', async () => {
    expect(await send()).toEqual({ result: 'sent' });
    const [received, ...others] = sink.mails();
    expect(others).toEqual([]);
    expect(received).toMatchObject({
      sender: 'desk@desk.example',
      recipients: ['anne@customer.example'],
      subject: mail.subject,
      messageId: mail.messageId,
      text: expect.stringContaining('Grüße\n.\nEine Zeile mit Punkt'),
      html: expect.stringContaining('<p>Grüße</p>'),
    });
    expect(received?.headers['in-reply-to']).toBe('<first@customer.example>');
    expect(received?.headers['references']).toBe('<first@customer.example> <second@desk.example>');
    expect(received?.headers['reply-to']).toContain('inquiries+INQ-2026-000042.abc@desk.example');
    expect(received?.headers['auto-submitted']).toBeUndefined();
    expect(received?.headers['date']).toBe('Fri, 06 Mar 2026 09:00:00 +0000');
  });

  it('marks what no person wrote (RFC 3834)', async () => {
    await send({ autoSubmitted: 'auto-generated' });
    expect(sink.mails()[0]?.headers['auto-submitted']).toBe('auto-generated');
  });

  it.each([
    ['subject', { subject: 'Hello\r\nBcc: other@example.com' }, 'header_invalid'],
    ['name', { to: { name: 'A\nBcc: other@example.com', address: 'a@b.example' } }, 'header_invalid'],
    ['address', { to: { name: null, address: 'a@b.example\r\nRCPT TO:<other@example.com>' } }, 'header_invalid'],
    ['two addresses', { to: { name: null, address: 'a@b.example, c@d.example' } }, 'address_invalid'],
    ['reply address', { replyTo: { name: null, address: 'a@b.example\nX: y' } }, 'header_invalid'],
    ['thread', { inReplyTo: '<a@b>\r\nX: y' }, 'header_invalid'],
  ])('refuses header injection by %s', async (_by, changes, code) => {
    expect(await send(changes)).toEqual({ result: 'failed', code, permanent: true });
    expect(sink.mails()).toEqual([]);
  });

  it.each([
    ['connection', 421, false],
    ['connection', 554, false],
    ['recipient', 450, false],
    ['recipient', 550, true],
    ['end_of_data', 451, false],
    ['end_of_data', 554, true],
    ['recipient', 530, false],
  ] as const)('says that a %s refused with %d was not sent', async (at, refuse, permanent) => {
    sink.misbehave({ at, refuse });
    expect(await send()).toEqual({ result: 'failed', code: `smtp_${refuse}`, permanent });
    expect(sink.mails()).toEqual([]);
    expect(await send()).toEqual({ result: 'sent' });
  });

  it('may try again when the connection fell before the content', async () => {
    sink.misbehave({ at: 'connection', drop: true });
    expect(await send()).toEqual({ result: 'failed', code: 'connection_lost', permanent: false });
  });

  it.each([true, false])('does not know what became of it when no reply came (stored: %p)', async (stored) => {
    sink.misbehave({ at: 'end_of_data', drop: true, stored });
    expect(await send()).toEqual({ result: 'unknown', code: 'connection_lost' });
    expect(sink.mails()).toHaveLength(stored ? 1 : 0);
  });

  it('does not know what became of it when the connection fell within the content', async () => {
    sink.misbehave({ at: 'content', drop: true });
    expect(await send({ text: 'long '.repeat(400_000) })).toEqual({ result: 'unknown', code: 'connection_lost' });
  });

  it('does not know what became of it when the reply takes too long', async () => {
    sink.misbehave({ at: 'end_of_data', delay: 1_500 });
    expect(await send({}, { silence: 300 })).toEqual({ result: 'unknown', code: 'timeout' });
  });

  it('gives up on a server that answers too slowly before the content, and may try again', async () => {
    sink.misbehave({ at: 'recipient', delay: 1_000 });
    expect(await send({}, { total: 200 })).toEqual({ result: 'failed', code: 'timeout', permanent: false });
  });

  it('says when nobody listens', async () => {
    const server = await silentServer();
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await createSmtpSender({ url: `smtp://127.0.0.1:${port}` }).send(mail)).toEqual({
      result: 'failed',
      code: 'connection_refused',
      permanent: false,
    });
  });

  it('says when the server never greets', async () => {
    const server = await silentServer();
    const { port } = server.address() as AddressInfo;
    const sender = createSmtpSender({ url: `smtp://127.0.0.1:${port}`, timeouts: { connection: 200 } });
    expect(await sender.send(mail)).toEqual({ result: 'failed', code: 'timeout', permanent: false });
    server.close();
  });

  it('fails when credentials are given and the server takes none', async () => {
    const url = sink.smtpUrl.replace('smtp://', 'smtp://user:password@');
    expect(await createSmtpSender({ url }).send(mail)).toMatchObject({ result: 'failed', permanent: false });
    expect(sink.mails()).toEqual([]);
  });
});

describe('the mailbox', () => {
  it('keeps its mails across a restart, and forgets them when told', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sink-'));
    const first = await startMailSink({ smtpPort: 0, httpPort: 0, directory });
    await createSmtpSender({ url: first.smtpUrl }).send(mail);
    const before = first.mails();
    await first.stop();

    const second = await startMailSink({ smtpPort: 0, httpPort: 0, directory });
    expect(second.mails()).toEqual(before);
    await createSmtpSender({ url: second.smtpUrl }).send(mail);
    expect(second.mails().map(({ id }) => id)).toEqual(['1', '2']);
    expect((await fetch(`${second.pageUrl}/mails`, { method: 'DELETE' })).status).toBe(204);
    await second.stop();

    const third = await startMailSink({ smtpPort: 0, httpPort: 0, directory });
    expect(third.mails()).toEqual([]);
    await third.stop();
    rmSync(directory, { recursive: true });
  });

  it('shows mails to people and to scripts, newest first, and nothing in them runs', async () => {
    const sink = await startMailSink({ smtpPort: 0, httpPort: 0 });
    const sender = createSmtpSender({ url: sink.smtpUrl });
    const waiting = sink.waitFor(({ subject }) => subject === 'Second');
    await sender.send({ ...mail, subject: 'First <script>alert(1)</script>', html: '<script>alert(1)</script>' });
    await sender.send({ ...mail, subject: 'Second', to: { name: null, address: 'Other@customer.example' } });
    expect((await waiting).recipients).toEqual(['Other@customer.example']);

    const json = async (path: string) => (await (await fetch(sink.pageUrl + path)).json()) as { subject: string }[];
    expect((await json('/mails')).map(({ subject }) => subject)).toEqual(['Second', 'First <script>alert(1)</script>']);
    expect(await json('/mails?recipient=other@customer.example')).toHaveLength(1);
    expect(await json('/mails/1')).toMatchObject({ messageId: mail.messageId });

    const list = await (await fetch(sink.pageUrl)).text();
    expect(list).toContain('http-equiv="refresh"');
    const page = await fetch(`${sink.pageUrl}/mail/1`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    expect(html).toContain('sandbox="allow-popups');
    expect(list + html).not.toContain('<script');
    expect((await fetch(`${sink.pageUrl}/mail/99`)).status).toBe(404);
    await sink.stop();
  });

  it('says when its port is taken', async () => {
    const sink = await startMailSink({ smtpPort: 0, httpPort: 0 });
    const port = Number(new URL(sink.pageUrl).port);
    await expect(startMailSink({ smtpPort: 0, httpPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await sink.stop();
  });
});

/** Takes connections and says nothing. */
async function silentServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('end', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
