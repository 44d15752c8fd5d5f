import { timingSafeEqual } from 'node:crypto';
import type { Instant, MessageId } from '../../contracts/ids';
import { keyedDigest } from './keyed-digest';

/** What a link may be used for: one thing only. The purpose is part of the signature, not of the token. */
export type LinkPurpose = 'acknowledge' | 'open';

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
