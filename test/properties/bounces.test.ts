import fc from 'fast-check';
import { readBounce } from '../../adapters/mail/receive/read-bounce';
import { readMail } from '../../adapters/mail/receive/read-mail';
import { tellKind } from '../../adapters/mail/receive/tell-kind';
import { bounceReasons, mailKinds } from '../../contracts/vocabulary';
import { rawReportMail, readReportMail, reportMails } from '../support/report-mails';

/** What happens to mails on their way: bytes changed, cut out, doubled, or taken from another mail. */
type Damage =
  | { how: 'cut' | 'double'; at: number; length: number }
  | { how: 'write'; at: number; length: number; bytes: Uint8Array };

const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ how: fc.constantFrom('cut' as const, 'double' as const), at: fc.nat(4_000), length: fc.nat(400) }),
  fc.record({
    how: fc.constant('write' as const),
    at: fc.nat(4_000),
    length: fc.nat(40),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom(
          '\r\n\r\n',
          '\0',
          '--b1',
          ': ',
          '@',
          '<',
          ';',
          '\n>',
          '((((',
          '5.1.1 ',
          'Final-Recipient: rfc822; ',
          '\x1b$B',
        )
        .map((text) => Buffer.from(text.repeat(3))),
    ),
  }),
);

function damage(raw: Buffer, damages: readonly Damage[]): Buffer {
  let result = raw;
  for (const one of damages) {
    const at = one.at % (result.length + 1);
    const there = result.subarray(at, at + one.length);
    const again = one.how === 'double' ? Buffer.concat([there, there]) : Buffer.alloc(0);
    const instead = one.how === 'write' ? one.bytes : again;
    result = Buffer.concat([result.subarray(0, at), instead, result.subarray(at + one.length)]);
  }
  return result;
}

test('whatever happens to a report on its way, it is told and read without a crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...reportMails), fc.array(anyDamage, { maxLength: 6 }), async (name, damages) => {
      const reading = await readMail(damage(rawReportMail(name), damages));
      if (!reading.ok) return;
      const { kind, because } = tellKind(reading.mail);
      expect(mailKinds).toContain(kind);
      expect(because.length > 0).toBe(kind !== 'ordinary');
      const bounce = readBounce(reading.mail);
      expect(bounce !== null).toBe(kind === 'bounce');
      for (const recipient of bounce?.recipients ?? []) {
        expect(bounceReasons).toContain(recipient.reason);
        expect(recipient.address).toMatch(/^[^\s<>]+@[^\s<>]+$/);
        expect(recipient.address.length).toBeLessThan(400);
        expect(recipient.diagnostic?.length ?? 0).toBeLessThanOrEqual(500);
      }
    }),
    { numRuns: 200 },
  );
});

/** Texts that take for ever where an expression tries every way through them. */
const pieces = [
  'a',
  '@',
  'a@',
  'a.',
  '<a@b.c>',
  ' ',
  '\n ',
  '-',
  '550 ',
  '>',
  ':',
  'message ',
  'user ',
  'ip ',
  'x@y.',
  '(',
  '"\\',
  '\n<a@b.c>: ',
];

test.each(pieces)('a report of nothing but %j comes to an end', async (piece) => {
  const text = piece.repeat(Math.floor(200_000 / piece.length));
  const mail = await readReportMail('qmail-full');
  const longer = {
    ...mail,
    subject: `failure notice ${text}`,
    text: `Unable to deliver: ${text}\nfinal-recipient: ${text}`,
    visibleText: text,
    headers: new Map([
      ...mail.headers,
      ['auto-submitted', [text]],
      ['x-failed-recipients', [text, 'ann@buyer.example']],
    ]),
    parts: [{ type: 'message/rfc822', content: Buffer.from(`To: ${text}\nMessage-ID: ${text}`) }],
  };
  expect(tellKind(longer).kind).toBe('bounce');
  expect(readBounce(longer)).not.toBeNull();
  const report = {
    type: 'message/delivery-status',
    content: Buffer.from(`Final-Recipient: ${text}\nDiagnostic-Code: ${text}`),
  };
  expect(readBounce({ ...longer, parts: [report] })).not.toBeNull();
  expect(tellKind({ ...longer, from: null, returnPath: null, headers: new Map(), parts: [] }).kind).toBe('ordinary');
});
