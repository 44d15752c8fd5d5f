import { inspectFile } from '../../files/inspect-file';
import { assembleText } from './assemble-text';
import { cleanText, decodeCharset } from './decode-text';
import { foldReply } from './fold-reply';
import { OutOfPatience, Patience } from './patience';
import { decodeHeader, hasSoleAuthor, readDate, readMailboxes, readMessageIds, type RawHeaders } from './read-headers';
import {
  defaultMailLimits,
  type MailLimits,
  type MailReading,
  type ReceivedAttachment,
  type ReceivedMail,
  type ReportPart,
} from './received-mail';
import { splitParts, TooComplex, type MailPart, type SplitMail } from './split-parts';

/** Where mail servers write whom a mail has reached; practice, no standard. */
const arrivalHeaders = [
  ...['delivered-to', 'x-original-to', 'envelope-to', 'x-envelope-to', 'x-delivered-to', 'x-rcpt-to', 'x-real-to'],
  'apparently-to',
];

/** More recipients than this say nothing more about a mail. */
const mostRecipients = 10_000;

/** About other mails: kept as they are, for whoever tells bounces and reports apart. */
const isReport = (type: string): boolean =>
  type.startsWith('message/') || type === 'text/rfc822-headers' || type === 'text/rfc822';

function* leaves(part: MailPart): Generator<MailPart> {
  if (part.children.length === 0) yield part;
  for (const child of part.children) yield* leaves(child);
}

const isAttachment = (part: MailPart): boolean =>
  !part.type.startsWith('multipart/') &&
  ((part.type !== 'text/plain' && part.type !== 'text/html') ||
    part.disposition === 'attachment' ||
    part.fileName !== null) &&
  ![
    'message/delivery-status',
    'message/feedback-report',
    'message/disposition-notification',
    'text/rfc822-headers',
  ].includes(part.type);

/** Attached mails within attached mails beyond this are looked into no further. */
const deepestAttached = 3;

/** What one mail may cost, and how many mails it lies in. */
interface Reading {
  limits: MailLimits;
  patience: Patience;
  within: number;
}

/** What is attached to an attached mail may do the same harm. */
async function inspectAttachedMail(content: Buffer, { limits, patience, within }: Reading): Promise<string | null> {
  if (within >= deepestAttached) return 'opaque_archive';
  const milliseconds = Math.max(1, patience.left());
  const reading = await readWithin(content, { ...limits, milliseconds }, within + 1);
  if (!reading.ok) return reading.code === 'mail_empty' ? null : 'opaque_archive';
  return reading.mail.attachments.find(({ quarantined }) => quarantined !== null)?.quarantined ?? null;
}

async function toAttachment(part: MailPart, mail: Reading): Promise<ReceivedAttachment> {
  const inspected = await inspectFile(part.fileName, part.type, part.content);
  const attached = inspected.quarantined === null && inspected.mediaType === 'message/rfc822';
  return {
    ...inspected,
    quarantined: attached ? await inspectAttachedMail(part.content, mail) : inspected.quarantined,
    declaredType: part.type,
    size: part.content.length,
    inline: part.contentId !== null && part.disposition !== 'attachment' && inspected.mediaType.startsWith('image/'),
    contentId: part.contentId,
    content: part.content,
  };
}

const only = (headers: RawHeaders, name: string): string[] => headers.get(name)?.slice(0, 1) ?? [];

function returnPathOf(headers: RawHeaders): string | null {
  const value = headers.get('return-path')?.[0];
  if (value === undefined) return null;
  if (/^<?\s*>?$/.test(value)) return '';
  return readMailboxes([value])[0]?.address ?? null;
}

function decodeHeaders(headers: RawHeaders): Map<string, string[]> {
  return new Map([...headers].map(([name, values]) => [name, values.map(decodeHeader)]));
}

const unindented = /;([ \t]{0,20}\r?\n)(?=(?:boundary|charset|type|report-type|name|filename|format)=)/gi;
const unseparated = /(content-type:[ \t]{0,20}multipart\/[a-z-]{1,40})((?:[ \t]|\r?\n[ \t]){1,20})(?=boundary=)/gi;

/**
 * Mends what programs write wrong and what would leave the whole body to nobody: `Content-Type: multipart/mixed;` with
 * `boundary=` at the very start of the next line, or without the semicolon.
 */
const mendBoundaries = (raw: Buffer): Buffer =>
  Buffer.from(raw.toString('latin1').replaceAll(unindented, ';$1\t').replaceAll(unseparated, '$1;$2'), 'latin1');

