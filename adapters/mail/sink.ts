import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { Instant } from '../../contracts/ids';
import { createSinkPages } from './sink-pages';
import { createCustomerMailer } from './sink-writing';

/** A mail as the sink received it. */
export interface SinkMail {
  /** Counts from 1 in order of arrival, and goes on after a restart with a directory. */
  id: string;
  receivedAt: Instant;
  /** From the envelope: the address bounces go to. */
  sender: string;
  /** From the envelope. */
  recipients: string[];
  subject: string;
  /** With angle brackets, as sent. */
  messageId: string;
  /** Names in lower case; a header that occurs twice has its values joined by line breaks. */
  headers: Record<string, string>;
  text: string;
  /** As sent, not made safe: show it only in a sandbox. */
  html: string | null;
  /** Size in bytes. */
  attachments: { name: string; type: string; size: number }[];
  /** True for what a person wrote on the page, as a customer, to the desk. */
  written: boolean;
}

/** The moments of a session at which the sink can misbehave. */
export type SinkFaultMoment = 'connection' | 'recipient' | 'content' | 'end_of_data';

/**
 * One way for the sink to misbehave, for tests and demonstrations.
 *
 * - `refuse`: answer with this reply code at `connection`, `recipient` or `end_of_data`; the mail is not stored.
 * - `drop`: cut the connection without a reply. At `content` while the mail is arriving; at `end_of_data` when all of it
 *   has arrived, with `stored` saying whether the sink kept it: the sender cannot tell these two apart.
 * - `delay`: wait this many milliseconds, then go on as usual.
 */
export type SinkFault =
  | { at: 'connection' | 'recipient' | 'end_of_data'; refuse: number }
  | { at: 'connection' | 'content'; drop: true }
  | { at: 'end_of_data'; drop: true; stored: boolean }
  | { at: SinkFaultMoment; delay: number };

export interface MailSinkOptions {
  /** 0 takes any free port. */
  smtpPort: number;
  httpPort: number;
  /** Loopback by default: the sink takes every mail and shows it to everybody who can reach it. */
  host?: string;
  /** Keeps every mail as a file here, written before the sender is told that it was taken; read again at start. */
  directory?: string;
  /** Where the desk takes mail, as `smtp://host:port`: lets people answer on the page, and write. */
  deskUrl?: string;
  /** Whom a new mail goes to, unless the page is told another address. */
  deskAddress?: string;
}

export interface MailSink {
  smtpUrl: string;
  pageUrl: string;
  /** In order of arrival; with a recipient, only what went to that address (case does not matter). */
  mails(recipient?: string): SinkMail[];
  /** The first mail, stored already or still to come, that `matches`. @throws Error after `timeout` milliseconds */
  waitFor(matches: (mail: SinkMail) => boolean, timeout?: number): Promise<SinkMail>;
  /** Misbehaves at the next `times` occasions (default 1; `Infinity` until called off). Returns the calling off. */
  misbehave(fault: SinkFault, times?: number): () => void;
  /** Forgets every mail, on disk as well. */
  clear(): void;
  stop(): Promise<void>;
}

type Answer = (error?: Error | null) => void;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
const refusal = (responseCode: number): Error => Object.assign(new Error('Refused as asked'), { responseCode });

interface StoredMail {
  id: string;
  receivedAt: Instant;
  sender: string;
  recipients: string[];
  /** The mail byte for byte, in base64. */
  raw: string;
  written?: true;
}

/**
 * Starts an SMTP server on loopback that keeps every mail and delivers none, with a page to read them. This is where the
 * mail of `npm start` and of the tests goes. Rejects when a port is taken or a kept mail cannot be read.
 */
export async function startMailSink(options: MailSinkOptions): Promise<MailSink> {
  const host = options.host ?? '127.0.0.1';
  const store = await openStore(options.directory);
  const faults: { fault: SinkFault; left: number }[] = [];
  const sockets = new Map<number, Socket>();

  const takeFault = (at: SinkFaultMoment): SinkFault | undefined => {
    const entry = faults.find(({ fault, left }) => fault.at === at && left > 0);
    if (entry) entry.left -= 1;
    return entry?.fault;
  };
  const cut = (session: SMTPServerSession): void => void sockets.get(session.remotePort)?.destroy();
  /** Plays the fault of this moment, then lets the session go on unless it was refused or cut. */
  const pass = async (at: SinkFaultMoment, session: SMTPServerSession, answer: Answer): Promise<void> => {
    const fault = takeFault(at);
    if (fault && 'delay' in fault) await pause(fault.delay);
    if (fault && 'drop' in fault) cut(session);
    else answer(fault && 'refuse' in fault ? refusal(fault.refuse) : null);
  };
  const receive = async (stream: AsyncIterable<unknown>, session: SMTPServerSession, answer: Answer): Promise<void> => {
    const interruption = takeFault('content');
    if (interruption && 'delay' in interruption) await pause(interruption.delay);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) {
      // Not before the first piece: until then the sender has not been asked for the content.
      if (interruption && 'drop' in interruption) return cut(session);
      chunks.push(chunk as Buffer);
    }

    const fault = takeFault('end_of_data');
    if (fault && 'delay' in fault) await pause(fault.delay);
    if (fault && 'refuse' in fault) return answer(refusal(fault.refuse));
    if (!(fault && 'stored' in fault && !fault.stored)) await store.add(envelopeOf(session), Buffer.concat(chunks));
    return fault && 'drop' in fault ? cut(session) : answer(null);
  };

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 1_000,
    onConnect: (session, answer) => void pass('connection', session, answer),
    onRcptTo: (_address, session, answer) => void pass('recipient', session, answer),
    onData: (stream, session, answer) => void receive(stream, session, answer).catch(answer),
  });
  // A client that was killed in the middle of a sentence is no reason to stop; a port that is taken shows below.
  smtp.on('error', () => {});
  const smtpPort = await listen(smtp.server, options.smtpPort, host);
  smtp.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    sockets.set(remotePort, socket);
    socket.once('close', () => sockets.delete(remotePort));
  });

  const { deskUrl, deskAddress = '' } = options;
  const writing = deskUrl === undefined ? null : { deskAddress, send: createCustomerMailer(deskUrl, store.add) };
  const http = createServer(createSinkPages(store, writing));
  let httpPort: number;
  try {
    httpPort = await listen(http, options.httpPort, host);
  } catch (error) {
    await new Promise<void>((resolve) => smtp.close(resolve));
    throw error;
  }

  return {
    smtpUrl: `smtp://${host}:${smtpPort}`,
    pageUrl: `http://${host}:${httpPort}`,
    mails: store.mails,
    waitFor: store.waitFor,
    misbehave(fault, times = 1) {
      const entry = { fault, left: times };
      faults.push(entry);
      return () => void (entry.left = 0);
    },
    clear: store.clear,
    async stop() {
      http.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(resolve)),
        new Promise<void>((resolve) => http.close(() => resolve())),
      ]);
    },
  };
}

