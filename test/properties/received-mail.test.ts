import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { inspectFile } from '../../adapters/files/inspect-file';
import { foldReply } from '../../adapters/mail/receive/fold-reply';
import { readMail } from '../../adapters/mail/receive/read-mail';
import { sanitiseHtml } from '../../adapters/mail/receive/sanitise-html';

const folder = join(__dirname, '../fixtures/mail');
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => readFileSync(join(folder, name)));

/** Pieces at which parsers of mail have stumbled. */
const traps = [
  ...[
    '\0',
    '\r',
    '\n',
    '\r\n\r\n',
    '\r\n ',
    '--',
    '--b--',
    '"',
    '<',
    '>',
    '(',
    '\\',
    '=?',
    '?=',
    '=?utf-8?b?',
    '=',
    '=ZZ',
    ';',
    ':',
  ],
  ...[
    'boundary=',
    'boundary=""',
    'charset=utf-7',
    'charset=x',
    'multipart/mixed',
    'message/rfc822',
    'base64',
    '\xff\xfe',
    '\x1b$B',
  ],
  ...['<script>', '</p>', '<!--', '&#0;', 'javascript:', '> ', 'On 1 a@b wrote:', '-- \n', 'From: '],
];

interface Change {
  at: number;
  kind: 'insert' | 'delete' | 'repeat' | 'flip' | 'cut';
  trap: string;
  length: number;
}
const change = fc.record<Change>({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('insert', 'delete', 'repeat', 'flip', 'cut'),
  trap: fc.constantFrom(...traps),
  length: fc.integer({ min: 1, max: 300 }),
});

function mutate(raw: Buffer, { at, kind, trap, length }: Change): Buffer {
  const start = Math.floor(at * raw.length);
  const [before, after] = [raw.subarray(0, start), raw.subarray(start)];
  switch (kind) {
    case 'insert':
      return Buffer.concat([before, Buffer.from(trap, 'latin1'), after]);
    case 'delete':
      return Buffer.concat([before, after.subarray(length)]);
    case 'repeat':
      return Buffer.concat([before, ...Array.from({ length: (length % 20) + 1 }, () => after.subarray(0, 80)), after]);
    case 'flip':
      return Buffer.concat([before, Buffer.from([length & 0xff]), after.subarray(1)]);
    case 'cut':
      return before;
  }
}

const mutated = fc
  .tuple(fc.constantFrom(...fixtures), fc.array(change, { minLength: 1, maxLength: 12 }))
  .map(([raw, changes]) => changes.reduce(mutate, raw));

// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u0008\u000b-\u001f]/;

/** What may be relied upon of every mail that was read, whatever came in. */
async function isSafe(raw: Buffer): Promise<void> {
  const reading = await readMail(raw, { milliseconds: 30_000 });
  if (!reading.ok) {
    expect(['mail_too_complex', 'mail_empty', 'mail_unreadable']).toContain(reading.code);
    return;
  }
  const { mail } = reading;
  expect(mail.subject).not.toMatch(/[\r\n]/);
  for (const text of [
    mail.subject,
    mail.text,
    mail.visibleText,
    mail.quoted ?? '',
    mail.signature ?? '',
    mail.html ?? '',
  ]) {
    expect(text).not.toMatch(unprintable);
    expect(text.isWellFormed()).toBe(true);
  }
  for (const { address } of [...mail.to, ...mail.cc, ...mail.replyTo, ...(mail.from ? [mail.from] : [])]) {
    expect(address).not.toMatch(/[\s<>]/);
  }
  for (const id of [mail.messageId ?? '<x>', ...mail.inReplyTo, ...mail.references]) expect(id).toMatch(/^<[^<>\s]+>$/);
  for (const attachment of mail.attachments) {
    expect(attachment.name).toMatch(/^[^/\\:<>"|?*\p{Cc}\p{Cf}]{1,150}$/u);
    expect(attachment.size).toBe(attachment.content.length);
  }
  expect(mail.html ?? '').not.toMatch(
    /<(?:script|style|iframe|form|object|link|meta)|\son\w+\s*=\s*"|src="http|="javascript:/i,
  );
}

test('mails of every kind, changed at random, are read or refused by name, and what is read is safe', () =>
  fc.assert(fc.asyncProperty(mutated, isSafe), { numRuns: 150 }));

test('so are bytes at random', () =>
  fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), (bytes) => isSafe(Buffer.from(bytes))),
    { numRuns: 100 },
  ));

