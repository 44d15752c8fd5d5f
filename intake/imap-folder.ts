import { ImapFlow } from 'imapflow';
import type { ImapAccount } from '../contracts/mailboxes';
import { FetchProblem } from './fetch-problem';

/** Milliseconds for name, connection and TLS; and of silence after which a connection counts as lost. */
const connectPatience = 30_000;
const silence = 120_000;
/** Milliseconds after which IDLE is begun anew: below what routers keep a silent connection for (RFC 2177: 29 minutes). */
const idleTurn = 240_000;
/** How many UIDs stand in one command: servers limit the length of its line. */
const uidsAtOnce = 200;

/** One folder of one account, open over one connection. All of it throws when the connection is lost. */
export interface ImapFolder {
  /** The server's UIDVALIDITY: UIDs mean the same mails as long as it stays. */
  validity: number;
  /** Mails above `last`, in ascending order, with their size in bytes. */
  newerThan(last: number): Promise<{ uid: number; size: number }[]>;
  /** The mail byte for byte, or null when it has gone meanwhile. */
  read(uid: number): Promise<Buffer | null>;
  /** False when the server refuses it. */
  settle(uids: readonly number[], how: ImapAccount['afterwards']): Promise<boolean>;
  /** Points a person to mails that are left in the folder. */
  flag(uids: readonly number[]): Promise<boolean>;
  /** Resolves when the server tells of new mail, and after some minutes anyway. @throws FetchProblem when it is lost */
  untilNews(stop: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export type ImapLogin = { user: string } & ({ pass: string } | { accessToken: string });

/** @param sizeLimit bytes; a server that sends more of one mail is cut off */
export async function openImapFolder(account: ImapAccount, login: ImapLogin, sizeLimit: number): Promise<ImapFolder> {
  const { host, security, since } = account;
  const client = new ImapFlow({
    host,
    port: account.port ?? (security === 'tls' ? 993 : 143),
    secure: security === 'tls',
    // Never decided by what the server offers in plain text: that offer can be taken out of the line by anybody on it.
    doSTARTTLS: security === 'starttls',
    auth: login,
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: idleTurn,
    connectionTimeout: connectPatience,
    greetingTimeout: connectPatience,
    socketTimeout: silence,
    maxLiteralSize: sizeLimit + 1024,
    maxResponseSize: sizeLimit + 64 * 1024,
    maxLineLength: 16 * 1024 * 1024,
    clientInfo: { name: 'Inquiry Desk' },
  });
  let failure: unknown = null;
  // Without a listener an error on the line would end the process.
  client.on('error', (error: unknown) => (failure ??= error));
  const lost = (): unknown => failure ?? new FetchProblem('connection_lost');

  try {
    await client.connect();
    await openFolder(client, account);
  } catch (error) {
    client.close();
    throw error instanceof FetchProblem ? error : (failure ?? error);
  }
  const validity = client.mailbox ? Number(client.mailbox.uidValidity) : 0;

  // What is told while something else is asked would otherwise wait for the next turn of IDLE.
  let news = false;
  client.on('exists', () => (news = true));

  const set = async (uids: readonly number[], flags: string[]): Promise<boolean> =>
    client.messageFlagsAdd(uids.join(','), flags, { uid: true });

  return {
    validity,
    async newerThan(last) {
      news = false;
      const found = await client.search(
        { uid: `${last + 1}:*`, ...(since !== undefined && { since: new Date(since) }) },
        { uid: true },
      );
      if (!client.usable) throw lost();
      // `n:*` names the last mail even when its UID is below n (RFC 9051, section 9, seq-range).
      const uids = (found || []).filter((uid) => uid > last).sort((one, other) => one - other);
      const sized: { uid: number; size: number }[] = [];
      for (let from = 0; from < uids.length; from += uidsAtOnce) {
        const range = uids.slice(from, from + uidsAtOnce).join(',');
        for (const { uid, size } of await client.fetchAll(range, { uid: true, size: true }, { uid: true })) {
          sized.push({ uid, size: size ?? 0 });
        }
      }
      return sized.sort((one, other) => one.uid - other.uid);
    },
    async read(uid) {
      const message = await client.fetchOne(String(uid), { source: true }, { uid: true });
      if (!client.usable) throw lost();
      return message && message.source ? message.source : null;
    },
    async settle(uids, how) {
      if (uids.length === 0 || how === 'keep') return true;
      const range = uids.join(',');
      if (how === 'seen') return set(uids, ['\\Seen']);
      if (how === 'delete') return client.messageDelete(range, { uid: true });
      return (await client.messageMove(range, how.moveTo, { uid: true })) !== false;
    },
    flag: (uids) => (uids.length === 0 ? Promise.resolve(true) : set(uids, ['\\Flagged'])),
    async untilNews(stop) {
      if (!client.usable) throw lost();
      if (news) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(end, idleTurn);
        function end(): void {
          clearTimeout(timer);
          client.off('exists', end).off('close', end);
          stop.removeEventListener('abort', end);
          resolve();
        }
        client.once('exists', end).once('close', end);
        stop.addEventListener('abort', end, { once: true });
        if (stop.aborted) end();
        else client.idle().catch(() => undefined);
      });
      if (!client.usable && !stop.aborted) throw lost();
    },
    async close() {
      const patience = setTimeout(() => client.close(), 2_000);
      await client.logout().catch(() => undefined);
      clearTimeout(patience);
      client.close();
    },
  };
}

async function openFolder(client: ImapFlow, { folder, afterwards }: ImapAccount): Promise<void> {
  try {
    await client.mailboxOpen(folder);
  } catch (error) {
    throw client.usable ? new FetchProblem('folder_missing', error) : error;
  }
  if (typeof afterwards !== 'object') return;
  // Made now, and not when the first mail is stored; one that exists already stays as it is.
  await client.mailboxCreate(afterwards.moveTo).catch((error: unknown) => {
    if (!client.usable) throw error;
  });
}
