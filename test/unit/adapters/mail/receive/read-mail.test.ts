import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMail } from '../../../../../adapters/mail/receive/read-mail';
import type { MailReading, ReceivedMail } from '../../../../../adapters/mail/receive/received-mail';

const fixture = (name: string): Buffer => readFileSync(join(__dirname, '../../../../fixtures/mail', `${name}.eml`));

function mailOf(reading: MailReading): ReceivedMail {
  if (!reading.ok) throw new Error(`${reading.code}: ${reading.detail}`);
  return reading.mail;
}
const read = async (raw: Buffer | string): Promise<ReceivedMail> => mailOf(await readMail(Buffer.from(raw)));
const written = (...lines: string[]): string => lines.join('\r\n');

describe('An answer from Outlook, in German, as HTML only', () => {
  let mail: ReceivedMail;
  beforeAll(async () => {
    mail = await read(fixture('outlook-german-html'));
  });

  test('says who wrote to whom, about what and when', () => {
    expect(mail).toMatchObject({
      messageId: '<AM0PR01MB1234@AM0PR01MB1234.eurprd01.prod.outlook.example>',
      inReplyTo: ['<inquiry.INQ-2026-000042.reply-1.0123456789abcdef@desk.example>'],
      references: ['<first@desk.example>', '<inquiry.INQ-2026-000042.reply-1.0123456789abcdef@desk.example>'],
      from: { name: 'Jürgen Käufer', address: 'bob@buyer.example' },
      sender: null,
      to: [{ name: 'Billing, Seller Ltd', address: 'billing+c.INQ-2026-000042.abc@desk.example' }],
      cc: [{ name: 'Buchhaltung München', address: 'accounts@buyer.example' }],
      deliveredTo: ['billing@desk.example'],
      returnPath: 'bob@buyer.example',
      subject: 'AW: Rechnung INV-2026-0042 über 7.800 €',
      date: '2026-03-03T09:12:00.000Z',
    });
    expect(mail.headers.get('content-language')).toEqual(['de-DE']);
  });

  test('shows what is new, and keeps the rest', () => {
    expect(mail.visibleText).toBe('Guten Tag,\n\ndie Rechnung haben wir am 2. März überwiesen.');
    expect(mail.signature).toBe('Mit freundlichen Grüßen\nJürgen Käufer\n\nKäufer GmbH');
    expect(mail.quoted).toContain('Ihre Rechnung ist fällig.');
    expect(mail.text).toContain('Ihre Rechnung ist fällig.');
  });

  test('has HTML that loads nothing, with its inline image beside', () => {
    expect(mail.html).toContain('<b>überwiesen</b>');
    expect(mail.html).toContain('<img src="cid:logo.png@01DA" alt="Käufer GmbH" />');
    expect(mail.html).not.toContain('track.example');
    expect(mail.blockedRemoteContent).toBe(1);
    expect(mail.attachments).toMatchObject([
      { name: 'logo.png', mediaType: 'image/png', inline: true, contentId: 'logo.png@01DA', quarantined: null },
    ]);
  });
});

test('an answer from Gmail, in French, shows the plain text that was sent', async () => {
  const mail = await read(fixture('gmail-french'));
  expect(mail.visibleText).toBe('Bonjour,\n\nnous avons payé le 2 mars.');
  expect(mail.signature).toBe('Cordialement,\nClaire');
  expect(mail.quoted).toContain('> votre facture est échue.');
  expect(mail.html).toContain('nous avons payé le 2 mars.');
});

test('an answer from an iPhone, in Spanish, whose lines flow', async () => {
  const mail = await read(fixture('apple-spanish'));
  expect(mail.visibleText).toBe('Hemos pagado la factura INV-2026-0042 el 2 de marzo.');
  expect(mail.signature).toBe('Enviado desde mi iPhone');
  expect(mail.quoted).toContain('> Estimada cliente:');
  expect(mail.html).toBeNull();
});

test('an old program that names no charset, and writes name and date its own way', async () => {
  expect(await read(fixture('old-program-without-charset'))).toMatchObject({
    from: { name: 'Bob Jones', address: 'bob@buyer.example' },
    subject: 'Überweisung',
    date: '2026-03-03T10:12:00.000Z',
    text: 'Die Überweisung für INV-2026-0042 ist unterwegs.',
    messageId: null,
    returnPath: null,
  });
});

test('Japanese', async () => {
  expect(await read(fixture('japanese'))).toMatchObject({
    from: { name: '山田', address: 'yamada@buyer.example' },
    subject: '請求書',
    text: '請求書 INV-2026-0042',
  });
});

