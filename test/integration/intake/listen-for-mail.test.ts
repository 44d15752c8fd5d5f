import type { Knex } from 'knex';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Mailbox } from '../../../contracts/mailboxes';
import { connect } from '../../../db/connect';
import { listenForMail, takenLimit, type MailListener } from '../../../intake/listen-for-mail';
import type { ArrivedMail } from '../../../intake/ports';
import { storeMail } from '../../../intake/store-mail';
import { createTestDatabase, type TestDatabase } from '../../support/database';
import { customerMail, subjectOf } from '../../support/fetching';
import { converse, type SmtpConversation } from '../../support/smtp-client';
import { selfSigned } from '../../support/self-signed';

const mailboxes: Mailbox[] = [
  { name: 'inquiries', addresses: ['inquiries@halden.example', 'bounces@halden.example'] },
  { name: 'cash', addresses: ['cash@halden.example'], team: 'cash-application' },
];

let database: TestDatabase;
let db: Knex;
let away: string | null;
const listeners: MailListener[] = [];
const refused: string[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
  away = null;
});
afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.stop()));
  refused.length = 0;
  await db.destroy();
  await database.drop();
});

async function listenOn(protocol: 'smtp' | 'lmtp', tls: { cert: Buffer; key: Buffer } | null = null): Promise<number> {
  const store = async (mail: ArrivedMail): Promise<unknown> => {
    if (mail.mailbox.name === away) throw new Error('the database is away');
    const clock = { now: () => new Date().toISOString() };
    return storeMail({ db, secret: 'a-secret-key-for-tests-of-at-least-32-characters', clock }, mail);
  };
  const listener = await listenForMail({
    protocol,
    host: '127.0.0.1',
    port: 0,
    tls,
    mailboxes,
    store,
    onRefused: (mailbox) => refused.push(mailbox),
  });
  listeners.push(listener);
  return listener.port;
}

interface Kept {
  mailbox: string;
  source: string;
  envelope: { from: string; to: string[] };
  raw: string;
}

const kept = async (): Promise<Kept[]> => {
  const { rows } = await db.raw<{ rows: (Omit<Kept, 'raw'> & { content: Buffer })[] }>(
    `select m.mailbox, m.source, m.envelope, f.content from received_mails m join files f on f.id = m.file order by m.mailbox`,
  );
  return rows.map(({ content, ...row }) => ({ ...row, raw: content.toString() }));
};

async function introduce(protocol: 'SMTP' | 'LMTP', port: number, ...recipients: string[]): Promise<SmtpConversation> {
  const client = await converse(port);
  expect(await client.say(`${protocol === 'LMTP' ? 'LHLO' : 'EHLO'} customer.example`)).toContain(`SIZE ${takenLimit}`);
  expect(await client.say('MAIL FROM:<ada.meyer@customer.example>')).toMatch(/^250/);
  for (const recipient of recipients) expect(await client.say(`RCPT TO:<${recipient}>`)).toMatch(/^250/);
  expect(await client.say('DATA')).toMatch(/^354/);
  return client;
}

test('a mail to our mailboxes is answered 250 once it is stored, byte for byte, with its envelope', async () => {
  const port = await listenOn('smtp');
  const keyed = 'inquiries+INQ-2026-000042.0123456789abcdef01234567@halden.example';
  const client = await introduce('SMTP', port, keyed, 'CASH@halden.example', 'bounces+token@halden.example');
  // A line that begins with a dot is doubled on the way (RFC 5321, section 4.5.2) and is one again in what is kept.
  const mail = customerMail('Payment of 4 May', ['.', '.. we paid', 'Grüße']);
  expect(await client.say(`${mail.replaceAll('\r\n.', '\r\n..')}.`)).toMatch(/^250/);
  const from = 'ada.meyer@customer.example';
  expect(await kept()).toEqual([
    { mailbox: 'cash', source: 'smtp', envelope: { from, to: ['CASH@halden.example'] }, raw: mail },
    {
      mailbox: 'inquiries',
      source: 'smtp',
      envelope: { from, to: [keyed, 'bounces+token@halden.example'] },
      raw: mail,
    },
  ]);
  client.cut();
});

