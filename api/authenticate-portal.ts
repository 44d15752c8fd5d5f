import type { Request } from 'express';
import { sha256Hex } from '../contracts/canonical';
import { findPortalSession } from '../db/find-portal-session';
import type { Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';

/** `idp_` and 256 bits of chance: a prefix that scanners find, and that no token of the issuer and no API key has. */
export const portalTokenPattern = /^idp_[0-9a-f]{64}$/;

/** What is stored of a token. It has chance enough for a plain hash. */
export const hashPortalToken = (token: string): string => sha256Hex(token);

/**
 * Who of a customer's people asks, by the token of a portal session. Tokens of the issuer and API keys are not known here,
 * and this one is known nowhere else. Throws `Problem` (`unauthenticated`).
 */
export async function authenticatePortal(
  { knex, clock }: Pick<ApiDependencies, 'knex' | 'clock'>,
  request: Request,
): Promise<Caller> {
  const [scheme = '', token = '', ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || rest.length > 0 || !portalTokenPattern.test(token)) {
    throw new Problem('unauthenticated');
  }
  const session = await findPortalSession(knex, hashPortalToken(token), clock());
  if (!session) throw new Problem('unauthenticated');
  const { id, contact, customer } = session;
  return { kind: 'customer', id: customer, roles: ['customer'], portal: { session: id, contact } };
}