test('attachments have safe names and are told by their bytes', async () => {
  const { attachments, text, parts } = await read(fixture('attachments'));
  expect(text).toBe('See the files.');
  expect(attachments.map(({ content: _, ...rest }) => rest)).toMatchObject([
    { name: 'Überweisung.pdf', mediaType: 'application/pdf', size: 15, quarantined: null, inline: false },
    {
      name: 'invoice.pdf',
      declaredType: 'application/pdf',
      mediaType: 'application/x-msdownload',
      quarantined: 'executable',
    },
    { name: 'winmail.dat', mediaType: 'application/ms-tnef', quarantined: 'tnef' },
    // The attached mail carries a program.
    { name: 'attachment.eml', mediaType: 'message/rfc822', quarantined: 'executable' },
  ]);
  expect(parts.map(({ type }) => type)).toEqual(['message/rfc822']);
});

test('a delivery report gives its parts to whoever tells bounces', async () => {
  const mail = await read(fixture('delivery-report'));
  expect(mail.returnPath).toBe('');
  expect(mail.text).toBe('Your message could not be delivered to bob@buyer.example.');
  expect(mail.parts.map(({ type, content }) => [type, content.toString().trim().split('\n').at(-1)])).toEqual([
    ['message/delivery-status', 'Status: 5.1.1'],
    ['text/rfc822-headers', 'Message-ID: <reply-1@desk.example>'],
  ]);
  expect(mail.attachments).toEqual([]);
});

describe('What senders try', () => {
  test('an address in a name stays a name', async () => {
    const mail = await read(
      written(
        'From: =?utf-8?Q?ceo=40seller.example=3E=2C_x_=3Cy?= <thief@evil.example>',
        'To: a@desk.example',
        '',
        'x',
      ),
    );
    expect(mail.from).toEqual({ name: 'ceo@seller.example>, x <y', address: 'thief@evil.example' });
  });

  test('line ends, NUL and turned-round letters do not get out of a header', async () => {
    const mail = await read(
      written('Subject: =?utf-8?Q?a=0D=0ABcc:_x=00?=', 'From: <a\u0000@b.example>', '', 'x\u0000y'),
    );
    expect(mail.subject).toBe('a Bcc: x');
    expect(mail.from).toEqual({ name: null, address: 'a@b.example' });
    expect(mail.text).toBe('xy');
  });

  test('two From lines: the first counts', async () => {
    expect((await read(written('From: a@a.example', 'From: b@b.example', '', 'x'))).from?.address).toBe('a@a.example');
  });

  test.each(['Tue, 99 Mar 2026 10:00:00 +0000', 'tomorrow', '1 Jan 9999 00:00:00 +0000', '1 Jan 2026 10:00 +9900', ''])(
    'the date %j is none',
    async (date) => {
      expect((await read(written(`Date: ${date}`, 'From: a@a.example', '', 'x'))).date).toBeNull();
    },
  );
});

