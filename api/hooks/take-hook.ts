import { randomUUID } from 'node:crypto';
import type { HookDocument } from '../../contracts/http-webhooks';
import type { Reference } from '../../contracts/ids';
import type { Command } from '../../contracts/messages';
import { isAboutAddress } from '../../contracts/vocabulary';
import { answerOnce } from '../../db/answer-once';
import { findLastCaseOf, keepHandle, type HandleContact, type TextChannel } from '../../db/contact-handles';
import { fileIntake, findIntakeBySource } from '../../db/file-intake';
import { findAnswer } from '../../db/find-answer';
import { findCase, type FoundCase } from '../../db/find-case';
import { findCustomer } from '../../db/find-customer';
import { findMessageByReference } from '../../db/find-message-by-reference';
import { insertSignalDispatch } from '../../db/insert-dispatch';
import { listLegalEntities } from '../../db/list-legal-entities';
import type { DispatchRow } from '../../db/rows';
import type { WebhookSourceRow } from '../../db/webhook-rows';
import { findThread, keepThread } from '../../db/webhook-threads';
import type { Caller } from '../caller';
import type { ApiDependencies } from '../dependencies';
import { fileInquiry } from '../file-inquiry';
import { fingerprint } from '../fingerprint';
import { invalid, Problem } from '../problem';
import { receiveCustomerMessage } from '../receive-message';
import type { Call } from '../route';
import { tellNow } from '../tell-owner';
import { inTurn } from './in-turn';

/** A document of a source, read and verified. */
export interface Hook {
  source: WebhookSourceRow;
  /** The `webhook-id`: a repetition changes nothing and is answered alike. */
  message: string;
  document: HookDocument;
}

export interface HookTaken {
  inquiry: Reference | null;
  message: string | null;
}

type Words = Extract<HookDocument, { text: string }>;

/** A dot keeps them apart from API keys, whose ids have none. */
const callerOf = ({ id }: WebhookSourceRow): Caller => ({
  kind: 'integration',
  id: `hook.${id}`,
  roles: ['integration'],
});

/**
 * Does what a source tells us, as the API would for an integration: the result is the same whichever the way. A repetition is
 * answered as the first was, also when the case that it reached has ended since. Throws `Problem`: `record_unknown`,
 * `invalid_request`; `RequestKeyReused`.
 */
export async function takeHook(deps: ApiDependencies, hook: Hook): Promise<HookTaken> {
  const { document, source, message: key } = hook;
  const digest = fingerprint(deps.secretKey, callerOf(source), 'POST', `/v1/hooks/${source.id}`, document);
  const request = { scope: `hook:${source.id}`, key, digest, at: deps.clock() };
  const before = await findAnswer<HookTaken>(deps.knex, request);
  if (before) return before;
  const taken = await doOnce(deps, hook, digest);
  return (await answerOnce(deps.knex, request, () => Promise.resolve(taken))).made;
}

function doOnce(deps: ApiDependencies, hook: Hook, digest: string): Promise<HookTaken> {
  const { document, source } = hook;
  if (document.type === 'message.status') return recordStatus(deps, hook, document, digest);
  return source.channel === 'api'
    ? takeFromPlatform(deps, hook, document, digest)
    : takeFromPerson(deps, hook, document, digest, source.channel);
}

/** A thread that we know is a message on its case, whatever it is called; one that we do not know opens a case. */
async function takeFromPlatform(
  deps: ApiDependencies,
  hook: Hook,
  document: Words,
  digest: string,
): Promise<HookTaken> {
  const { knex } = deps;
  const { source } = hook;
  const caller = callerOf(source);
  const { thread } = document;
  return inTurn(`${source.id} ${thread ?? hook.message}`, async () => {
    const sourceKey = `api:integration:${caller.id}:${hook.message}`;
    const before = await findIntakeBySource(knex, sourceKey);
    if (!before) {
      const known = await knownCase(deps, source, document);
      if (known) return messageOn(deps, hook, known, document, digest);
      if (document.type === 'message.created' && thread === undefined) {
        throw invalid('/inquiry', 'name the inquiry or the thread that the message belongs to');
      }
    }
    const { email, name } = document.type === 'inquiry.created' ? document : { email: undefined, name: undefined };
    const { customer, legal_entity } =
      document.type === 'inquiry.created' ? document : { customer: undefined, legal_entity: undefined };
    const body = {
      subject: document.subject ?? subjectOf(document.text),
      body: document.text,
      ...(email !== undefined && { requester: { email, ...(name !== undefined && { name }) } }),
      ...(customer !== undefined && { customer }),
      ...(legal_entity !== undefined && { legal_entity }),
    };
    const call = { caller, body, idempotencyKey: hook.message, digest } as Call<unknown, unknown, typeof body>;
    const { reference } = await fileInquiry(deps, call);
    if (thread !== undefined) await keepThread(knex, { source: source.id, thread, reference });
    return { inquiry: reference, message: null };
  });
}

async function knownCase(
  { knex }: ApiDependencies,
  source: WebhookSourceRow,
  document: Words,
): Promise<FoundCase | null> {
  const named = document.type === 'message.created' ? document.inquiry : undefined;
  if (named !== undefined) {
    const found = await findCase(knex, named);
    if (!found) throw new Problem('record_unknown', { details: { kind: 'inquiry', id: named } });
    return found;
  }
  const { thread } = document;
  const reference = thread === undefined ? null : await findThread(knex, source.id, thread);
  return reference === null ? null : findCase(knex, reference);
}

