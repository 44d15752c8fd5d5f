import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { canonicalJson } from '../contracts/canonical';
import type { mergePersonBody, newPersonBody, revisePersonBody, unmergePersonBody } from '../contracts/http-people';
import type { PersonId } from '../contracts/ids';
import type { Made } from '../db/answer-once';
import { findMerge } from '../db/find-merge';
import { findPeople } from '../db/find-people';
import { insertDirectoryChange } from '../db/insert-directory-change';
import { insertPerson } from '../db/insert-person';
import { movePeople } from '../db/move-people';
import { revisePerson, type PersonRevision } from '../db/revise-person';
import { humanBehind, type Directory, type Person } from '../domain/directory';
import { recordsOf, requireSound, withPerson, withRecordsOf } from '../domain/directory-change';
import { knownDuties } from '../domain/duties';
import { own } from '../domain/own';
import type { DirectoryChange } from './change-directory';
import { readLimits } from './limits';
import { Problem } from './problem';

type Given<Schema extends z.ZodType> = z.output<Schema>;

/** A new person, or one more login of somebody. Throws `Problem`: `already_exists`, `person_unknown`, what `check` throws. */
export async function addPerson(change: DirectoryChange, body: Given<typeof newPersonBody>): Promise<Made> {
  const { transaction, directory } = change;
  const { id, name, email, person: alias, reason, ...given } = body;
  if (alias !== undefined && !own(directory.people, alias)) {
    throw new Problem('person_unknown', { details: { person: alias } });
  }
  const human = alias === undefined ? id : humanBehind(directory, alias);
  requireOthers(change, human);
  const revision = check(change, given, null);
  const added: Person = { ...newcomer, ...revision, id, person: human };
  // One with this id is a conflict of identities, whatever it holds; the database says so.
  if (!own(directory.people, id)) requireSoundNow(change, withPerson(directory, added));
  await insertPerson(transaction, { id, name, email, person: human, ...revision });
  await note(change, id, 'added', null, { person: human, ...revision }, reason);
  return { id };
}

const newcomer: Omit<Person, 'id' | 'person'> = {
  titles: [],
  roles: [],
  duties: [],
  teams: [],
  skills: [],
  languages: ['en'],
  limits: {},
  capacity: 20,
  active: true,
  absentUntil: null,
};

/**
 * Whole new values for what is named. Throws `Problem`: `not_found`, `version_conflict`, `self_administration`, `unchanged`,
 * what `check` throws.
 */
export async function changePerson(
  change: DirectoryChange,
  id: PersonId,
  { reason, ...given }: Given<typeof revisePersonBody>,
  expectedVersion: number | undefined,
): Promise<Made> {
  const { transaction, directory } = change;
  const present = await requireRecord(change, id, expectedVersion);
  requireOthers(change, present.person);
  const revision = check(change, given, present);
  const changed = Object.keys(revision).filter(
    (field) => canonicalJson(valueOf(present, field)) !== canonicalJson(valueOf(revision, field)),
  );
  if (changed.length === 0) throw new Problem('unchanged');
  requireSoundNow(change, withPerson(directory, { ...present, ...revision }));
  await revisePerson(transaction, id, revision);
  await note(change, id, 'revised', pick(present, changed), pick(revision, changed), reason);
  return { id };
}

/** Two records turn out to be one human being: this one, with all its aliases, belongs to the other from now on. */
export async function mergePerson(
  change: DirectoryChange,
  id: PersonId,
  { into, reason }: Given<typeof mergePersonBody>,
  expectedVersion: number | undefined,
): Promise<Made> {
  const { transaction, directory } = change;
  const present = await requireRecord(change, id, expectedVersion);
  if (!own(directory.people, into)) throw new Problem('person_unknown', { details: { person: into } });
  const human = humanBehind(directory, into);
  if (present.person === human) throw new Problem('unchanged');
  requireOthers(change, present.person, human);
  const records = recordsOf(directory, id);
  requireSoundNow(change, withRecordsOf(directory, records, human));
  await movePeople(transaction, records, human);
  const merge = randomUUID();
  for (const record of records) {
    await note(change, record, 'merged', { person: present.person }, { person: human }, reason, merge);
  }
  return { id };
}

