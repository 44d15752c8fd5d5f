import { randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { keyedDigest } from '../adapters/mail/keyed-digest';
import type { CustomerId, Instant } from '../contracts/ids';
import { countPortalUse } from '../db/count-portal-use';
import { findMailContact } from '../db/find-mail-contact';
import { forgetOldLogins } from '../db/forget-old-logins';
import { insertLoginCode } from '../db/insert-login-code';
import { insertPortalSession } from '../db/insert-portal-session';
import { takeLoginCode } from '../db/take-login-code';
import { hashPortalToken } from './authenticate-portal';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';

type Dependencies = Pick<ApiDependencies, 'knex' | 'clock' | 'secretKey' | 'log' | 'sendLoginCode'>;

/** Letters and digits that nobody takes for one another, spoken or written. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const codeLength = 8;
export const codeMinutes = 10;
const triesPerCode = 5;
const codesPerAddress = 5;
const codesPerNetwork = 30;
const triesPerNetwork = 100;
export const sessionMinutes = 120;

const minutesAfter = (at: Instant, minutes: number): Instant =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString();

/**
 * Makes a code for an address and has it mailed to whoever has proved that address and belongs to a customer. Known or not,
 * the same is done and nothing is told; the mail goes out beside the answer. Throws `Problem` (`too_many_requests`) when
 * one network address asks too often, whatever it asks for.
 */
export async function requestLoginCode(deps: Dependencies, email: string, network: string): Promise<void> {
  const { knex, clock, secretKey, log } = deps;
  const at = clock();
  await limitUse(deps, 'codes', network, codesPerNetwork, at);
  const id = randomUUID();
  const code = Array.from({ length: codeLength }, () => alphabet[randomInt(alphabet.length)]).join('');
  const contact = await insertLoginCode(knex, {
    id,
    email,
    address: addressDigest(secretKey, email),
    codeHash: hashCode(secretKey, id, code),
    createdAt: at,
    expiresAt: minutesAfter(at, codeMinutes),
    limit: { since: minutesAfter(at, -60), codes: codesPerAddress },
  });
  // Not waited for: whether there is anybody to write to must not show in the time that the answer takes.
  void afterwards(deps, contact, { id, code, at }).catch((error: unknown) =>
    log.warn({ error: (error as Error).name }, 'a login code could not be sent'),
  );
}

async function afterwards(
  { knex, sendLoginCode, log }: Dependencies,
  contact: string | null,
  { id, code, at }: { id: string; code: string; at: Instant },
): Promise<void> {
  const recipient = contact === null ? null : await findMailContact(knex, contact);
  if (recipient && !recipient.erased) {
    const sent = await sendLoginCode?.({ id, code, at, contact: recipient });
    if (sent?.result !== 'sent') log.warn({ code: sent?.code ?? 'no_mail_server' }, 'a login code was not sent');
  }
  await forgetOldLogins(knex, minutesAfter(at, -24 * 60));
}

export interface PortalLogin {
  token: string;
  expiresAt: Instant;
  customer: CustomerId;
}

/** Signs in with a code. Throws `Problem`: `login_refused` whatever is wrong with address or code, `too_many_requests`. */
export async function signIn(
  deps: Dependencies,
  { email, code }: { email: string; code: string },
  network: string,
): Promise<PortalLogin> {
  const { knex, clock, secretKey } = deps;
  const at = clock();
  await limitUse(deps, 'tries', network, triesPerNetwork, at);
  const typed = code.toUpperCase().replaceAll(/[\s-]/g, '');
  const found = await takeLoginCode(knex, {
    address: addressDigest(secretKey, email),
    fits: ({ id, hash }) => timingSafeEqual(Buffer.from(hash), Buffer.from(hashCode(secretKey, id, typed))),
    at,
    tries: triesPerCode,
  });
  if (!found) throw new Problem('login_refused');
  return beginPortalSession(knex, found, at, minutesAfter(at, sessionMinutes));
}

/** A session for a contact of a customer, with the only copy of its token. */
export async function beginPortalSession(
  knex: ApiDependencies['knex'],
  { contact, customer }: { contact: string; customer: CustomerId },
  at: Instant,
  expiresAt: Instant,
): Promise<PortalLogin> {
  const token = `idp_${randomBytes(32).toString('hex')}`;
  await insertPortalSession(knex, {
    token_hash: hashPortalToken(token),
    contact,
    customer,
    created_at: at,
    expires_at: expiresAt,
  });
  return { token, expiresAt, customer };
}

async function limitUse(
  { knex, secretKey }: Dependencies,
  what: string,
  network: string,
  limit: number,
  at: Instant,
): Promise<void> {
  const who = keyedDigest(secretKey, 'portal-network', network).toString('hex');
  if ((await countPortalUse(knex, what, who, at)) <= limit) return;
  const seconds = 3_600 - Math.floor((Date.parse(at) % 3_600_000) / 1_000);
  throw new Problem('too_many_requests', { headers: { 'Retry-After': String(seconds) } });
}

const addressDigest = (secret: string, email: string): string =>
  keyedDigest(secret, 'portal-address', email.normalize('NFC').toLowerCase()).toString('hex');

const hashCode = (secret: string, id: string, code: string): string =>
  keyedDigest(secret, 'portal-code', id, code).toString('hex');
