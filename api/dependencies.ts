import type { JWTVerifyGetKey } from 'jose';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Engine } from '../adapters/engine/engine';
import type { AddressGuard } from '../adapters/webhooks/guarded-address';
import type { Ledger } from '../adapters/ledger/port';
import type { Instant } from '../contracts/ids';
import type { Mailbox, SendResult } from '../adapters/mail/port';
import type { WrittenMail } from '../adapters/mail/templates/write-mail';
import type { MailContact } from '../db/find-mail-contact';
import type { PolicyStore } from '../db/policies';

/** What the API works with. Everything that tests replace, and nothing else. */
export interface ApiDependencies {
  knex: Knex;
  engine: Engine;
  policies: PolicyStore;
  /** The books, on a connection or within a transaction of the caller. */
  ledgerOn: (knex: Knex) => Ledger;
  /** Business time. */
  clock: () => Instant;
  authentication: {
    issuer: string;
    audience: string;
    /** Finds the key that a token names: `createLocalJWKSet` or `createRemoteJWKSet`. */
    keys: JWTVerifyGetKey;
  };
  /** Keys the fingerprints of requests. */
  secretKey: string;
  /** The address that the desk mails from: mail from it is our own. */
  mailAddress: string;
  log: Logger;
  /** Which addresses may be called that somebody else named; public ones only, unless told. */
  addressGuard?: AddressGuard;
  /** Mails a code that lets a contact sign in to the portal; without it nobody can. */
  sendLoginCode?: (code: LoginCodeMail) => Promise<SendResult>;
  /** Mails a message template to whoever tries it out; without it nobody can. */
  sendTestMail?: (to: Mailbox, mail: WrittenMail, at: Instant) => Promise<SendResult>;
  /** Who signs mails: the name in `MAIL_FROM`. */
  mailSignature?: string;
  limits?: Partial<Limits>;
  /** Every answer is held against its schema: for tests, so that the documentation cannot drift. */
  checkAnswers?: boolean;
}

/** A login code on its way to the contact that asked for it. */
export interface LoginCodeMail {
  /** Of the code, not the code itself. */
  id: string;
  code: string;
  at: Instant;
  contact: MailContact;
}

export interface Limits {
  /** Per address and minute; 0 for no limit. */
  requestsPerMinute: number;
  /** Milliseconds until a command is answered or given up with 503. */
  commandPatience: number;
  /** Milliseconds for the start of a case that was just filed, after which 202 is answered. */
  startPatience: number;
  /** Updates in flight per case; Temporal takes ten. */
  commandsInFlight: number;
}

export const defaultLimits: Limits = {
  requestsPerMinute: 60_000,
  commandPatience: 10_000,
  startPatience: 2_000,
  commandsInFlight: 8,
};
