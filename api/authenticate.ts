import type { Request } from 'express';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { findApiKey } from '../db/find-api-key';
import { findCustomer } from '../db/find-customer';
import { findDelegationInForce } from '../db/find-delegation';
import { findPeople } from '../db/find-people';
import type { PersonRow } from '../db/rows';
import { impersonateDuty } from '../domain/duties';
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
 * from the records of this moment, never from the token: a role that was taken away is gone at once. A token with the claim
 * `act` (RFC 8693, 4.1) says that an admin works in the name of `sub`. Throws `Problem`: `unauthenticated`, `forbidden` for
 * a delegation that is not in force, `impersonation_forbidden`.
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
  const { sub, customer, act } = await verify(deps, token);
  if (typeof customer === 'string') {
    // What a customer says binds nobody but themselves: none of ours says it for them.
    if (act !== undefined) throw new Problem('impersonation_forbidden');
    const found = await findCustomer(deps.knex, customer);
    if (!found) throw new Problem('unauthenticated');
    return { kind: 'customer', id: found.id, roles: ['customer'] };
  }
  const impersonator = readImpersonator(act);
  const people = await findPeople(deps.knex, [sub ?? '', ...(impersonator === null ? [] : [impersonator])]);
  const person = people[sub ?? ''];
  if (!person?.active) throw new Problem('unauthenticated');
  if (impersonator !== null) requireImpersonator(people[impersonator]);
  return {
    kind: 'person',
    id: person.id,
    roles: person.roles,
    teams: person.teams,
    ...(impersonator !== null && { impersonatedBy: impersonator }),
  };
}

/** The one who acts now; earlier ones, nested within, are not looked at (RFC 8693, 4.1). */
function readImpersonator(act: unknown): string | null {
  if (act === undefined) return null;
  const acting = typeof act === 'object' && act !== null ? (act as { sub?: unknown }).sub : undefined;
  if (typeof acting !== 'string') throw new Problem('unauthenticated');
  return acting;
}

function requireImpersonator(person: PersonRow | undefined): void {
  if (!person?.active) throw new Problem('unauthenticated');
  if (!person.roles.includes('admin') || !person.duties.includes(impersonateDuty)) {
    throw new Problem('impersonation_forbidden', { rule: `role admin with duty ${impersonateDuty}` });
  }
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
  if (caller.impersonatedBy !== undefined) throw new Problem('impersonation_forbidden');
  const found = await findDelegationInForce(deps.knex, delegator, caller.id, deps.clock());
  if (!found) throw new Problem('forbidden', { detail: 'No delegation by that person to you is in force.' });
  return { ...caller, onBehalfOf: found.delegator };
}
