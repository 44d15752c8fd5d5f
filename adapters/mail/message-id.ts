import type { MessageId } from '../../contracts/ids';
import { keyedDigest } from './keyed-digest';

/**
 * The Message-ID header of one of our messages to one recipient, with angle brackets (RFC 5322, section 3.6.4).
 *
 * Always the same for the same message and recipient, so that a mail which goes out twice after all can be recognised as
 * one by every server and reader on its way. The keyed part cannot be guessed, so an answer that refers to it has seen it.
 *
 * @param recipient the key of the recipient, such as `contact:C-7`; never an address
 */
export function messageIdHeader(secret: string, message: MessageId, recipient: string, domain: string): string {
  const token = keyedDigest(secret, 'message-id', message, recipient).toString('hex').slice(0, 32);
  return `<${message}.${token}@${domain}>`;
}
