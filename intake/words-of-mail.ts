import { createHash } from 'node:crypto';
import { keyedDigest } from '../adapters/mail/keyed-digest';
import type { Mailbox } from '../adapters/mail/port';
import type { ReceivedMail } from '../adapters/mail/receive/received-mail';
import { withoutPrefixes } from './fingerprint';

/** What is kept of a mail beside its bytes, to be shown: JSON in erasable storage. */
export interface MailWords {
  subject: string;
  from: Mailbox | null;
  to: Mailbox[];
  cc: Mailbox[];
  /** When the sender says that it was written. */
  date: string | null;
  text: string;
  quoted: string | null;
  signature: string | null;
  /** Sanitised; null when there was none, or too much of it. */
  html: string | null;
  blockedRemoteContent: number;
}

/** Characters; what is longer is in the mail as it came, which is kept. */
const longestText = 100_000;
const longestHtml = 500_000;
const mostAddresses = 100;

export const clean = (text: string, longest = longestText): string => text.replaceAll('\0', '').slice(0, longest);

export const wordsOf = (mail: ReceivedMail): MailWords => ({
  subject: subjectOf(mail),
  from: mail.from,
  to: mail.to.slice(0, mostAddresses),
  cc: mail.cc.slice(0, mostAddresses),
  date: mail.date,
  text: clean(mail.text),
  quoted: mail.quoted === null ? null : clean(mail.quoted),
  signature: mail.signature === null ? null : clean(mail.signature),
  html: mail.html === null || mail.html.length > longestHtml ? null : clean(mail.html, longestHtml),
  blockedRemoteContent: mail.blockedRemoteContent,
});

/** Characters, as the API takes them. */
const longestSubject = 200;

export const subjectOf = ({ subject }: ReceivedMail): string => clean(subject, longestSubject);

const forwarded = /^\s*(?:fw|fwd|wg|tr|rv)\s*:/iu;

/** What an inquiry by mail says: without quotes and signature, unless what is quoted is what it is about. */
export const bodyOf = (mail: ReceivedMail): string =>
  clean(forwarded.test(mail.subject) ? mail.text : mail.visibleText).trim();

/** Null unless it looks like one that mail can be sent to. */
export function addressOf(mailbox: Mailbox | null): string | null {
  const address = mailbox?.address.trim().toLowerCase() ?? '';
  return /^[^\s@<>"',;:\\]{1,64}@[^\s@<>"',;:\\]{1,190}$/.test(address) ? address : null;
}

/** The header as other mail programs repeat it; null when it is no Message-ID (RFC 5322, section 3.6.4). */
export const messageIdOf = ({ messageId }: ReceivedMail): string | null =>
  messageId !== null && /^<[^<>\s]{1,980}>$/.test(messageId) ? clean(messageId) : null;

/**
 * By which the same mail is known in every mailbox, whatever servers on its way have added to its header. The keyed addresses
 * that it was sent to are part of it: reports of mail servers may have no Message-ID and all say the same. A mail that says
 * neither what it is called nor when it was written is the same only byte for byte.
 *
 * @param bytes digest of the mail as it came
 */
export function sourceDigest(secret: string, mail: ReceivedMail, recipients: readonly string[], bytes: string): string {
  const keyed = [...new Set(recipients.map((address) => /\+([^@]+)@/.exec(address)?.[1]?.toLowerCase() ?? ''))].sort();
  const attachments = mail.attachments.map(({ name, content }) => [
    name,
    createHash('sha256').update(content).digest('hex'),
  ]);
  const { messageId, from, subject, date, text } = mail;
  const itself = messageId === null && date === null ? [bytes] : [];
  return keyedDigest(
    secret,
    'mail',
    JSON.stringify([messageId, from?.address, subject, date, text, attachments, keyed, ...itself]),
  ).toString('hex');
}

const digestOf = (secret: string, what: string, ...parts: string[]): string =>
  keyedDigest(secret, what, ...parts.map((part) => part.replaceAll('\0', ' ')))
    .toString('hex')
    .slice(0, 32);

export const senderDigest = (secret: string, address: string): string => digestOf(secret, 'mail sender', address);

/**
 * A sender and what they write about: machines that answer each other stay within one. Figures are left out, because a
 * ticket system puts a new number into every subject, and so do we.
 */
export function threadDigest(secret: string, address: string, { subject }: ReceivedMail): string {
  const words = withoutPrefixes(subject)
    .toLowerCase()
    .replaceAll(/inq-[\d-]+|\d+/gu, '')
    .replaceAll(/[^\p{L}]+/gu, ' ');
  return digestOf(secret, 'mail thread', address, words.trim());
}