/** What somebody writes from a telephone or in a chat goes to their newest case there, or opens one. */
async function takeFromPerson(
  deps: ApiDependencies,
  hook: Hook,
  document: Words,
  digest: string,
  channel: TextChannel,
): Promise<HookTaken> {
  const { knex, clock } = deps;
  const { source } = hook;
  const from = document.type === 'message.created' ? document.from : undefined;
  if (from === undefined) throw invalid('/from', 'say who wrote it');
  const handle = channel === 'sms' ? readNumber(from) : from.trim();
  return inTurn(`${channel} ${handle}`, async () => {
    const sourceKey = `${channel}:hook.${source.id}:${hook.message}`;
    const before = await findIntakeBySource(knex, sourceKey);
    if (before) {
      if (before.digest !== digest) throw new Problem('idempotency_key_reused');
      return { inquiry: before.reference, message: null };
    }
    const person = await keepHandle(knex, { channel, handle, contact: `contact-${randomUUID()}`, at: clock() });
    const last = await findLastCaseOf(knex, person.contact, channel);
    const found = last === null ? null : await findCase(knex, last);
    if (found) return messageOn(deps, hook, found, document, digest, channel);
    const reference = await fileText(deps, { person, channel, sourceKey, digest, text: document.text });
    return { inquiry: reference, message: null };
  });
}

/** A number or name proves nothing: who writes counts as nobody we know until somebody has made sure (ADR 5). */
async function fileText(
  deps: ApiDependencies,
  given: { person: HandleContact; channel: TextChannel; sourceKey: string; digest: string; text: string },
): Promise<Reference> {
  const { knex, policies, clock } = deps;
  const { person, channel, sourceKey, digest, text } = given;
  const customer = person.customer === null ? null : await findCustomer(knex, person.customer);
  const legalEntity = customer?.legal_entity ?? (await listLegalEntities(knex))[0]?.id;
  if (legalEntity === undefined) throw new Problem('record_unknown', { details: { kind: 'legal_entity', id: '' } });
  const filed = await fileIntake(knex, {
    channel,
    sourceKey,
    digest,
    subject: subjectOf(text),
    body: text,
    legalEntity,
    customer: customer?.id ?? null,
    identification: { level: customer ? 'claimed' : 'none', method: 'none' },
    contact: person.contact,
    filedBy: null,
    onBehalfOf: null,
    follows: null,
    policyVersion: (await policies.newest()).version,
    receivedAt: clock(),
  });
  if (filed.filed !== 'before') await tellNow(deps, [filed.dispatch]);
  return filed.reference;
}

async function messageOn(
  deps: ApiDependencies,
  { source, message: key }: Hook,
  found: FoundCase,
  { text }: Words,
  digest: string,
  channel?: TextChannel,
): Promise<HookTaken> {
  const caller = callerOf(source);
  const { reference, message } = await receiveCustomerMessage(deps, {
    found,
    actor: { kind: 'integration', id: caller.id },
    sender: `integration:${caller.id}`,
    text,
    key,
    digest,
    ...(channel && { channel }),
  });
  return { inquiry: reference, message };
}

/** A report of how far a message of ours got: a fact for the case or follow-up that sent it. */
async function recordStatus(
  deps: ApiDependencies,
  { source, message: key }: Hook,
  document: Extract<HookDocument, { type: 'message.status' }>,
  digest: string,
): Promise<HookTaken> {
  const { knex, clock } = deps;
  const found = await findMessageByReference(knex, document.message);
  if (!found) throw new Problem('record_unknown', { details: { kind: 'message', id: document.message } });
  const { status, reason = 'undetermined' } = document;
  const at = clock();
  const dispatches: DispatchRow[] = [];
  const request = { scope: `hook:${source.id}:status`, key, digest, at };
  await answerOnce(knex, request, async (transaction) => {
    const command: Command = {
      id: `webhook:${source.id}:${key}`,
      type: 'recordDelivery',
      actor: { kind: 'integration', id: callerOf(source).id },
      data: {
        message: found.id,
        status,
        evidence: 'webhook',
        ...(status === 'bounced' && { bounce: { kind: isAboutAddress(reason) ? 'hard' : 'soft', reason } }),
      },
    };
    dispatches.push(await insertSignalDispatch(transaction, found.owner, { name: command.type, command }, at));
    return { id: found.id };
  });
  await tellNow(deps, dispatches);
  const inquiry = found.owner.startsWith('inquiry:') ? found.owner.slice('inquiry:'.length) : null;
  return { inquiry, message: found.id };
}

/** E.164, so that one number is one person however it is written. Throws `Problem` (`invalid_request`). */
function readNumber(given: string): string {
  const number = given.replaceAll(/[\s().-]/g, '').replace(/^00/, '+');
  if (!/^\+[1-9]\d{6,14}$/.test(number)) throw invalid('/from', 'a telephone number with its country code (E.164)');
  return number;
}

/** The first words, on one line: a text has no subject. */
function subjectOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 80 ? line : `${line.slice(0, 79)}…`;
}
