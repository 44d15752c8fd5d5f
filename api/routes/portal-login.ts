import { problem } from '../../contracts/http-common';
import { loginBody, loginCodeBody, loginCodeTaken, portalSession } from '../../contracts/http-portal';
import { findCustomer } from '../../db/find-customer';
import { revokePortalSession } from '../../db/revoke-portal-session';
import type { ApiDependencies } from '../dependencies';
import { codeMinutes, requestLoginCode, signIn } from '../portal-login';
import { Problem } from '../problem';
import { route, type Route } from '../route';

const tooMany = { description: 'Too often from one network; see Retry-After.', schema: problem };

/** Signing in to the portal by a code that is mailed. */
export function createPortalLoginRoutes(deps: ApiDependencies): Route[] {
  const { knex, clock } = deps;
  return [
    route({
      method: 'post',
      path: '/v1/portal/login-codes',
      operation: 'requestLoginCode',
      tag: 'Portal',
      summary: 'Ask for a code to sign in with',
      description:
        'The answer is the same whoever asks. A code goes out when the address is known as one of a customer, at most five ' +
        'in an hour.',
      entry: 'public',
      may: [],
      body: loginCodeBody,
      answers: { 202: { description: 'Taken; look into the mailbox.', schema: loginCodeTaken }, 429: tooMany },
      handle: async ({ body, address }) => {
        await requestLoginCode(deps, body.email, address);
        return { status: 202, body: { valid_minutes: codeMinutes } };
      },
    }),
    route({
      method: 'post',
      path: '/v1/portal/sessions',
      operation: 'signInToPortal',
      tag: 'Portal',
      summary: 'Sign in with a code',
      description: 'A code works once, for ten minutes and five tries.',
      entry: 'public',
      may: [],
      body: loginBody,
      answers: { 201: { description: 'Signed in for two hours.', schema: portalSession }, 429: tooMany },
      handle: async ({ body, address }) => {
        const { token, expiresAt, customer } = await signIn(deps, body, address);
        const name = (await findCustomer(knex, customer))?.name ?? customer;
        return { status: 201, body: { token, expires_at: expiresAt, customer: { id: customer, name } } };
      },
    }),
    route({
      method: 'delete',
      path: '/v1/portal/sessions',
      operation: 'signOutOfPortal',
      tag: 'Portal',
      summary: 'Sign out: the token is worth nothing any more',
      entry: 'portal',
      may: [],
      answers: { 204: { description: 'Signed out.' } },
      handle: async ({ caller }) => {
        if (caller.kind !== 'customer' || !caller.portal) throw new Problem('unauthenticated');
        await revokePortalSession(knex, caller.portal.session, clock());
        return { status: 204 };
      },
    }),
  ];
}
