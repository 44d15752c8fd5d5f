import type { AddressInfo, Server } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { findMailbox, type Mailbox } from '../contracts/mailboxes';
import type { ArrivedMail } from './ports';
import { receivingMailbox } from './receiving-mailbox';

/** Bytes; announced by SIZE (RFC 1870), so that a sender learns it before sending. */
export const takenLimit = 25_000_000;
/** Connections at once, each with one mail in memory at most. */
const connectionsAtMost = 20;
/** RFC 5321, section 4.5.3.1.8. */
const recipientsAtMost = 100;
/** Milliseconds for mails under way when the listener stops. */
const closePatience = 5_000;

export interface MailListenerOptions {
  protocol: 'smtp' | 'lmtp';
  host: string;
  /** 0 takes any free port. */
  port: number;
  /** Null: no STARTTLS. */
  tls: { cert: Buffer; key: Buffer } | null;
  mailboxes: readonly Mailbox[];
  /** Resolves when the mail is durable. */
  store: (mail: ArrivedMail) => Promise<unknown>;
  /** A mail could not be stored; its sender has been told to try again later. */
  onRefused: (mailbox: string) => void;
}

export interface MailListener {
  port: number;
  stop(): Promise<void>;
}

/**
 * Takes mail for our mailboxes by SMTP (RFC 5321) or LMTP (RFC 2033), and relays nothing. A mail is answered 250 once it is
 * durable; with LMTP each recipient has an answer of its own. The bytes are kept as they came, and the envelope beside them:
 * no trace header is written into them, so that the same mail is the same on every way.
 */
export async function listenForMail(options: MailListenerOptions): Promise<MailListener> {
  const { protocol, host, tls, mailboxes, onRefused } = options;
  const lmtp = protocol === 'lmtp';
  const mailboxOf = (address: string): Mailbox | null => findMailbox(mailboxes, address);

  /** Null, or the refusal, for each mailbox in turn. */
  const storeFor = async (mailbox: Mailbox, to: string[], from: string, raw: Buffer): Promise<Error | null> => {
    try {
      await options.store({ mailbox: receivingMailbox(mailbox), source: protocol, raw, envelope: { from, to } });
      return null;
    } catch {
      onRefused(mailbox.name);
      return refusal(451, 'The mail cannot be stored at the moment, try again later');
    }
  };

  const take = async (stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<(Error | null)[]> => {
    const raw = await readAll(stream);
    const recipients = envelope.rcptTo.map(({ address }) => ({ address, mailbox: mailboxOf(address) }));
    // The server has refused it by its size already; whatever is answered here is not sent.
    if (raw === null) return recipients.map(() => refusal(552, 'The mail is too large'));
    const answers = new Map<Mailbox, Error | null>();
    for (const { mailbox } of recipients) {
      if (mailbox === null || answers.has(mailbox)) continue;
      const to = recipients.filter((other) => other.mailbox === mailbox).map(({ address }) => address);
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      answers.set(mailbox, await storeFor(mailbox, to, from, raw));
    }
    return recipients.map(({ mailbox }) => (mailbox && answers.get(mailbox)) ?? null);
  };

  const server = new SMTPServer({
    lmtp,
    name: 'inquiry-desk',
    banner: 'Inquiry Desk mail intake',
    authOptional: true,
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...(tls && { cert: tls.cert, key: tls.key }),
    disableReverseLookup: true,
    logger: false,
    size: takenLimit,
    rejectOversized: true,
    maxClients: connectionsAtMost,
    closeTimeout: closePatience,
    onRcptTo({ address }, session, answer) {
      if (mailboxOf(address) === null) return answer(refusal(550, 'No such mailbox here'));
      if (session.envelope.rcptTo.length >= recipientsAtMost) return answer(refusal(452, 'Too many recipients'));
      answer();
    },
    onData(stream, session, answer) {
      take(stream, session).then(
        (answers) => {
          if (lmtp) return answerEach(answer, answers);
          // One answer for all: a mail that one mailbox lacks comes again, and the others know it then.
          answer(answers.find((refused) => refused !== null) ?? null);
        },
        // The connection was cut: nobody is there to be answered.
        () => answer(refusal(451, 'The mail has not arrived as a whole')),
      );
    },
  });
  // A client that was killed in the middle of a sentence is no reason to stop; a port that is taken shows below.
  server.on('error', () => {});
  const port = await listen(server.server, options.port, host);
  return { port, stop: () => new Promise((resolve) => server.close(() => resolve())) };
}

const refusal = (responseCode: number, words: string): Error => Object.assign(new Error(words), { responseCode });

/** The types of the package know one answer only; with LMTP it takes one for each recipient (RFC 2033, section 4.2). */
function answerEach(answer: (error?: Error | null) => void, answers: (Error | null)[]): void {
  const each = answer as unknown as (error: null, answers: (Error | string)[]) => void;
  each(
    null,
    answers.map((refused) => refused ?? 'Stored'),
  );
}

/** Null when it is larger than we take; the rest is read all the same, for the sender listens only at the end. */
async function readAll(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > takenLimit) chunks.length = 0;
    else chunks.push(chunk);
  }
  return size > takenLimit ? null : Buffer.concat(chunks);
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `Port ${port} for incoming mail is in use: set another one, by INTAKE_SMTP_PORT or INTAKE_LMTP_PORT.`,
            )
          : error,
      );
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
