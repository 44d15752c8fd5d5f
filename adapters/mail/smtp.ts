import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { isAddress, isAscii, isHeaderText } from './mailbox';
import type { MailSender, OutgoingMail, SendResult } from './port';

/** All in milliseconds. */
export interface SmtpTimeouts {
  /** From looking up the name to the end of TLS. */
  connection: number;
  /** Silence of the server while the session runs, also while we wait for its word after the end of data. */
  silence: number;
  /** The whole of one send. Below the start-to-close timeout of the activity, so that the answer is still recorded. */
  total: number;
}

const defaultTimeouts: SmtpTimeouts = { connection: 10_000, silence: 60_000, total: 75_000 };

export interface SmtpSenderOptions {
  /** `smtp://user:password@host:587` (STARTTLS when offered; `?requireTLS=true` insists) or `smtps://…` (TLS at once). */
  url: string;
  timeouts?: Partial<SmtpTimeouts>;
  /** Signs every mail (RFC 6376). */
  dkim?: DkimKey;
}

export interface DkimKey {
  /** That of `MAIL_FROM`, or one above it, so that the signature counts for the sender (RFC 7489, alignment). */
  domain: string;
  /** The public key is at `<selector>._domainkey.<domain>`. */
  selector: string;
  /** RSA, in PEM. */
  privateKey: string;
}

/**
 * Sends by SMTP (RFC 5321), each mail on a connection of its own. nodemailer's pool is not used on purpose: when a
 * connection is lost it queues the mail again by itself, which after the end of data would send it twice.
 */
export function createSmtpSender(options: SmtpSenderOptions): MailSender {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const { auth, ...server } = parseConnectionUrl(options.url);
  const signer = options.dkim && createSigner(options.dkim);

  return {
    async send(mail) {
      const refusal = refuseMail(mail);
      if (refusal !== null) return { result: 'failed', code: refusal, permanent: true };
      const content = await composeMail(mail)
        .then((composed) => (signer ? buffer(signer.sign(composed)) : composed))
        .catch(() => null);
      if (content === null) return { result: 'failed', code: 'mail_not_composed', permanent: true };
      return transfer(mail, content);
    },
  };

  function transfer(mail: OutgoingMail, content: Buffer): Promise<SendResult> {
    return new Promise((resolve) => {
      let handedOver = false;
      let settled = false;
      const connection = new SMTPConnection({
        ...server,
        connectionTimeout: timeouts.connection,
        greetingTimeout: timeouts.connection,
        dnsTimeout: timeouts.connection,
        socketTimeout: timeouts.silence,
        logger: false,
      });

      const settle = (result: SendResult): void => {
        if (settled) return;
        settled = true;
        clearTimeout(deadline);
        // A farewell, not a question: the mail is settled whatever the server says to it.
        if (result.result === 'sent') connection.quit();
        connection.close();
        resolve(result);
      };
      const fail = (error: SmtpError): void => settle(classifySmtpError(error, handedOver));
      const deadline = setTimeout(() => fail({ code: 'ETIMEDOUT' }), timeouts.total);

      // Stays attached after the end: a late reset of the connection must not bring the process down.
      connection.on('error', fail);
      connection.once('end', () => fail({ code: 'ECONNECTION' }));

      const deliver = (): void => {
        // Asked for its first byte only when the server has said 354: from then on the content is on its way.
        const message = new Readable({
          read() {
            handedOver = true;
            this.push(content);
            this.push(null);
          },
        });
        const envelope = { from: senderOf(mail), to: [mail.to.address], size: content.length, ...reportsFor(mail) };
        connection.send(envelope, message, (error) => (error ? fail(error) : settle({ result: 'sent' })));
      };

      connection.connect((error) => {
        if (error) return fail(error);
        if (auth === undefined) return deliver();
        return connection.login(auth, (refused) => (refused ? fail(refused) : deliver()));
      });
    });
  }
}

/** The part of nodemailer's errors that is read. */
interface SmtpError {
  code?: string;
  originalCode?: unknown;
  command?: string;
  responseCode?: number;
}

/** Replies about us rather than about the mail: log in first, encrypt first, credentials not accepted (RFC 4954, 3207). */
const aboutTheSession = new Set([530, 534, 535, 538]);

/** Commands that carry the mail itself; a refusal of any other concerns the session. */
const aboutTheMail = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/**
 * Says what an error means for the mail.
 *
 * - A reply of 4yz or 5yz, before the data or to the end of it: the server did not take the mail (RFC 5321, 4.2.5).
 *   5yz to a mail command is permanent; to greeting, TLS or login it is not, because an operator can mend that.
 * - No connection, or lost before the content was asked for: nothing was handed over, so it may be tried again.
 * - Lost, or silent for too long, once the content was on its way: unknown. RFC 5321 (4.5.3.2.6, 6.1) names this as the
 *   place where mail is doubled.
 *
 * @param handedOver the server had asked for the content (354)
 */