/** Takes the last merge of a record back, for all records that it moved. Throws `Problem`: `unchanged` without any. */
export async function unmergePerson(
  change: DirectoryChange,
  id: PersonId,
  { reason }: Given<typeof unmergePersonBody>,
  expectedVersion: number | undefined,
): Promise<Made> {
  const { transaction, directory } = change;
  const present = await requireRecord(change, id, expectedVersion);
  requireOthers(change, present.person);
  const found = await findMerge(transaction, id);
  const [first] = found?.records ?? [];
  if (!found || !first) throw new Problem('unchanged', { rule: 'the record has not been merged' });
  requireOthers(change, first.before);
  const records = found.records.map(({ record }) => record);
  requireSoundNow(change, withRecordsOf(directory, records, first.before));
  await movePeople(transaction, records, first.before);
  for (const record of records) {
    await note(change, record, 'unmerged', { person: present.person }, { person: first.before }, reason, found.merge);
  }
  return { id };
}

async function requireRecord(
  { transaction, directory }: DirectoryChange,
  id: PersonId,
  expectedVersion: number | undefined,
): Promise<Person> {
  const present = own(directory.people, id);
  const row = own(await findPeople(transaction, [id]), id);
  if (!present || !row) throw new Problem('not_found');
  if (expectedVersion !== undefined && expectedVersion !== row.version) {
    throw new Problem('version_conflict', { rule: 'If-Match', details: { version: row.version } });
  }
  return present;
}

/** Nobody gives themselves a role, duty, limit or another name, by whatever record of theirs. */
function requireOthers({ directory, caller }: DirectoryChange, ...humans: PersonId[]): void {
  if (humans.includes(humanBehind(directory, caller.id))) {
    throw new Problem('self_administration', { rule: 'segregation: nobody administers themselves' });
  }
}

/**
 * Limits in minor units; teams and duties that the newest policy knows, or that were held before. Throws `Problem`:
 * `team_unknown`, `record_unknown` (duty), `invalid_request` (limit).
 */
function check(
  { policy }: DirectoryChange,
  given: Omit<Given<typeof revisePersonBody>, 'reason'>,
  present: Person | null,
): PersonRevision {
  const { limits, ...rest } = given;
  const team = rest.teams?.find((one) => !Object.hasOwn(policy.teams, one) && !present?.teams.includes(one));
  if (team !== undefined) throw new Problem('team_unknown', { details: { team } });
  const duty = rest.duties?.find((one) => !knownDuties(policy).includes(one) && !present?.duties.includes(one));
  if (duty !== undefined) throw new Problem('record_unknown', { details: { kind: 'duty', id: duty } });
  const named = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(named) as Omit<PersonRevision, 'limits'>),
    ...(limits && { limits: readLimits(limits, policy.rates.currency) }),
  };
}

const requireSoundNow = ({ directory, policy, at }: DirectoryChange, after: Directory): void =>
  requireSound(directory, after, policy.conflicts, at);

const valueOf = (record: object, field: string): unknown => (record as Record<string, unknown>)[field];
const pick = (record: object, fields: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(fields.map((field) => [field, valueOf(record, field)]));

const note = (
  { transaction, actor, at }: DirectoryChange,
  person: PersonId,
  kind: 'added' | 'revised' | 'merged' | 'unmerged',
  before: Record<string, unknown> | null,
  after: Record<string, unknown>,
  reason: string,
  merge?: string,
): Promise<void> =>
  insertDirectoryChange(transaction, {
    person,
    kind,
    before,
    after,
    reason,
    actor,
    at,
    ...(merge !== undefined && { merge }),
  });
