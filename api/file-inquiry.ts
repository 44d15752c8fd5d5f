import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import type { fileInquiryBody } from '../contracts/http-inquiries';
import type { FileReference } from '../contracts/inquiry';
import type { CustomerId, PersonId } from '../contracts/ids';
import { fileIntake, findIntakeBySource, type FiledIntake, type NewIntake } from '../db/file-intake';
import { findCase } from '../db/find-case';
import { findContactByEmail } from '../db/find-contact-by-email';
import { findCustomer } from '../db/find-customer';
import { findDelegationInForce } from '../db/find-delegation';
import { findPeople } from '../db/find-people';
import { listContacts } from '../db/list-contacts';
import { listLegalEntities } from '../db/list-legal-entities';
import { fingerprintOf } from '../intake/fingerprint';
import type { ContactRow, CustomerRow } from '../db/rows';
import { callerName, type Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';
import type { Call } from './route';
import { tellNow } from './tell-owner';

type Body = z.output<typeof fileInquiryBody>;
type Dependencies = Pick<ApiDependencies, 'knex' | 'engine' | 'policies' | 'clock' | 'secretKey' | 'limits' | 'log'>;

export type Filed = Pick<FiledIntake, 'reference' | 'receivedAt'> & { how: 'now' | 'before' | 'engine_away' };

/**
 * Takes an inquiry in: stored first, then started. When the engine does not answer in a moment the inquiry is accepted
 * all the same; a sweep starts what waits. Throws `Problem`: `forbidden`, `record_unknown`, `person_unknown`,
 * `delegation_required`, `idempotency_key_reused`.
 */
export async function fileInquiry(
  deps: Dependencies,
  call: Call<unknown, unknown, Body>,
  attachments: FileReference[] = [],
): Promise<Filed> {
  const filed = await fileIntake(deps.knex, {
    ...(await describeIntake(deps, call)),
    ...(attachments.length > 0 && { attachments }),
  });
  const { reference, receivedAt } = filed;
  if (filed.filed === 'before') {
    if (filed.digest !== call.digest) throw new Problem('idempotency_key_reused');
    return { reference, receivedAt, how: 'before' };
  }
  if (filed.filed === 'copy') {
    await tellNow(deps, [filed.dispatch]);
    return { reference, receivedAt, how: 'before' };
  }
  return { reference, receivedAt, how: (await tellNow(deps, [filed.dispatch])) ? 'now' : 'engine_away' };
}

/** Whether something was filed under the key of this request before. */
export const wasFiled = async (
  knex: Dependencies['knex'],
  call: Pick<Call, 'caller' | 'idempotencyKey'>,
): Promise<boolean> =>
  call.idempotencyKey !== null &&
  (await findIntakeBySource(knex, sourceKeyOf(call.caller, call.idempotencyKey))) !== null;

const channelOf = (caller: Caller): 'portal' | 'api' => (caller.kind === 'customer' ? 'portal' : 'api');

const sourceKeyOf = (caller: Caller, key: string): string => `${channelOf(caller)}:${callerName(caller)}:${key}`;

async function describeIntake(deps: Dependencies, call: Call<unknown, unknown, Body>): Promise<NewIntake> {
  const { policies, clock } = deps;
  const { caller, body, digest } = call;
  const { customer, contact, identification } = await identify(deps, caller, body);
  const legalEntity = await chooseLegalEntity(deps, body.legal_entity, customer);
  if (body.follows !== undefined) await requireVisible(deps, caller, body.follows);
  const onBehalfOf = body.on_behalf_of ?? (caller.kind === 'person' ? caller.onBehalfOf : undefined);
  const channel = channelOf(caller);
  const sourceKey = sourceKeyOf(caller, call.idempotencyKey ?? randomUUID());
  if (onBehalfOf !== undefined) await requireNameable(deps, caller, onBehalfOf, sourceKey);
  return {
    channel,
    sourceKey,
    digest,
    subject: body.subject,
    body: body.body,
    legalEntity,
    customer: customer?.id ?? null,
    identification,
    contact,
    filedBy: caller.kind === 'person' ? caller.id : null,
    onBehalfOf: onBehalfOf ?? null,
    impersonatedBy: caller.kind === 'person' ? (caller.impersonatedBy ?? null) : null,
    follows: body.follows ?? null,
    policyVersion: (await policies.newest()).version,
    receivedAt: clock(),
    fingerprint: fingerprintOf(deps.secretKey, body.subject, body.body),
  };
}

type Identified = Pick<NewIntake, 'contact' | 'identification'> & { customer: CustomerRow | null };

/**
 * Who asks, and how sure we are. A customer or integration that names its customer vouches for it; an address that was
 * proved speaks for the customer it belongs to, for answers go there; a colleague's word is a claim until it is checked.
 */
async function identify({ knex }: Dependencies, caller: Caller, body: Body): Promise<Identified> {
  const known = body.requester ? await findContactByEmail(knex, body.requester.email) : null;
  const named = caller.kind === 'customer' ? caller.id : body.customer;
  if (caller.kind === 'customer' && body.customer !== undefined && body.customer !== caller.id) {
    throw new Problem('forbidden');
  }
  const speaksFor = known?.verified ? known.customer : null;
  const id = named ?? speaksFor;
  const customer = id === null ? null : await findCustomer(knex, id);
  if (id !== null && !customer) throw new Problem('record_unknown', { details: { kind: 'customer', id } });
  return {
    customer,
    contact: await chooseContact(knex, caller, body, known, customer?.id ?? null),
    identification: identificationOf(caller, named ?? null, speaksFor),
  };
}

function identificationOf(
  caller: Caller,
  named: CustomerId | null,
  speaksFor: CustomerId | null,
): NewIntake['identification'] {
  if (speaksFor !== null && (named === null || named === speaksFor) && caller.kind !== 'customer') {
    return { level: 'verified', method: 'sender_address' };
  }
  if (named === null) return { level: 'none', method: 'none' };
  if (caller.kind === 'customer') return { level: 'verified', method: 'portal_login' };
  if (caller.kind === 'integration') return { level: 'verified', method: 'integration' };
  return { level: 'claimed', method: 'none' };
}

/** Never an address of another customer: answers about one would go to the other. */
async function chooseContact(
  knex: Dependencies['knex'],
  caller: Caller,
  { requester }: Body,
  known: ContactRow | null,
  customer: CustomerId | null,
): Promise<NewIntake['contact']> {
  // Whoever has signed in by an address is answered there.
  if (caller.kind === 'customer' && caller.portal) return caller.portal.contact;
  if (known && (known.customer === null || known.customer === customer)) return known.id;
  if (requester && !known) {
    const { name = null, email } = requester;
    return { id: `contact-${randomUUID()}`, name, email, customer: caller.kind === 'customer' ? caller.id : null };
  }
  if (customer === null) return known?.id ?? null;
  const [first] = await listContacts(knex, customer);
  return first?.id ?? null;
}

async function chooseLegalEntity(
  { knex }: Dependencies,
  given: string | undefined,
  customer: CustomerRow | null,
): Promise<string> {
  const entities = await listLegalEntities(knex);
  const chosen = given ?? customer?.legal_entity ?? entities[0]?.id;
  if (chosen === undefined || !entities.some(({ id }) => id === chosen)) {
    throw new Problem('record_unknown', { details: { kind: 'legal_entity', id: chosen ?? '' } });
  }
  return chosen;
}

async function requireVisible({ knex }: Dependencies, caller: Caller, follows: string): Promise<void> {
  const earlier = await findCase(knex, follows);
  const theirs = caller.kind !== 'customer' || (earlier?.state?.customer ?? earlier?.claimed.customer) === caller.id;
  if (!earlier || !theirs) throw new Problem('record_unknown', { details: { kind: 'inquiry', id: follows } });
}

/**
 * Whoever is named as the one it is filed for counts as requester and decides nothing on the case, for good: so a colleague
 * names only somebody who has delegated to them. An integration is trusted with it, as with the customer it names. What
 * was filed under this key before was right then, though the delegation may have ended since.
 */
async function requireNameable(
  { knex, clock }: Dependencies,
  caller: Caller,
  id: PersonId,
  sourceKey: string,
): Promise<void> {
  if (caller.kind === 'customer') throw new Problem('forbidden');
  if (!(await findPeople(knex, [id]))[id]?.active) throw new Problem('person_unknown', { details: { person: id } });
  if (caller.kind === 'integration' || id === caller.id) return;
  if (await findDelegationInForce(knex, id, caller.id, clock())) return;
  if (await findIntakeBySource(knex, sourceKey)) return;
  throw new Problem('delegation_required', {
    rule: 'on_behalf_of: only who has delegated to you',
    details: { person: id },
  });
}
