import type { Knex } from 'knex';
import type { ImapAccount } from '../../contracts/mailboxes';
import { keepFetching, type FetchPorts, type FetchState } from '../../intake/fetch-mailbox';
import type { ArrivedMail } from '../../intake/ports';

/** A fetcher of one mailbox, as one process runs it, with what it stored and what operators saw. */
export interface Fetching {
  stored: ArrivedMail[];
  states: FetchState[];
  troubles: string[];
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>;
}

export interface FetchingOptions extends Partial<Pick<FetchPorts, 'store' | 'readSecret'>> {
  db: Knex;
  account: string;
  /** Of the server, or of something between. */
  port: number;
  imap?: Partial<ImapAccount>;
}

export function startFetching({ db, account: user, port, imap, store, readSecret }: FetchingOptions): Fetching {
  const stop = new AbortController();
  const fetching: Fetching = {
    stored: [],
    states: [],
    troubles: [],
    async stop() {
      stop.abort();
      await ended;
    },
  };
  const account: ImapAccount = {
    host: '127.0.0.1',
    port,
    security: 'none',
    user,
    ...(imap?.oauth === undefined && { password: { variable: 'PASSWORD' } }),
    folder: 'INBOX',
    afterwards: 'seen',
    ...imap,
  };
  const ended = keepFetching(
    { name: 'inquiries', addresses: ['inquiries@halden.example'], team: 'billing', imap: account },
    {
      db,
      clock: { now: () => new Date().toISOString() },
      readSecret: readSecret ?? (() => 'secret'),
      store: async (mail) => {
        await store?.(mail);
        fetching.stored.push(mail);
      },
      onState: (_mailbox, state) => fetching.states.push(state),
      onTrouble: (_mailbox, code) => fetching.troubles.push(code),
      pauses: { first: 50, longest: 200, turn: 100 },
    },
    stop.signal,
  );
  return fetching;
}

/** A mail of a customer, short and plain. */
export const customerMail = (subject: string, lines: string[] = ['Please look into it.']): string =>
  [
    'From: Ada Meyer <ada.meyer@customer.example>',
    'To: inquiries@halden.example',
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(/\W+/g, '-')}@customer.example>`,
    '',
    ...lines,
    '',
  ].join('\r\n');

export const subjectOf = ({ raw }: ArrivedMail): string => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1] ?? '';

export async function eventually<T>(ask: () => T | Promise<T>, seconds = 15): Promise<NonNullable<T>> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