const markup = fc
  .array(
    fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      ' ',
      '=',
      'a',
      'img',
      'script',
      'src=',
      'href=',
      'onerror=',
      'style',
      'x',
      '&lt;',
      '<p>',
      '</p>',
      '<a href="',
      'javascript:',
      'http://a.example',
      'cid:x',
      '<!--',
      '-->',
      '<svg>',
      '\u0000',
      'hidden',
      '<div style="display:none">',
      '</div>',
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''));

test('HTML at random comes out with nothing that acts or loads, and cleaning it again changes nothing of that', () =>
  fc.assert(
    fc.property(markup, (html) => {
      const clean = sanitiseHtml(html)?.html ?? '';
      const tags = clean.match(/<[^>]*>/g) ?? [];
      for (const tag of tags) {
        expect(tag).toMatch(/^<\/?(?:p|div|a|img|span)\b/);
        expect(tag.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/\s(?!href|rel|target|src|alt|title|width|height)[a-z]+=/);
        expect(tag).not.toMatch(/src="(?!cid:|data:image\/)|javascript:[^"]*"[^>]*href|href="javascript/);
      }
      expect(sanitiseHtml(clean)).toEqual({ html: clean, blocked: 0 });
    }),
    { numRuns: 500 },
  ));

const line = fc.constantFrom(
  'Hello',
  '',
  '> quoted',
  '>> twice',
  'On 3 March Ann <ann@a.example> wrote:',
  'From: Ann',
  'Sent: today',
  'To: Bob',
  'Subject: x',
  '-- ',
  '--',
  'Kind regards',
  'Bob',
  '-----Original Message-----',
  'Sent from my iPhone',
  '____',
  'Am 3. März schrieb Ann:',
);

test('folding loses no word, invents none, and always leaves something to read', () =>
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
      const text = lines.join('\n');
      const { visible, quoted, signature } = foldReply(text);
      const words = (value: string): string[] => value.split(/\s+/).filter(Boolean).sort();
      expect(words([visible, quoted ?? '', signature ?? ''].join('\n'))).toEqual(words(text));
      expect(visible === '').toBe(text.trim() === '');
    }),
    { numRuns: 500 },
  ));

test('any bytes under any name are inspected', () =>
  fc.assert(
    fc.asyncProperty(
      fc.option(fc.string({ unit: 'binary', maxLength: 60 }), { nil: null }),
      fc.option(fc.constantFrom('application/pdf', 'text/html', 'image/png', 'x', '', 'message/rfc822'), { nil: null }),
      fc.constantFrom(
        '',
        'PK\x03\x04',
        'PK\x05\x06',
        '%PDF-',
        '\xd0\xcf\x11\xe0',
        'MZ',
        '\x89PNG\r\n\x1a\n',
        '{\\rtf',
        '\x1f\x8b',
        '<?xml ',
      ),
      fc.uint8Array({ maxLength: 300 }),
      async (name, declared, magic, bytes) => {
        const inspected = await inspectFile(name, declared, Buffer.concat([Buffer.from(magic, 'latin1'), bytes]));
        expect(inspected.name).toMatch(/^[^/\\:<>"|?*\p{Cc}\p{Cf}]{1,150}$/u);
        expect(inspected.mediaType).toMatch(/^[a-z]+\/[a-z0-9.+_-]+$/);
      },
    ),
    { numRuns: 500 },
  ));
