import type { z } from 'zod';
import { canonicalJson, sha256Hex } from '../contracts/canonical';
import type { auditBundle } from '../contracts/http-audit-bundle';
import { inquiryOwner, type PersonId } from '../contracts/ids';
import type { InquiryEvent, TextReference } from '../contracts/inquiry';
import type { HashedRow } from '../contracts/journal-hash';
import type { Actor } from '../contracts/messages';
import type { FoundCase } from '../db/find-case';
import { findPeople } from '../db/find-people';
import { listFileProofs } from '../db/list-file-proofs';
import { listErasuresOfTexts } from '../db/list-erasures';
import { readAuditParts } from '../db/read-audit-parts';
import { readJournalUntil } from '../db/read-journal-until';
import type { JournalRow, PersonRow, TextRow } from '../db/rows';
import type { Caller } from './caller';
import { foldRows, projectRows, type PartsAt } from './case-at';
import { surroundingsOf } from './case-surroundings';
import type { ApiDependencies } from './dependencies';
import { presentErasure, presentHold } from './present-erasure';
import { presentInquiry } from './present-inquiry';
import { presentData, textIdsOf } from './present-timeline';
import { timelineWords } from './timeline-words';

export type AuditBundle = z.input<typeof auditBundle>;

type Made = Extract<InquiryEvent, { type: 'proposal_made' | 'proposal_revised' }>;
type Decided = Extract<InquiryEvent, { type: 'proposal_decided' }>;

/**
 * Everything that an auditor needs of one case, made from the journal and what its rows name: whoever holds it can check
 * chain, approvals and words without us. It says of itself what it is made of by a digest.
 */
export async function makeAuditBundle(
  deps: Pick<ApiDependencies, 'knex' | 'policies' | 'clock'>,
  caller: Caller,
  found: FoundCase,
): Promise<AuditBundle> {
  const { knex, clock } = deps;
  const { reference } = found;
  const [owner, madeAt] = [inquiryOwner(reference), clock()];
  const rows = await readJournalUntil(knex, owner);
  const state = foldRows(rows);
  const people = await findPeople(knex, namesIn(rows));
  const textIds = [...new Set([found.content, ...rows.flatMap(({ event }) => Object.values(textIdsOf(event)))])];
  const parts = await readAuditParts(knex, {
    owner,
    reference,
    customer: state ? state.customer : found.claimed.customer,
    texts: textIds,
    policies: [...new Set([found.policyVersion, ...rows.map((row) => row.policy_version)])],
    people: Object.keys(people),
    since: found.receivedAt,
  });
  const texts = new Map(parts.texts.map((text) => [text.id, text]));
  const present = { ...found, state, ended: state?.ended ?? false };
  const nameOf = (id: PersonId): string => people[id]?.name ?? id;
  const projected = projectRows(rows);
  const bundle: Omit<AuditBundle, 'digest'> = {
    format: 'inquiry-desk/audit-bundle/1',
    made_at: madeAt,
    made_by: { kind: caller.kind, id: caller.id },
    reference,
    case: presentInquiry(present, caller, await surroundingsOf(deps, present, caller, madeAt)) as AuditBundle['case'],
    policies: parts.policies.map(({ number: _number, ...policy }) => policy),
    people: Object.values(people).map((person) => presentPerson(person, parts.changes)),
    timeline: rows.map((row) => presentRow(row, nameOf)),
    proposals: presentProposals(reference, rows, projected, texts),
    messages: projected.messages.map((message) => ({
      id: message.id,
      direction: message.direction,
      purpose: message.purpose,
      recipient: message.recipient,
      status: message.status,
      history: message.history,
      created_at: message.created_at,
      text: message.text === null ? null : presentText(texts, { id: message.text, hash: '' }),
    })),
    links: (state?.links ?? []).map(({ kind, id }) => ({ kind, id })),
    alerts: parts.alerts.map(({ sequence, team, person, kind, created_at }) => {
      return { sequence, team, person, kind, created_at };
    }),
    texts: parts.texts.map(({ customer: _customer, ...text }) => text),
    files: await listFileProofs(knex, fileIdsIn(rows)),
    erasures: (await listErasuresOfTexts(knex, textIds)).map((row) => presentErasure(row)),
    legal_holds: parts.holds.map(presentHold),
    journal: rows.map((row) => ({
      sequence: row.sequence,
      previous_hash: row.previous_hash,
      hash: row.hash,
      hashed: { ...hashedOf(row) },
    })),
    head: { owner, sequence: rows.length, hash: rows.at(-1)?.hash ?? owner },
    verification: howToVerify(owner),
  };
  // As it will be read: what JSON leaves out is not part of what is covered.
  return { ...bundle, digest: digestOf(JSON.parse(JSON.stringify(bundle)) as object) };
}

/** Files that the journal names: what came with a message, and what went with one. */
const fileIdsIn = (rows: readonly JournalRow[]): string[] => [
  ...new Set(
    rows.flatMap(({ event }) => ((event as { attachments?: { id: string }[] }).attachments ?? []).map(({ id }) => id)),
  ),
];

/** SHA-256 over the canonical JSON of a bundle without its digest. */
export const digestOf = ({ digest: _digest, ...covered }: { digest?: string }): string =>
  sha256Hex(canonicalJson(covered));

