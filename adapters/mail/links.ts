import { timingSafeEqual } from 'node:crypto';
import type { Instant, MessageId } from '../../contracts/ids';
import { keyedDigest } from './keyed-digest';

/**
 * What a link may be used for: one thing only. The purpose is part of the signature, not of the token.
 *
 * - `acknowledge`: read a message and say so, with a date of payment or without (follow-up)
 * - `open`: the picture in a message, which tells that somebody or something opened it
 * - `upload`: add documents to the case that the message is about
 * - `accept`: accept the payment arrangement that the message offers (follow-up)
 * - `confirm`: say that the case is settled, or that it is not
 * - `rate`: rate how the case was handled
 * - `mail-preferences`: what we may send to the contact that the message went to
 */
export type LinkPurpose = 'acknowledge' | 'open' | 'upload' | 'accept' | 'confirm' | 'rate' | 'mail-preferences';

/** Where each link leads, at the root of the desk's address. */
const folders: Record<LinkPurpose, string> = {
  acknowledge: 'l',
  open: 'o',
  upload: 'u',
  accept: 'a',
  confirm: 'c',
  rate: 'r',
  'mail-preferences': 'm',
};

/** `/m/<token>`: the path at which the page behind a link lies; `/o/<token>.gif` for the picture. */
export const linkPath = (purpose: LinkPurpose, token: string): string =>
  `/${folders[purpose]}/${token}${purpose === 'open' ? '.gif' : ''}`;

/**
 * A signed link for one message: `<base64url of expiry and message>.<base64url of HMAC-SHA256>`. It names the message and
 * nothing of the customer. Safe in a path segment.
 *
 * @param expiresAt from this instant on it is no longer valid; kept to the second
 */
export function signLink(secret: string, purpose: LinkPurpose, message: MessageId, expiresAt: Instant): string {
  const seconds = Math.floor(Date.parse(expiresAt) / 1000);
  if (!Number.isFinite(seconds)) throw new TypeError('a link needs an instant at which it expires');
  const content = Buffer.from(`${seconds.toString(36)}.${message}`).toString('base64url');
  return `${content}.${signatureOf(secret, purpose, content)}`;
}

/**
 * The message that the token was signed for, or null: tampered with, expired, of another purpose or of another desk are
 * one and the same answer, so that nobody learns from it which tokens exist.
 */
export function verifyLink(secret: string, purpose: LinkPurpose, token: string, now: Instant): MessageId | null {
  const [content, signature, ...rest] = token.split('.');
  if (!content || !signature || rest.length > 0 || token.length > 1024) return null;
  // The encoded texts are compared, not what they decode to: base64url has several spellings of the same bytes.
  const expected = Buffer.from(signatureOf(secret, purpose, content));
  const given = Buffer.from(signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  const [expiry = '', ...message] = Buffer.from(content, 'base64url').toString().split('.');
  return Number.parseInt(expiry, 36) * 1000 > Date.parse(now) ? message.join('.') : null;
}

function signatureOf(secret: string, purpose: LinkPurpose, content: string): string {
  return keyedDigest(secret, `link ${purpose}`, content).toString('base64url');
}
