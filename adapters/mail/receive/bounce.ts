import type { BounceReason, MailKind } from '../../../contracts/vocabulary';

/** What a mail is and what says so: codes for people who look, strongest first, without words of the mail. */
export interface KindOfMail {
  kind: MailKind;
  because: string[];
}

/** One recipient whom a mail of ours did not reach. All of it is the report's claim. */
export interface BouncedRecipient {
  /** The address that failed; behind a forwarding this is not the one we wrote to. */
  address: string;
  /** The address that we wrote to, where the report names another one (RFC 3464, section 2.3.1). */
  sentTo?: string;
  /**
   * `hard`: the address itself takes no mail and will not later. `soft`: this mail did not arrive, the address may be
   * good. A refusal of our server, domain or words is soft, however final it was for that mail.
   */
  kind: 'hard' | 'soft';
  /** `delayed` is always soft and no failure yet: the server goes on trying. */
  reason: BounceReason;
  /** Enhanced status code (RFC 3463), such as `5.1.1`. */
  status?: string;
  /** Words of the server that refused, one line of at most 500 characters. Personal: may quote addresses. */
  diagnostic?: string;
}

/** A report on the delivery of a mail. Both lists may be empty when the report does not say whom it is about. */
export interface Bounce {
  recipients: BouncedRecipient[];
  /** Addresses that the report says were served: delivered, relayed or expanded. */
  delivered: string[];
  /** With angle brackets; the Message-ID of the mail that the report is about. A claim: check its keyed part. */
  originalMessageId: string | null;
}
