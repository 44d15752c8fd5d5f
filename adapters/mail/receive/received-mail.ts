import type { Instant } from '../../../contracts/ids';
import type { Mailbox } from '../port';

/** An attachment or inline image, as it was sent and as its bytes tell. */
export interface ReceivedAttachment {
  /** Safe to show and to save: no path, no control or direction characters, no reserved name, at most 150 characters. */
  name: string;
  /** As the sender called it: `type/subtype` in lower case, without parameters. */
  declaredType: string;
  /** As its first bytes tell; the declared type where they tell nothing and it does no harm. */
  mediaType: string;
  /** Bytes, decoded. */
  size: number;
  /** Shown within the text (`cid:`), rather than beside it. */
  inline: boolean;
  /** Without angle brackets. */
  contentId: string | null;
  content: Buffer;
  /** Why nobody may open it (`QuarantineReason` of `adapters/files/inspect-file.ts`); null when it may be opened. */
  quarantined: string | null;
}

/** A part that is about another mail, decoded from its transfer encoding: what a bounce or an abuse report is made of. */
export interface ReportPart {
  /** `message/delivery-status`, `message/feedback-report`, `message/rfc822`, `text/rfc822-headers` … in lower case. */
  type: string;
  content: Buffer;
}

/** A mail as `readMail` understood it. Everything in it is the sender's claim: nothing here is verified. */
export interface ReceivedMail {
  /** With angle brackets, as it stands in the header; null when there is none. */
  messageId: string | null;
  /** With angle brackets each, in the order of the header; so is `references`. */
  inReplyTo: string[];
  references: string[];
  /** The first author; null when there is none. */
  from: Mailbox | null;
  /** Whether `from` is the only one that the mail names. With several, each server on its way may have looked at another one. */
  soleAuthor: boolean;
  sender: Mailbox | null;
  replyTo: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  /** Addresses of `Delivered-To`, `X-Original-To`, `Envelope-To` and their like, as mail servers add them on arrival. */
  deliveredTo: string[];
  /** Address of the first `Return-Path`; '' when it is empty (`<>`, a bounce); null when there is none. */
  returnPath: string | null;
  /** When the sender says that it was written; null when there is no such date, or no possible one. */
  date: Instant | null;
  /** One line; '' when there is none. */
  subject: string;
  /** The whole text in lines that end with \n; made from the HTML when there is no plain one. */
  text: string;
  /** For display: sanitised, remote content blocked, `cid:` images kept. Null when there was no HTML. */
  html: string | null;
  /** Remote images, style sheets and the like that `html` no longer refers to. */
  blockedRemoteContent: number;
  /** `text` without quoted mails and signature. Where everything is quoted, the whole text. */
  visibleText: string;
  /** What was folded away, as it stood in `text`; null when there was none. */
  quoted: string | null;
  signature: string | null;
  attachments: ReceivedAttachment[];
  /** By lower-case name, unfolded, charset decoded, in the order of the mail. Several of one name are several entries. */
  headers: Map<string, string[]>;
  /** In the order of the mail. A message/rfc822 part is here as well as among the attachments. */
  parts: ReportPart[];
}

/**
 * Why a mail could not be read. It is kept all the same, for a person or a later version to look at.
 *
 * - `mail_too_large`: more bytes than `rawBytes`.
 * - `mail_too_complex`: nested deeper or of more parts, recipients or header lines than the limits allow.
 * - `mail_takes_too_long`: reading it was given up after `milliseconds`.
 * - `mail_empty`: not one header and not one word.
 * - `mail_unreadable`: the parser gave up; `detail` says how, without words of the mail.
 */
export type MailProblem =
  'mail_too_large' | 'mail_too_complex' | 'mail_takes_too_long' | 'mail_empty' | 'mail_unreadable';

export type MailReading = { ok: true; mail: ReceivedMail } | { ok: false; code: MailProblem; detail: string };

export interface MailLimits {
  rawBytes: number;
  /** MIME parts, counting containers. */
  parts: number;
  /** Multiparts within multiparts. */
  depth: number;
  /** Bytes of the header of the mail or of one part. */
  headerBytes: number;
  /** Of the processor's time; by the clock it may be ten times as long (`Patience`). */
  milliseconds: number;
}

export const defaultMailLimits: MailLimits = {
  rawBytes: 25 * 1024 * 1024,
  parts: 200,
  depth: 20,
  headerBytes: 512 * 1024,
  milliseconds: 2_000,
};
