import { generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { bounceAddress, bounceToken, readBounceAddress } from '../../../../adapters/mail/bounce-address';
import { isAddress } from '../../../../adapters/mail/mailbox';
import type { OutgoingMail } from '../../../../adapters/mail/port';
import { createSmtpSender, type DkimKey } from '../../../../adapters/mail/smtp';
import { signedHeadersOf, verifyDkim } from '../../../support/verify-dkim';

const secret = 'a secret of at least thirty-two characters';
const token = bounceToken(secret, 'inquiry.INQ-2026-000042.reply-7', 'contact:C-7');

const mail: OutgoingMail = {
  from: { name: 'Inquiry Desk', address: 'desk@desk.example' },
  to: { name: 'Änne Müller', address: 'anne@customer.example' },
  returnPath: { address: bounceAddress(token, 'desk.example'), envelopeId: token },
  subject: 'Zahlungserinnerung: 2 Rechnungen, überfällig seit langem, und noch ein paar Worte mehr',
  text: 'Grüße\n.\n\nTrailing spaces   \n\n\n',
  html: '<p>Grüße</p>',
  messageId: '<m.1@desk.example>',
  references: ['<first@customer.example>'],
  autoSubmitted: 'auto-generated',
  unsubscribeUrl: 'https://desk.example/m/token?lang=de',
  date: '2026-03-06T09:00:00.000Z',
};

interface Received {
  raw: Buffer;
  envelope: SMTPServerSession['envelope'];
}

/** A server that offers delivery reports, or does not, and keeps what it was told. */
async function startServer(hideDSN = false): Promise<{ url: string; received: Received[]; stop(): Promise<void> }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hideDSN,
    logger: false,
    onData: (stream, { envelope }, answer) =>
      void buffer(stream).then((raw) => {
        received.push({ raw, envelope: { ...envelope } });
        answer();
      }),
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

async function deliver(changes: Partial<OutgoingMail> = {}, options: { dkim?: DkimKey; hideDSN?: boolean } = {}) {
  const server = await startServer(options.hideDSN);
  try {
    const sender = createSmtpSender({ url: server.url, ...(options.dkim && { dkim: options.dkim }) });
    const result = await sender.send({ ...mail, ...changes });
    const [first] = server.received;
    return { result, received: first, parsed: first && (await simpleParser(first.raw)) };
  } finally {
    await server.stop();
  }
}

describe('the envelope', () => {
  it('names the mail in its sender, and asks for reports under the same name', async () => {
    const { result, received } = await deliver();
    expect(result).toEqual({ result: 'sent' });
    const { mailFrom, rcptTo, dsn } = received?.envelope as SMTPServerSession['envelope'] & { dsn?: object };
    expect(mailFrom && mailFrom.address).toBe(`bounces+${token}@desk.example`);
    expect(rcptTo).toMatchObject([
      {
        address: 'anne@customer.example',
        dsn: { notify: ['SUCCESS', 'FAILURE'], orcpt: 'rfc822;anne@customer.example' },
      },
    ]);
    expect(dsn).toMatchObject({ ret: 'HDRS', envid: token });
  });

  it('asks for nothing where the server offers no reports', async () => {
    expect((await deliver({}, { hideDSN: true })).result).toEqual({ result: 'sent' });
  });

  it('cannot be made up, and is read whatever the case of its letters', () => {
    const address = bounceAddress(token, 'desk.example');
    expect(readBounceAddress(address.toUpperCase())).toBe(token);
    expect(readBounceAddress(address.replace('bounces', 'inquiries'))).toBeNull();
    expect(readBounceAddress('bounces+12@desk.example')).toBeNull();
    expect(bounceToken('another secret', 'inquiry.INQ-2026-000042.reply-7', 'contact:C-7')).not.toBe(token);
    expect(bounceToken(secret, 'inquiry.INQ-2026-000042.reply-7', 'contact:C-8')).not.toBe(token);
  });
});

describe('the headers', () => {
  it('let a mail program unsubscribe at one click, over https only', async () => {
    const { parsed } = await deliver();
    expect(parsed?.headerLines.find(({ key }) => key === 'list-unsubscribe')?.line).toContain(
      '<https://desk.example/m/token?lang=de>',
    );
    expect(parsed?.headerLines.find(({ key }) => key === 'list-unsubscribe-post')?.line).toBe(
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    );
    const plain = await deliver({ unsubscribeUrl: 'http://localhost:3000/m/token' });
    expect(plain.parsed?.headerLines.some(({ key }) => key === 'list-unsubscribe-post')).toBe(false);
  });

  it('carry files by name and type, as attachments', async () => {
    const content = Buffer.from([0, 1, 2, 255, 13, 10, 46, 13, 10]);
    const { parsed } = await deliver({
      attachments: [{ name: 'Lieferschein Größe 3 "neu".pdf', mediaType: 'application/pdf', content }],
    });
    expect(parsed?.attachments).toMatchObject([
      {
        filename: 'Lieferschein Größe 3 "neu".pdf',
        contentType: 'application/pdf',
        contentDisposition: 'attachment',
        content,
      },
    ]);
  });
});

describe('the signature (DKIM)', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const published = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const dkim = { domain: 'desk.example', selector: 'march', privateKey: pem };
  const resolve = (name: string) => (name === 'march._domainkey.desk.example' ? published : null);

  it('holds against the public key in DNS, and covers all that readers go by', async () => {
    const { received } = await deliver(
      { attachments: [{ name: 'a.pdf', mediaType: 'application/pdf', content: Buffer.alloc(3000, 7) }] },
      { dkim },
    );
    const raw = received?.raw ?? Buffer.alloc(0);
    expect(verifyDkim(raw, resolve)).toBeNull();
    const covered = [
      'from',
      'to',
      'subject',
      'date',
      'message-id',
      'references',
      'list-unsubscribe',
      'list-unsubscribe-post',
    ];
    expect(signedHeadersOf(raw)).toEqual(expect.arrayContaining(covered));
  });

  it.each([
    ['the subject', (text: string) => text.replace('Subject: ', 'Subject: Re: '), 'signature differs'],
    ['the sender', (text: string) => text.replace('From: ', 'From: Eve '), 'signature differs'],
    ['the way to unsubscribe', (text: string) => text.replace('/m/token', '/m/other'), 'signature differs'],
    ['a word', (text: string) => `${text}more\r\n`, 'body hash differs'],
  ])('breaks when %s is changed on the way', async (_what, change, why) => {
    const { received } = await deliver({}, { dkim });
    const changed = Buffer.from(change(received?.raw.toString('latin1') ?? ''), 'latin1');
    expect(verifyDkim(changed, resolve)).toBe(why);
  });

  it('is made with a new key as soon as its selector is named; the old one still holds for mail on its way', async () => {
    const old = (await deliver({}, { dkim })).received?.raw ?? Buffer.alloc(0);
    const next = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const rotated = {
      ...dkim,
      selector: 'april',
      privateKey: next.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
    const fresh = (await deliver({}, { dkim: rotated })).received?.raw ?? Buffer.alloc(0);
    const both = (name: string) =>
      name.startsWith('april.') ? next.publicKey.export({ type: 'spki', format: 'pem' }).toString() : resolve(name);
    expect([verifyDkim(old, both), verifyDkim(fresh, both)]).toEqual([null, null]);
    expect(verifyDkim(fresh, resolve)).toBe('no public key');
  });
});

describe('addresses that are not what they look like', () => {
  it.each([
    ['a Cyrillic а among Latin letters', 'ap@pаypal.example'],
    ['nothing but Cyrillic look-alikes under a Latin top domain', 'ap@аррӏе.com'],
    ['a Greek ο in the local part', 'accοunts@customer.example'],
    ['full-width letters', 'ap@ｃｕｓｔｏｍｅｒ.example'],
    ['a letter that is not composed', 'ap@bu\u0308cher.example'],
    ['a comment', 'ap(comment)@customer.example'],
    ['a quoted local part', '"ap@evil.example"@customer.example'],
    ['a route', '@evil.example:ap@customer.example'],
    ['two addresses', 'ap@customer.example,eve@evil.example'],
    ['a percent hack with a bracket', 'ap%evil.example>@customer.example'],
    ['an address literal', 'ap@[127.0.0.1]'],
    ['a zero-width space', 'ap@custo\u200bmer.example'],
    ['a right-to-left override', 'ap@\u202eelpmaxe.moc'],
    ['an empty label', 'ap@customer..example'],
  ])('%s is refused', async (_what, address) => {
    expect(isAddress(address)).toBe(false);
    expect(
      (await createSmtpSender({ url: 'smtp://127.0.0.1:1' }).send({ ...mail, to: { name: null, address } })).result,
    ).toBe('failed');
  });

  it.each(['jürgen@bücher.example', 'иван@пример.рф', 'ivan@пример.com', '山田@例え.jp', 'ap@customer.example'])(
    '%s is taken',
    (address) => expect(isAddress(address)).toBe(true),
  );
});