const hashedOf = (row: JournalRow): HashedRow => ({
  owner: row.owner,
  sequence: row.sequence,
  event: row.event,
  commandId: row.command_id,
  actor: row.actor,
  automatic: row.automatic,
  policyVersion: row.policy_version,
  occurredAt: row.occurred_at,
  previousHash: row.previous_hash,
});

/** Every word in the journal that may be the id of one of our people: those that are, the directory knows. */
function namesIn(rows: readonly JournalRow[]): PersonId[] {
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value)) names.add(value);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        collect(key);
        collect(member);
      }
    }
  };
  for (const { event, actor } of rows) collect([event, actor]);
  return [...names].sort();
}

function presentPerson(
  { id, name, person, titles, roles, duties, teams, active }: PersonRow,
  changes: Awaited<ReturnType<typeof readAuditParts>>['changes'],
): AuditBundle['people'][number] {
  const own = changes.filter((change) => change.person === id);
  return {
    ...{ id, name, person, titles, roles, duties, teams, active },
    changes: own.map(({ kind, occurred_at, actor, before, after }) => {
      return { kind, occurred_at, by: { kind: actor.kind, id: actor.id }, before, after };
    }),
  };
}

const presentRow = (row: JournalRow, nameOf: (id: PersonId) => string): AuditBundle['timeline'][number] => ({
  sequence: row.sequence,
  occurred_at: row.occurred_at,
  type: row.type,
  words: timelineWords(row.event as InquiryEvent, nameOf),
  actor: presentActor(row.actor, nameOf),
  automatic: row.automatic,
  policy_version: row.policy_version,
  texts: textIdsOf(row.event),
});

const presentActor = (actor: Actor, nameOf: (id: PersonId) => string) => ({
  kind: actor.kind,
  id: actor.id,
  name: actor.kind === 'person' ? nameOf(actor.id) : null,
  on_behalf_of: actor.kind === 'person' ? (actor.onBehalfOf ?? null) : null,
  impersonated_by: actor.kind === 'person' ? (actor.impersonatedBy ?? null) : null,
});

function presentProposals(
  reference: string,
  rows: readonly JournalRow[],
  { proposals }: PartsAt,
  texts: Map<string, TextRow>,
): AuditBundle['proposals'] {
  const of = <Event extends { proposal: string }>(types: string[], id: string) =>
    rows
      .filter(({ type, event }) => types.includes(type) && (event as unknown as Event).proposal === id)
      .map((row) => ({ row, event: row.event as unknown as Event }));
  return proposals.map(({ id, status }) => ({
    id,
    status,
    versions: of<Made>(['proposal_made', 'proposal_revised'], id).map(({ row, event }) => ({
      version: event.version,
      sequence: row.sequence,
      made_at: row.occurred_at,
      preparer: event.preparer,
      on_behalf_of: event.onBehalfOf,
      stages: event.stages,
      threshold: presentData(event.threshold),
      expires_at: event.expiresAt,
      content_hash: event.contentHash,
      hash_covers: { reference, proposal: id, content: event.content },
    })),
    decisions: of<Decided>(['proposal_decided'], id).map(({ row, event }) => ({
      sequence: row.sequence,
      version: event.version,
      stage: event.stage,
      decision: event.decision,
      decider: event.decider,
      on_behalf_of: event.onBehalfOf,
      decided_at: row.occurred_at,
      content_hash: event.contentHash,
      reason: event.reason ? presentText(texts, event.reason) : null,
    })),
  }));
}

function presentText(texts: Map<string, TextRow>, { id, hash }: TextReference) {
  const text = texts.get(id);
  return { id, hash: text?.hash ?? hash, content: text?.content ?? null };
}

const howToVerify = (owner: string): string[] => [
  'Canonical JSON is JSON without blanks outside texts, the members of every object sorted by the code units of their names, ' +
    'members that are undefined left out, numbers and texts as JavaScript writes them. All hashes are SHA-256 over its UTF-8, ' +
    'in lower-case hexadecimal.',
  'Journal: for each row, from sequence 1 on and without a gap, the hash of `hashed` is `hash`; `previousHash` in it is the ' +
    `hash of the row before, and for the first row the name of the chain, ${owner}. In the printed form the hashed text ` +
    "stands there as it is: `printf %s '…' | sha256sum`.",
  'Head: hash and sequence of the last row are those of `head`. That nothing was cut off or written anew, only somebody outside ' +
    'can say: look for this chain in the checkpoints that are signed once a minute and kept outside the database. A checkpoint ' +
    'names the sequence and hash that were the newest then, and that very row must be here; `npm run audit:verify` does it for ' +
    'an export of all chains.',
  'Approvals: the hash of `hash_covers` is `content_hash` of that version, every decision names the same one, and nobody who ' +
    'prepared or edited a version decided it, or on whose behalf that was done.',
  'Words: the hash of salt and content, one directly after the other, is the hash that the journal names. What was erased has ' +
    'neither content nor salt; the erasures tell who did it, when and why.',
  'Policies: the hash of `content` is `hash`. Acts of the desk itself are by `policy:` or `timer:`, and are marked as automatic.',
  'Names and roles of people are those of the moment at which this was made; `changes` tell what was different before.',
  'This document: the hash of everything in it but `digest` is `digest`. The printed form carries the JSON within it, in the ' +
    'element with the id `bundle`.',
];
