import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { OutgoingMail } from '../../adapters/mail/port';
import { createSmtpSender } from '../../adapters/mail/smtp';

const plain: OutgoingMail = {
  from: { name: 'Inquiry Desk', address: 'desk@desk.example' },
  to: { name: 'Anne', address: 'anne@customer.example' },
  subject: 'Hello',
  text: 'Hello',
  html: '<p>Hello</p>',
  messageId: '<m.1@desk.example>',
  date: '2026-03-06T09:00:00.000Z',
};

/** Words of an attacker: line breaks of all kinds, headers, commands of the protocol, and anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\u2028',
        '\u0085',
        '\0',
        '\t',
        ' ',
        '>',
        '<',
        '"',
        ',',
        ';',
        '@',
        '=?utf-8?b?',
      ),
      fc.constantFrom('Bcc: eve@evil.example', 'RCPT TO:<eve@evil.example>', '\r\n.\r\n', '\r\n\r\nbody', 'X-Evil: 1'),
      fc.string({ unit: 'binary', maxLength: 12 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));

const mails = fc.record(
  {
    subject: hostile,
    text: hostile,
    messageId: hostile.map((text) => `<${text}@desk.example>`),
    to: hostile.map((text) => ({ name: text, address: 'anne@customer.example' })),
    replyTo: hostile.map((text) => ({ name: null, address: `${text}@customer.example` })),
    inReplyTo: hostile,
    references: fc.array(hostile, { maxLength: 2 }),
    unsubscribeUrl: hostile.map((text) => `https://desk.example/${text}`),
    attachments: fc.array(
      hostile.map((name) => ({ name, mediaType: 'text/plain', content: Buffer.from('x') })),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: [] },
);

const recipients = hostile.map((text) => ({ name: null, address: `a${text}@customer.example` }));

let received: { raw: string; envelope: SMTPServerSession['envelope'] }[];
let server: SMTPServer;
let url: string;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, { envelope }, answer) =>
      void buffer(stream).then((raw) => {
        received.push({ raw: raw.toString('latin1'), envelope: { ...envelope } });
        answer();
      }),
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
beforeEach(() => (received = []));

const headerNames = (raw: string): string[] =>
  raw
    .slice(0, raw.indexOf('\r\n\r\n'))
    .split(/\r\n(?![ \t])/)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());

test('whatever stands in a mail, it has our headers, one recipient, and is one mail', async () => {
  await fc.assert(
    fc.asyncProperty(mails, async (changes) => {
      received.length = 0;
      const { result } = await createSmtpSender({ url }).send({ ...plain, ...(changes as Partial<OutgoingMail>) });
      expect(received.length).toBeLessThanOrEqual(1);
      expect(received.length).toBe(result === 'sent' ? 1 : 0);
      for (const { raw, envelope } of received) {
        expect(envelope.rcptTo.map(({ address }) => address)).toEqual(['anne@customer.example']);
        const names = headerNames(raw);
        expect(names.filter((name) => ['bcc', 'cc', 'x-evil'].includes(name))).toEqual([]);
        expect(names.filter((name) => name === 'to')).toHaveLength(1);
        expect(names.filter((name) => name === 'subject').length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 150 },
  );
});

test('an address that was tampered with goes to nobody else', async () => {
  await fc.assert(
    fc.asyncProperty(recipients, async (to) => {
      received.length = 0;
      await createSmtpSender({ url }).send({ ...plain, to });
      for (const { envelope } of received) {
        expect(envelope.rcptTo.map(({ address }) => address)).toEqual([to.address]);
      }
    }),
    { numRuns: 100 },
  );
});