export function classifySmtpError(error: SmtpError, handedOver: boolean): SendResult {
  const { responseCode, command = '' } = error;
  const refused = responseCode !== undefined && responseCode >= 400 && responseCode < 600;
  // After the content, only the reply to the end of data decides; a broken line seen while the connection fell does not.
  if (handedOver && !(refused && command === 'DATA')) return { result: 'unknown', code: connectionCode(error) };
  if (refused) {
    const permanent = responseCode >= 500 && aboutTheMail.has(command) && !aboutTheSession.has(responseCode);
    return { result: 'failed', code: `smtp_${responseCode}`, permanent };
  }
  if (error.code === 'EMESSAGE') return { result: 'failed', code: 'message_too_large', permanent: true };
  if (error.code === 'EENVELOPE') return { result: 'failed', code: 'address_invalid', permanent: true };
  return { result: 'failed', code: connectionCode(error), permanent: false };
}

function connectionCode({ code, originalCode }: SmtpError): string {
  if (originalCode === 'ECONNREFUSED') return 'connection_refused';
  switch (code) {
    case 'ETIMEDOUT':
      return 'timeout';
    case 'EDNS':
      return 'host_unknown';
    case 'ETLS':
      return 'tls_failed';
    case 'EAUTH':
      return 'login_failed';
    case 'EPROTOCOL':
      return 'protocol_error';
    default:
      return 'connection_lost';
  }
}

const senderOf = ({ from, returnPath }: OutgoingMail): string => returnPath?.address ?? from.address;

/** What the server is to report, where it can (RFC 3461): that the mail was delivered or was not, with its headers only. */
function reportsFor({ to, returnPath }: OutgoingMail) {
  if (!returnPath) return {};
  // The address type `rfc822` is for ASCII alone (RFC 6533, section 3).
  const original = isAscii(to.address) ? { orcpt: `rfc822;${to.address}` } : {};
  const dsn = { ret: 'HDRS' as const, envid: returnPath.envelopeId, notify: ['SUCCESS', 'FAILURE'], ...original };
  return { dsn };
}

/** What a reader, a thread or an unsubscribing mail program goes by (RFC 6376 section 5.4, RFC 8058 section 4). */
const signedHeaders = [
  'From',
  'Reply-To',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'Auto-Submitted',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
];

function createSigner({ domain, selector, privateKey }: DkimKey): DKIM {
  const headerFieldNames = signedHeaders.join(':');
  return new DKIM({ domainName: domain, keySelector: selector, privateKey, headerFieldNames });
}

/** Why a mail is not even tried: `header_invalid` (a line break in a name or subject …) or `address_invalid`. */
function refuseMail(mail: OutgoingMail): string | null {
  const mailboxes = [mail.from, mail.to, ...(mail.replyTo ? [mail.replyTo] : [])];
  const headers = [
    mail.subject,
    mail.messageId,
    mail.inReplyTo ?? '',
    ...(mail.references ?? []),
    mail.unsubscribeUrl ?? '',
    mail.returnPath?.envelopeId ?? '',
    ...(mail.attachments ?? []).flatMap(({ name, mediaType }) => [name, mediaType]),
    ...mailboxes.flatMap(({ name, address }) => [name ?? '', address]),
  ];
  if (!headers.every(isHeaderText)) return 'header_invalid';
  const addresses = [...mailboxes.map(({ address }) => address), senderOf(mail)];
  return addresses.every(isAddress) ? null : 'address_invalid';
}

function composeMail(mail: OutgoingMail): Promise<Buffer> {
  const mailbox = ({ name, address }: OutgoingMail['to']) => ({ name: name ?? '', address });
  return new MailComposer({
    from: mailbox(mail.from),
    to: mailbox(mail.to),
    ...(mail.replyTo && { replyTo: mailbox(mail.replyTo) }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: new Date(mail.date),
    ...(mail.inReplyTo && { inReplyTo: mail.inReplyTo }),
    ...(mail.references && mail.references.length > 0 && { references: mail.references }),
    headers: {
      // The second header is what Exchange heeds; bounces are still wanted, absence notes are not.
      ...(mail.autoSubmitted && {
        'Auto-Submitted': mail.autoSubmitted,
        'X-Auto-Response-Suppress': 'OOF, AutoReply',
      }),
      ...unsubscribeHeaders(mail.unsubscribeUrl),
    },
    attachments: (mail.attachments ?? []).map(({ name, mediaType, content }) => {
      return { filename: name, contentType: mediaType, content, contentDisposition: 'attachment' as const };
    }),
    // The body is ours, but no text may ever make the desk read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** One click is promised only where RFC 8058 allows it: over https. */
function unsubscribeHeaders(url: string | undefined): Record<string, string> {
  if (url === undefined) return {};
  return {
    'List-Unsubscribe': `<${url}>`,
    ...(url.startsWith('https://') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}
