import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { ImapAccount, Mailbox, SecretSource } from '../contracts/mailboxes';
import type { Instant } from '../contracts/ids';
import { moveMailboxPosition } from '../db/move-mailbox-position';
import { readMailboxPosition } from '../db/read-mailbox-position';
import { withMailboxTurn } from '../db/with-mailbox-turn';
import { createAccessTokens, type AccessTokens } from './access-token';
import { fetchProblemCode } from './fetch-problem';
import { openImapFolder, type ImapFolder, type ImapLogin } from './imap-folder';
import type { ArrivedMail } from './ports';
import { receivingMailbox } from './receiving-mailbox';

/** Bytes. What mail servers let through at most is half of it; a mail above it stays in the mailbox, flagged. */
export const fetchLimit = 50_000_000;
/** Mails that are marked, and passed in the position, together. */
const settledTogether = 25;
/** Milliseconds before the next attempt after a failure: doubled each time, up to the last, spread by up to a half. */
const firstPause = 1_000;
const longestPause = 300_000;
/** Milliseconds before a process asks again for a mailbox that another one fetches. */
const turnPause = 10_000;

export type FetchedMailbox = Mailbox & { imap: ImapAccount };

/** What operators see of a mailbox. */
export type FetchState =
  { state: 'connecting' } | { state: 'connected' } | { state: 'elsewhere' } | { state: 'failing'; code: string };

export interface FetchPorts {
  db: Knex;
  clock: { now(): Instant };
  readSecret: (source: SecretSource) => string;
  /** Resolves when the mail is durable. */
  store: (mail: ArrivedMail) => Promise<unknown>;
  onState: (mailbox: string, state: FetchState) => void;
  /** Something that needs a person, and did not stop the fetching: `too_large`, `not_marked`, `token_not_kept`. */
  onTrouble: (mailbox: string, code: string) => void;
  /** Milliseconds; left out, see above. */
  pauses?: { first: number; longest: number; turn: number };
}

/**
 * Fetches the mails of one mailbox until it is told to stop: first all that came meanwhile, then each as the server tells
 * of it. Each is stored before it is marked, and marked before the position passes it; so whatever is cut off in between is
 * fetched again, and storing it again changes nothing. Of several processes one fetches, the others wait for their turn.
 */
export async function keepFetching(mailbox: FetchedMailbox, ports: FetchPorts, stop: AbortSignal): Promise<void> {
  const { first, longest, turn } = ports.pauses ?? { first: firstPause, longest: longestPause, turn: turnPause };
  const login = loginOf(mailbox, ports);
  let wait = first;
  while (!stop.aborted) {
    try {
      const fetched = await withMailboxTurn(ports.db, mailbox.name, async (lost) => {
        await fetchOverOneConnection(mailbox, { ...ports, login }, AbortSignal.any([stop, lost]), () => (wait = first));
        return true;
      });
      if (fetched === null) ports.onState(mailbox.name, { state: 'elsewhere' });
      if (!stop.aborted) await rest(fetched === null ? turn : first, stop);
    } catch (error) {
      if (stop.aborted) return;
      const code = fetchProblemCode(error);
      if (code === 'login_refused') login.forget();
      ports.onState(mailbox.name, { state: 'failing', code });
      await rest(wait * (1 + Math.random() / 2), stop);
      wait = Math.min(wait * 2, longest);
    }
  }
}

interface Login {
  current: () => Promise<ImapLogin>;
  forget: () => void;
}

function loginOf({ name, imap }: FetchedMailbox, { readSecret, onTrouble }: FetchPorts): Login {
  const { user, password, oauth } = imap;
  if (oauth === undefined) {
    const pass = password === undefined ? '' : readSecret(password);
    return { current: async () => ({ user, pass }), forget: () => {} };
  }
  const tokens: AccessTokens = createAccessTokens(oauth, readSecret, () => onTrouble(name, 'token_not_kept'));
  return { current: async () => ({ user, accessToken: await tokens.current() }), forget: tokens.forget };
}

async function fetchOverOneConnection(
  mailbox: FetchedMailbox,
  ports: FetchPorts & { login: Login },
  stop: AbortSignal,
  onWorking: () => void,
): Promise<void> {
  ports.onState(mailbox.name, { state: 'connecting' });
  const folder = await openImapFolder(mailbox.imap, await ports.login.current(), fetchLimit);
  try {
    while (!stop.aborted) {
      await catchUp(mailbox, folder, ports, stop);
      ports.onState(mailbox.name, { state: 'connected' });
      onWorking();
      await folder.untilNews(stop);
    }
  } finally {
    await folder.close();
  }
}

async function catchUp(
  mailbox: FetchedMailbox,
  folder: ImapFolder,
  ports: FetchPorts,
  stop: AbortSignal,
): Promise<void> {
  const { host, user, folder: path } = mailbox.imap;
  const place = { mailbox: mailbox.name, place: `${user}@${host}/${path}`, validity: folder.validity };
  const waiting = await folder.newerThan(await readMailboxPosition(ports.db, place));
  for (let from = 0; from < waiting.length && !stop.aborted; from += settledTogether) {
    const stored: number[] = [];
    const tooLarge: number[] = [];
    let reached = 0;
    for (const { uid, size } of waiting.slice(from, from + settledTogether)) {
      if (stop.aborted) break;
      if (size > fetchLimit) tooLarge.push(uid);
      else if (await storeOne(mailbox, folder, uid, ports)) stored.push(uid);
      reached = uid;
    }
    if (reached === 0) return;
    if (!(await folder.settle(stored, mailbox.imap.afterwards))) ports.onTrouble(mailbox.name, 'not_marked');
    if (tooLarge.length > 0) {
      await folder.flag(tooLarge);
      for (const _ of tooLarge) ports.onTrouble(mailbox.name, 'too_large');
    }
    await moveMailboxPosition(ports.db, { ...place, uid: reached, moved_at: ports.clock.now() });
  }
}

/** False when the mail has gone meanwhile: somebody has moved or deleted it. */
async function storeOne(mailbox: FetchedMailbox, folder: ImapFolder, uid: number, ports: FetchPorts): Promise<boolean> {
  const raw = await folder.read(uid);
  if (raw === null) return false;
  await ports.store({
    mailbox: receivingMailbox(mailbox),
    source: 'imap',
    raw,
    uid: { validity: folder.validity, uid },
  });
  return true;
}

const rest = (milliseconds: number, stop: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal: stop, ref: true }).catch(() => undefined);
