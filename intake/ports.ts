import type { Knex } from 'knex';
import type { Engine } from '../adapters/engine/engine';
import type { Instant } from '../contracts/ids';
import type { PolicyStore } from '../db/policies';

/** The way on which a mail reached the desk. */
export type MailSource = 'imap' | 'smtp' | 'lmtp' | 'webhook' | 'upload';

/** A mailbox as the transport is configured with it; what it says is kept with every mail that comes to it. */
export interface ReceivingMailbox {
  /** `billing`: by which lists are filtered. */
  name: string;
  /** Team that is told when another mailbox has brought the same mail already. */
  team?: string;
  /** Legal entity of cases that begin here, unless the customer says another; the desk's first one when left out. */
  legalEntity?: string;
}

/** A mail as it came, not looked at yet. */
export interface ArrivedMail {
  mailbox: ReceivingMailbox;
  source: MailSource;
  raw: Buffer;
  /** IMAP: by which the server knows it while `validity` stays (RFC 9051, section 2.3.1.1). */
  uid?: { validity: number; uid: number };
  /** SMTP and LMTP: `from` is '' for the empty return path of machines (RFC 5321, section 4.5.5). */
  envelope?: { from: string; to: string[] };
}

export interface StoreMailPorts {
  db: Knex;
  /** `SECRET_KEY`: the same for every process of the desk. */
  secret: string;
  /** Business time. */
  clock: { now(): Instant | Promise<Instant> };
}

/** What the mailbox has now: `before` when it had this very mail already. */
export interface StoredMail {
  /** Of the received mail. */
  id: string;
  stored: 'now' | 'before';
}

/**
 * Stores a mail as it came, before anything else is done with it. When it returns the mail is durable: only then may the
 * sender be answered 250, or the message be marked at the server. The same bytes in the same mailbox are stored once.
 * Throws `StoreUnavailable`; then the transport tries again later.
 */
export type StoreMail = (ports: StoreMailPorts, mail: ArrivedMail) => Promise<StoredMail>;

export interface ProcessMailPorts extends StoreMailPorts {
  engine: Engine;
  policies: PolicyStore;
  /** `MAIL_FROM`'s address: mail from it is our own. */
  ownAddress: string;
  /** Told what went wrong, in words without anything personal. */
  log?: { warn(details: object, words: string): void };
}

/** What a received mail turned out to be; null while it waits, or when it cannot be read. */
export type MailDisposition = 'new_inquiry' | 'message_on_case' | 'automatic' | 'duplicate';

export interface ProcessedMail {
  id: string;
  status: 'waiting' | 'processed' | 'failed';
  disposition: MailDisposition | null;
}

/**
 * Reads a stored mail and does what follows from it, once however often it is called: a case begins, a case is told, a
 * bounce becomes a fact. What cannot be read ends `failed`, with a code, and can be tried again. A mail that could not be
 * processed for now (`waiting`) is taken up by the sweep; so the transport need not wait for this, nor repeat it.
 */
export type ProcessMail = (ports: ProcessMailPorts, id: string) => Promise<ProcessedMail>;