describe('What programs get wrong is read all the same', () => {
  test.each([
    ['lines that end with CR alone', written('From: a@a.example', '', 'Hello').replaceAll('\r\n', '\r')],
    ['lines that end with LF alone', written('From: a@a.example', '', 'Hello').replaceAll('\r\n', '\n')],
    [
      'a boundary at the start of a line',
      written('Content-Type: multipart/mixed;', 'boundary="b"', '', '--b', '', 'Hello', '--b--'),
    ],
    [
      'a boundary without semicolon',
      written('Content-Type: multipart/mixed', '\tboundary="b"', '', '--b', '', 'Hello', '--b--'),
    ],
    ['no end of the multipart', written('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'Hello')],
    [
      'a text with a file name',
      written(
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain; name=a.txt',
        '',
        'Hello',
        '--b--',
      ),
    ],
    ['an unknown charset', written('Content-Type: text/plain; charset=klingon', '', 'Hello')],
    ['an unknown transfer encoding', written('Content-Transfer-Encoding: plain', '', 'Hello')],
    ['UTF-8 that is called ASCII', written('Content-Type: text/plain; charset=us-ascii', '', 'Hello')],
    [
      'the line of a mailbox file above',
      written('From a@a.example Tue Mar  3 10:12:00 2026', 'From: a@a.example', '', 'Hello'),
    ],
    ['UTF-7', written('Content-Type: text/plain; charset=utf-7', '', '+AEgAZQBs-lo')],
  ])('%s', async (_, raw) => {
    expect((await read(raw)).text).toBe('Hello');
  });
});

describe('What is beyond the limits is refused by name, and quickly', () => {
  const nested = (depth: number): string =>
    Array.from(
      { length: depth },
      (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`,
    ).join('');
  const attached = (depth: number): string =>
    depth === 0
      ? 'From: a@a.example\r\n\r\nHello'
      : `Content-Type: multipart/mixed; boundary=x${depth}\r\n\r\n--x${depth}\r\nContent-Type: message/rfc822\r\n\r\n${attached(depth - 1)}\r\n--x${depth}--\r\n`;

  test.each<[string, string, () => string | Buffer]>([
    ['nothing', 'mail_empty', () => ''],
    ['white space', 'mail_empty', () => ' \r\n\r\n '],
    ['26 MB', 'mail_too_large', () => Buffer.alloc(26 * 1024 * 1024)],
    ['10 MB of NUL', 'mail_too_complex', () => Buffer.alloc(10 * 1024 * 1024)],
    ['a header line of 5 MB', 'mail_too_complex', () => `Subject: ${'x'.repeat(5 * 1024 * 1024)}\r\n\r\nHello`],
    ['500,000 header lines', 'mail_too_complex', () => `${'X: y\r\n'.repeat(500_000)}\r\nHello`],
    ['100,000 multiparts in each other', 'mail_too_complex', () => nested(100_000)],
    ['21 multiparts in each other', 'mail_too_complex', () => `${nested(22)}\r\nHello`],
    [
      '100,000 parts',
      'mail_too_complex',
      () => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(100_000)}`,
    ],
  ])('%s', async (_, code, raw) => {
    expect(await readMail(Buffer.from(raw()))).toMatchObject({ ok: false, code });
  });

  test('mails in mails are looked into three deep; what is deeper nobody opens', async () => {
    expect((await read(attached(2))).attachments).toMatchObject([{ quarantined: null }]);
    expect((await read(attached(30))).attachments).toMatchObject([{ quarantined: 'opaque_archive' }]);
  });

  test('a mail that takes too long is given up', async () => {
    const many = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(150)}`;
    expect(await readMail(Buffer.from(many), { milliseconds: 1 })).toEqual({
      ok: false,
      code: 'mail_takes_too_long',
      detail: 'given up after 1 ms',
    });
  });

  test.each<[string, () => string]>([
    [
      '10,000 recipients',
      () =>
        `To: ${Array.from({ length: 10_000 }, (_, index) => `"Person, ${index}" <p${index}@b.example>`).join(', ')}\r\n\r\nHello`,
    ],
    ['broken base64', () => `Content-Transfer-Encoding: base64\r\n\r\n${'!@#$'.repeat(100_000)}`],
    ['broken quoted-printable', () => `Content-Transfer-Encoding: quoted-printable\r\n\r\n${'=ZZ='.repeat(100_000)}`],
    ['encoded words without end', () => `Subject: ${'=?a?q?'.repeat(50_000)}\r\n\r\nHello`],
    [
      'open brackets',
      () => `References: ${'<'.repeat(200_000)}\r\nTo: ${'<'.repeat(100_000)}${'('.repeat(100_000)}\r\n\r\nHello`,
    ],
    ['a line of blanks', () => `From: a@a.example\r\n\r\n${' '.repeat(150_000)}x`],
    ['quotation upon quotation', () => `From: a@a.example\r\n\r\n${'> a\r\n\r\nb\r\n\r\n'.repeat(15_000)}`],
    [
      'lines that nearly begin a quotation',
      () => `From: a@a.example\r\n\r\n${`${'On 1 Ann '.repeat(50)}\r\n`.repeat(400)}`,
    ],
    ['HTML that opens and never closes', () => `Content-Type: text/html\r\n\r\n${'<table><tr><td>'.repeat(20_000)}`],
    ['many parameters', () => `Content-Type: text/plain; ${'a=b; '.repeat(50_000)}\r\n\r\nHello`],
  ])('%s is read', async (_, raw) => {
    expect((await readMail(Buffer.from(raw()), { milliseconds: 60_000 })).ok).toBe(true);
  });

  test('of a text as long as a book the beginning is shown, and all of it attached', async () => {
    const mail = await read(`From: a@a.example\r\n\r\n${'Lorem ipsum dolor.\r\n'.repeat(100_000)}`);
    expect(mail.text.length).toBeLessThan(1024 * 1024);
    expect(mail.attachments).toMatchObject([{ name: 'attachment.txt', mediaType: 'text/plain', size: 2_000_000 }]);
  });
});
