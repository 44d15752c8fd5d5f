import type { Instant } from '../../contracts/ids';

/** A name and one address, as it stands in a header. The name may be missing; it is never put into the envelope. */
export interface Mailbox {
  name: string | null;
  address: string;
}

/** A file that goes along. Its name is one of `inspectFile`: no path, no control character, of sensible length. */
export interface MailAttachment {
  name: string;
  mediaType: string;
  content: Buffer;
}

/** One mail to one recipient. What is sent to several people is several mails, each with an attempt of its own. */
export interface OutgoingMail {
  from: Mailbox;
  to: Mailbox;
  /** Where answers go when not to `from`: the keyed address of the case (`replyAddress`). */
  replyTo?: Mailbox;
  /**
   * Envelope sender: the address that bounces go to (`bounceAddress`), and the id by which delivery reports name the mail
   * (ENVID, RFC 3461 section 4.4). `from`, and no reports, when left out.
   */
  returnPath?: { address: string; envelopeId: string };
  subject: string;
  text: string;
  html: string;
  /** With angle brackets; the same for every attempt at the same message (`messageIdHeader`). */
  messageId: string;
  inReplyTo?: string;
  references?: string[];
  /** RFC 3834, section 5: set on what no person wrote, so that no machine answers it. Absent on a person's own words. */
  autoSubmitted?: 'auto-generated' | 'auto-replied';
  /** Page at which the recipient says what else may be sent (RFC 2369); over https also at one click (RFC 8058). */
  unsubscribeUrl?: string;
  attachments?: MailAttachment[];
  date: Instant;
}

/**
 * What became of one attempt.
 *
 * - `sent`: the server took responsibility (a 2yz reply to the end of data, RFC 5321 section 4.2.5).
 * - `failed`: it certainly did not. `permanent` says whether the same mail can never succeed; otherwise it may be
 *   attempted again, because nothing was handed over.
 * - `unknown`: the content was on its way and no reply came back. Nobody can say whether it arrives, so it must not be
 *   sent again without a person's decision (invariant I2).
 *
 * `code` is stable and holds nothing personal: `smtp_550`, `timeout`, `connection_refused` … Servers like to quote the
 * recipient's address in their replies, so the words of a reply are never passed on.
 */
export type SendResult =
  { result: 'sent' } | { result: 'failed'; code: string; permanent: boolean } | { result: 'unknown'; code: string };

/** Sends one mail. Answers, never throws, for everything the network and the server can do. */
export interface MailSender {
  send(mail: OutgoingMail): Promise<SendResult>;
}
