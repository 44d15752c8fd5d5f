import type { Request } from 'express';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { findApiKey } from '../db/find-api-key';
import { findCustomer } from '../db/find-customer';
import { findDelegationInForce } from '../db/find-delegation';
import { findPeople } from '../db/find-people';
import { hashApiKey, isApiKey } from './api-key';
import type { Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';

/** Signatures by key pairs only: a secret shared with the issuer would let every reader of tokens write them. */
const algorithms = ['EdDSA', 'ES256', 'RS256'];

/** Seconds by which clocks may differ. */
const clockTolerance = 5;

type Authentication = Pick<ApiDependencies, 'knex' | 'authentication' | 'clock'>;

/**
 * Who asks: a person or customer by a bearer token of the issuer, an integration by its API key. What they may do is read
 * from the records of this moment, never from the token: a role that was taken away is gone at once. Throws `Problem`:
 * `unauthenticated`, and `forbidden` for a delegation that is not in force.
 */
export async function authenticate(deps: Authentication, request: Request): Promise<Caller> {
  const [scheme = '', token, ...rest] = (request.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !token || rest.length > 0) throw new Problem('unauthenticated');
  const caller = isApiKey(token) ? await callerOfKey(deps, token) : await callerOfToken(deps, token);
  return withDelegation(deps, caller, request.get('On-Behalf-Of'));
}

async function callerOfKey({ knex }: Authentication, key: string): Promise<Caller> {
  const found = await findApiKey(knex, hashApiKey(key));
  if (!found) throw new Problem('unauthenticated');
  return { kind: 'integration', id: found.id, roles: found.roles };
}

async function callerOfToken(deps: Authentication, token: string): Promise<Caller> {
  const { sub, customer } = await verify(deps, token);
  if (typeof customer === 'string') {
    const found = await findCustomer(deps.knex, customer);
    if (!found) throw new Problem('unauthenticated');
    return { kind: 'customer', id: found.id, roles: ['customer'] };
  }
  const person = sub === undefined ? undefined : (await findPeople(deps.knex, [sub]))[sub];
  if (!person?.active) throw new Problem('unauthenticated');
  return { kind: 'person', id: person.id, roles: person.roles, teams: person.teams };
}

async function verify({ authentication, clock }: Authentication, token: string): Promise<JWTPayload> {
  const { issuer, audience, keys } = authentication;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      clockTolerance,
      currentDate: new Date(clock()),
      requiredClaims: ['sub', 'exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWKSTimeout || !(error instanceof errors.JOSEError)) {
      throw new Problem('store_unavailable', {
        detail: 'The keys of the issuer of tokens cannot be had at the moment.',
      });
    }
    throw new Problem('unauthenticated');
  }
}

/** A person who acts for another says so in every request; the delegation must be in force now. */
async function withDelegation(deps: Authentication, caller: Caller, delegator?: string): Promise<Caller> {
  if (delegator === undefined) return caller;
  if (caller.kind !== 'person') throw new Problem('forbidden');
  const found = await findDelegationInForce(deps.knex, delegator, caller.id, deps.clock());
  if (!found) throw new Problem('forbidden', { detail: 'No delegation by that person to you is in force.' });
  return { ...caller, onBehalfOf: found.delegator };
}