test('the empty return path of machines is taken, and nothing is relayed', async () => {
  const client = await converse(await listenOn('smtp'));
  await client.say('EHLO customer.example');
  expect(await client.say('MAIL FROM:<>')).toMatch(/^250/);
  expect(await client.say('RCPT TO:<somebody@elsewhere.example>')).toMatch(/^550/);
  expect(await client.say('RCPT TO:<nobody@halden.example>')).toMatch(/^550/);
  expect(await client.say('RCPT TO:<inquiries@halden.example>')).toMatch(/^250/);
  await client.say('DATA');
  expect(await client.say(`${customerMail('Bounce')}.`)).toMatch(/^250/);
  expect(await kept()).toMatchObject([{ envelope: { from: '', to: ['inquiries@halden.example'] } }]);
  client.cut();
});

test('by LMTP each recipient has an answer of its own', async () => {
  const port = await listenOn('lmtp');
  away = 'cash';
  const client = await introduce(
    'LMTP',
    port,
    'inquiries@halden.example',
    'cash@halden.example',
    'bounces+a@halden.example',
  );
  expect(await client.say(`${customerMail('For two')}.`)).toMatch(/^250/);
  expect(await client.hear()).toMatch(/^451/);
  expect(await client.hear()).toMatch(/^250/);
  expect((await kept()).map(({ mailbox }) => mailbox)).toEqual(['inquiries']);
  expect(refused).toEqual(['cash']);
  client.cut();
});

test('by SMTP a mail that one mailbox cannot store comes again, and the other keeps it once', async () => {
  const port = await listenOn('smtp');
  away = 'cash';
  for (const answer of [/^451/, /^250/]) {
    const client = await introduce('SMTP', port, 'inquiries@halden.example', 'cash@halden.example');
    expect(await client.say(`${customerMail('For two')}.`)).toMatch(answer);
    client.cut();
    away = null;
  }
  expect((await kept()).map(({ mailbox }) => mailbox)).toEqual(['cash', 'inquiries']);
});

test('a mail that was cut off in the middle is not kept', async () => {
  const port = await listenOn('smtp');
  const client = await introduce('SMTP', port, 'inquiries@halden.example');
  client.send(customerMail('Half a mail'));
  client.cut();
  // The next one is served, and only it is there.
  const next = await introduce('SMTP', port, 'inquiries@halden.example');
  expect(await next.say(`${customerMail('A whole mail')}.`)).toMatch(/^250/);
  expect((await kept()).map(({ raw }) => subjectOf({ raw: Buffer.from(raw) } as ArrivedMail))).toEqual([
    'A whole mail',
  ]);
  next.cut();
});

test('a mail above the limit is refused by the size that its sender announces, and by the one that it has', async () => {
  const port = await listenOn('smtp');
  const announced = await converse(port);
  await announced.say('EHLO customer.example');
  expect(await announced.say(`MAIL FROM:<a@customer.example> SIZE=${takenLimit + 1}`)).toMatch(/^552/);
  announced.cut();
  const client = await introduce('SMTP', port, 'inquiries@halden.example');
  const line = `${'x'.repeat(998)}\r\n`;
  expect(await client.say(`Subject: large\r\n\r\n${line.repeat(takenLimit / 1000)}.`)).toMatch(/^552/);
  // The conversation goes on.
  expect(await client.say('RSET')).toMatch(/^250/);
  expect(await kept()).toEqual([]);
  client.cut();
});

const tls = selfSigned();
if (tls === null) process.stdout.write('Mail over TLS is not tested: there is no openssl to make a certificate.\n');
const testWithCertificate = tls === null ? test.skip : test;

testWithCertificate('with a certificate mail comes in over TLS', async () => {
  const port = await listenOn('smtp', tls);
  const client = new SMTPConnection({ host: '127.0.0.1', port, requireTLS: true, tls: { rejectUnauthorized: false } });
  await new Promise<void>((resolve, reject) => {
    client.once('error', reject);
    client.connect(() => resolve());
  });
  expect(client.secure).toBe(true);
  await new Promise<void>((resolve, reject) => {
    client.send({ from: 'a@customer.example', to: ['cash@halden.example'] }, customerMail('Sealed'), (error) =>
      error ? reject(error) : resolve(),
    );
  });
  client.close();
  expect(await kept()).toMatchObject([{ mailbox: 'cash' }]);
});