/** Lines that end with CR alone, as on old Macintoshes: nothing would be a line otherwise. */
const withLineFeeds = (raw: Buffer): Buffer =>
  raw.includes(10) ? raw : Buffer.from(raw.toString('latin1').replaceAll('\r', '\n'), 'latin1');

const hasLostContent = (part: MailPart): boolean =>
  part.type.startsWith('multipart/') && (part.children.length === 0 || part.children.some(hasLostContent));

/** Bytes. */
const longestBody = 1024 * 1024;

/** Everything below the header, for a mail whose structure holds no content at all. */
function bodyOf(raw: Buffer): string {
  const text = cleanText(decodeCharset(raw.subarray(0, longestBody), null));
  const start = text.indexOf('\n\n');
  return start === -1 ? '' : text.slice(start + 2).trimEnd();
}

async function understand({ headers, root }: SplitMail, raw: Buffer, mail: Reading): Promise<ReceivedMail> {
  const parts = [...leaves(root)];
  const assembled = assembleText(root);
  const lost = parts.every((part) => part.content.length === 0);
  const { html, blocked } = assembled;
  const text = lost ? bodyOf(raw) : assembled.text;
  const { visible, quoted, signature } = foldReply(text);
  const attached = parts.filter((part) => isAttachment(part) || assembled.cut.has(part));
  const attachments: ReceivedAttachment[] = [];
  for (const part of attached) {
    mail.patience.check();
    attachments.push(await toAttachment(part, mail));
  }
  const reports: ReportPart[] = parts
    .filter(({ type }) => isReport(type))
    .map(({ type, content }) => ({ type, content }));
  return {
    messageId: readMessageIds(only(headers, 'message-id'))[0] ?? null,
    inReplyTo: readMessageIds(headers.get('in-reply-to')),
    references: readMessageIds(headers.get('references')),
    from: readMailboxes(only(headers, 'from'))[0] ?? null,
    soleAuthor: hasSoleAuthor(headers.get('from')),
    sender: readMailboxes(only(headers, 'sender'))[0] ?? null,
    replyTo: readMailboxes(headers.get('reply-to')),
    to: readMailboxes(headers.get('to')).slice(0, mostRecipients),
    cc: readMailboxes(headers.get('cc')).slice(0, mostRecipients),
    deliveredTo: [
      ...new Set(arrivalHeaders.flatMap((name) => readMailboxes(headers.get(name)).map(({ address }) => address))),
    ],
    returnPath: returnPathOf(headers),
    date: readDate(headers.get('date')?.[0]),
    subject: decodeHeader(headers.get('subject')?.[0] ?? ''),
    text,
    html,
    blockedRemoteContent: blocked,
    visibleText: visible,
    quoted,
    signature,
    attachments,
    headers: decodeHeaders(headers),
    parts: reports,
  };
}

async function readWithin(raw: Buffer, limits: MailLimits, within: number): Promise<MailReading> {
  if (raw.length > limits.rawBytes) {
    return { ok: false, code: 'mail_too_large', detail: `${raw.length} bytes, where ${limits.rawBytes} are read` };
  }
  const patience = new Patience(limits.milliseconds);
  try {
    const lines = withLineFeeds(raw);
    let split = await splitParts(lines, limits, patience.signal);
    if (hasLostContent(split.root)) split = await splitParts(mendBoundaries(lines), limits, patience.signal);
    patience.check();
    if (split.headers.size === 0 && raw.toString('latin1').trim() === '') {
      return { ok: false, code: 'mail_empty', detail: 'no header and no word' };
    }
    return { ok: true, mail: await understand(split, lines, { limits, patience, within }) };
  } catch (error) {
    if (patience.signal.aborted || error instanceof OutOfPatience) {
      return { ok: false, code: 'mail_takes_too_long', detail: `given up after ${limits.milliseconds} ms` };
    }
    if (error instanceof TooComplex) return { ok: false, code: 'mail_too_complex', detail: error.message };
    // The words of an error may quote the mail; its name does not.
    return { ok: false, code: 'mail_unreadable', detail: error instanceof Error ? error.name : 'unknown' };
  } finally {
    patience.end();
  }
}

/**
 * Reads a mail (RFC 5322, MIME) as it came. Takes any bytes whatever and never throws; what stands in the result is the
 * sender's claim and nothing more.
 *
 * @param limits defaults: 25 MB, 200 parts, 20 deep, 512 KB of header each, 2 s of the processor's time
 */
export const readMail = (raw: Buffer, limits: Partial<MailLimits> = {}): Promise<MailReading> =>
  readWithin(raw, { ...defaultMailLimits, ...limits }, 0);