/** What the pages need of the store. */
export interface SinkStore {
  mails: (recipient?: string) => SinkMail[];
  /** In order, with what people wrote on the page. */
  all: () => SinkMail[];
  raw: (id: string) => Buffer | undefined;
  clear: () => void;
}

/** Keeps a mail durably. */
export type KeepMail = (
  envelope: Pick<StoredMail, 'sender' | 'recipients' | 'written'>,
  raw: Buffer,
) => Promise<SinkMail>;

const envelopeOf = ({ envelope }: SMTPServerSession): Pick<StoredMail, 'sender' | 'recipients'> => ({
  sender: envelope.mailFrom ? envelope.mailFrom.address : '',
  recipients: envelope.rcptTo.map(({ address }) => address),
});

interface OpenedStore extends SinkStore {
  add: KeepMail;
  waitFor: (matches: (mail: SinkMail) => boolean, timeout?: number) => Promise<SinkMail>;
}

async function openStore(directory: string | undefined): Promise<OpenedStore> {
  const mails: SinkMail[] = [];
  const raws = new Map<string, Buffer>();
  const listeners = new Set<(mail: SinkMail) => void>();
  let last = 0;

  const remember = async (stored: StoredMail): Promise<SinkMail> => {
    const raw = Buffer.from(stored.raw, 'base64');
    const mail = await readMail(stored, raw);
    raws.set(stored.id, raw);
    mails.push(mail);
    if (!mail.written) for (const listener of listeners) listener(mail);
    return mail;
  };
  const received = (): SinkMail[] => mails.filter(({ written }) => !written);

  if (directory !== undefined) {
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .sort()) {
      const stored = JSON.parse(readFileSync(join(directory, name), 'utf8')) as StoredMail;
      last = Math.max(last, Number(stored.id));
      await remember(stored);
    }
  }

  return {
    async add(envelope, content) {
      last += 1;
      const stored: StoredMail = {
        id: String(last),
        receivedAt: new Date().toISOString(),
        ...envelope,
        raw: content.toString('base64'),
      };
      if (directory !== undefined) {
        // Renamed into place, so that a kill leaves a whole mail or none.
        const path = join(directory, `${stored.id.padStart(8, '0')}.json`);
        writeFileSync(`${path}.partial`, JSON.stringify(stored));
        renameSync(`${path}.partial`, path);
      }
      return remember(stored);
    },
    all: () => [...mails],
    mails(recipient) {
      const wanted = recipient?.toLowerCase();
      return received().filter(
        (mail) => wanted === undefined || mail.recipients.some((address) => address.toLowerCase() === wanted),
      );
    },
    raw: (id) => raws.get(id),
    waitFor(matches, timeout = 10_000) {
      const present = received().find(matches);
      if (present) return Promise.resolve(present);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(listener);
          reject(new Error(`no such mail within ${timeout} ms; ${received().length} others have come`));
        }, timeout);
        const listener = (mail: SinkMail): void => {
          if (!matches(mail)) return;
          clearTimeout(timer);
          listeners.delete(listener);
          resolve(mail);
        };
        listeners.add(listener);
      });
    },
    clear() {
      mails.length = 0;
      raws.clear();
      if (directory === undefined) return;
      for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) rmSync(join(directory, name));
    },
  };
}

async function readMail(stored: StoredMail, raw: Buffer): Promise<SinkMail> {
  const parsed = await simpleParser(raw, { skipImageLinks: true, skipTextToHtml: true });
  const headers: Record<string, string> = {};
  for (const { key, line } of parsed.headerLines) {
    const value = line.slice(line.indexOf(':') + 1).trim();
    headers[key] = key in headers ? `${headers[key]}\n${value}` : value;
  }
  return {
    id: stored.id,
    receivedAt: stored.receivedAt,
    sender: stored.sender,
    recipients: stored.recipients,
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? '',
    headers,
    text: parsed.text ?? '',
    html: parsed.html === false || parsed.html === undefined ? null : parsed.html,
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? 'unnamed',
      type: contentType,
      size,
    })),
    written: stored.written ?? false,
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
