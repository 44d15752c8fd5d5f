import { timingSafeEqual } from 'node:crypto';
import { referencePattern, type Reference } from '../../contracts/ids';
import { keyedDigest } from './keyed-digest';

/** Mailbox before the plus sign; the mail server must deliver `inquiries+anything` to the desk (RFC 5233). */
export const threadMailbox = 'inquiries';

/**
 * 96 bits as hexadecimal digits: far beyond guessing by mail, the same in upper and lower case (some systems change the
 * case of addresses), and short enough that mailbox, reference and token stay within 64 octets.
 */
const tokenLength = 24;

function tokenOf(secret: string, reference: Reference): string {
  return keyedDigest(secret, 'reply-address', reference).toString('hex').slice(0, tokenLength);
}

/**
 * The address that answers on a case go to: `inquiries+INQ-2026-000042.<token>@domain`. A reference can be guessed, the
 * token cannot: only who has received a mail of ours can write into the case by it.
 */
export function replyAddress(secret: string, reference: Reference, domain: string): string {
  return `${threadMailbox}+${reference}.${tokenOf(secret, reference)}@${domain}`;
}

/**
 * The case that an address written by `replyAddress` belongs to, or null for any other address, whatever is wrong with
 * it. The domain is left to the caller: which domains are ours is known by where the mail was fetched.
 */
export function readReplyAddress(secret: string, address: string): Reference | null {
  const match = /^[^+@]+\+([a-z]+-\d+-\d+)\.([0-9a-f]+)@[^@]+$/i.exec(address.trim());
  const reference = match?.[1]?.toUpperCase();
  const token = match?.[2]?.toLowerCase();
  if (reference === undefined || token?.length !== tokenLength || !referencePattern.test(reference)) return null;
  return timingSafeEqual(Buffer.from(token), Buffer.from(tokenOf(secret, reference))) ? reference : null;
}
