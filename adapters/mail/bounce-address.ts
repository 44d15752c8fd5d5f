import type { MessageId } from '../../contracts/ids';
import { keyedDigest } from './keyed-digest';

/** Mailbox before the plus sign; the mail server must deliver `bounces+anything` to the desk (RFC 5233). */
export const bounceMailbox = 'bounces';

/** 128 bits as hexadecimal digits: beyond guessing, and the same in upper and lower case. */
const tokenLength = 32;

/**
 * Stands for one message to one recipient in the envelope sender (variable envelope return path). It is kept beside the
 * attempt (`send_attempts.bounce_token`): a bounce that comes to it is about exactly that mail, whatever its content says.
 *
 * @param recipient the key of the recipient, such as `contact:C-7`; never an address
 */
export function bounceToken(secret: string, message: MessageId, recipient: string): string {
  return keyedDigest(secret, 'bounce-address', message, recipient).toString('hex').slice(0, tokenLength);
}

/** The envelope sender of a mail: `bounces+<token>@domain`. */
export function bounceAddress(token: string, domain: string): string {
  return `${bounceMailbox}+${token}@${domain}`;
}

/**
 * The token of an address written by `bounceAddress`, in lower case, or null for any other address. Whether it is one of
 * ours is known by `findAttemptByBounceToken`; the domain is left to the caller.
 */
export function readBounceAddress(address: string): string | null {
  const match = /^([^+@]+)\+([0-9a-f]+)@[^@]+$/i.exec(address.trim());
  const token = match?.[2]?.toLowerCase();
  return match?.[1]?.toLowerCase() === bounceMailbox && token?.length === tokenLength ? token : null;
}
