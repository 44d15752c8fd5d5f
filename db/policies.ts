import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { parse } from 'yaml';
import { findPolicyMistakes, type PolicyContent } from '../contracts/policy';
import { canonicalJson, sha256Hex } from '../contracts/canonical';
import type { Policy } from '../domain/policy';
import type { Instant, PersonId } from '../contracts/ids';
import type { PolicyRow } from './rows';
import { replaceConflictingDuties } from './replace-conflicting-duties';
import { fromStore, inTransaction, violatedConstraint } from './transaction';

/** A policy that cannot be published, or a version that was never published. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
  constructor(
    readonly code: 'invalid_request' | 'already_exists' | 'record_unknown' | 'duties_conflict' | 'policy_not_draft',
    message: string,
  ) {
    super(message);
  }
}

export interface PolicyPublication {
  version: string;
  /** As parsed from YAML or JSON; checked here as a whole. */
  content: unknown;
  author: PersonId;
  /** Never the author: the database refuses that as well. */
  publishedBy: PersonId;
  reason: string;
  publishedAt: Instant;
  /** Of whoever publishes it. */
  note?: string;
}

/**
 * Adds a version; versions are never changed or removed. Publishing the same content under the same version again returns
 * it and changes nothing. Throws `PolicyError`: `invalid_request` (every mistake named), `duties_conflict` (author and
 * publisher are one), `already_exists` (the version has other content), `policy_not_draft`
 * (its draft says something else, or was rejected).
 */
export async function publishPolicy(knex: Knex, publication: PolicyPublication): Promise<Policy> {
  const { version, author, publishedBy, reason, publishedAt, note = null } = publication;
  if (author === publishedBy) {
    throw new PolicyError('duties_conflict', 'A policy is published by somebody other than its author.');
  }
  const content = checkPolicy(publication.content);
  requireResolvedHolidays(content);
  const hash = hashPolicy(content);
  try {
    await inTransaction(knex, async (transaction) => {
      const added = await transaction('policies')
        .insert({
          version,
          hash,
          content: JSON.stringify(content),
          author,
          published_by: publishedBy,
          reason,
          published_at: publishedAt,
          note,
        })
        .onConflict('version')
        .ignore()
        .returning('version');
      if (added.length > 0) await replaceConflictingDuties(transaction, content.conflicts);
    });
  } catch (error) {
    switch (violatedConstraint(error)) {
      case 'policy_published_by_another':
        throw new PolicyError('duties_conflict', 'A policy is published by somebody who wrote no part of it.');
      case 'policy_as_revised':
      case 'policy_not_rejected':
        throw new PolicyError('policy_not_draft', `Version ${version} was revised or rejected meanwhile.`);
      default:
        throw error;
    }
  }
  const stored = await readPolicy(knex, version);
  if (stored?.hash !== hash) throw new PolicyError('already_exists', `Version ${version} has other content.`);
  return stored;
}

/** Throws `PolicyError` (`invalid_request`) that names every mistake with its place. */
export function checkPolicy(content: unknown): PolicyContent {
  const mistakes = findPolicyMistakes(content).map(({ path, message }) => `${path.join('.') || 'policy'}: ${message}`);
  if (mistakes.length > 0) throw new PolicyError('invalid_request', mistakes.join('; '));
  return content as PolicyContent;
}

/** What is published names its dates, so that the same version means the same deadlines for ever. */
function requireResolvedHolidays({ calendars }: PolicyContent): void {
  for (const [id, { holidays }] of Object.entries(calendars)) {
    if (holidays && !holidays.resolved) {
      throw new PolicyError('invalid_request', `calendars.${id}.holidays: the dates have not been worked out`);
    }
  }
}

/** SHA-256 of the canonical JSON: the actor of what the policy does by itself is `policy:<hash>`. */
export const hashPolicy = (content: PolicyContent): string => sha256Hex(canonicalJson(content));

/** The policy that ships with the desk, in `policies/default.yaml`, as it is written: its holidays have still to be resolved. */
export async function readDefaultPolicy(): Promise<PolicyContent> {
  return checkPolicy(parse(await readFile(join(__dirname, '..', 'policies', 'default.yaml'), 'utf8')));
}

/** Reads policies by version; what was read once is kept, because a version never changes. */
export interface PolicyStore {
  /** Throws `PolicyError` (`record_unknown`), `StoreUnavailable`. */
  load(version: string): Promise<Policy>;
  /** The same, with null for a version that was never published. */
  find(version: string): Promise<Policy | null>;
  /** The one published last; new cases open under it. Throws `PolicyError` (`record_unknown`) while there is none. */
  newest(): Promise<Policy>;
}

/** One per process and database. The policies it returns are frozen: they are shared by everyone who asks. */
export function createPolicyStore(knex: Knex): PolicyStore {
  const known = new Map<string, Policy>();
  const find = async (version: string): Promise<Policy | null> => {
    const policy = known.get(version) ?? (await readPolicy(knex, version));
    if (policy !== null) known.set(version, policy);
    return policy;
  };
  const load = async (version: string): Promise<Policy> => {
    const policy = await find(version);
    if (policy === null) throw new PolicyError('record_unknown', `There is no policy ${version}.`);
    return policy;
  };
  return {
    load,
    find,
    async newest() {
      const last = await fromStore(knex<PolicyRow>('policies').orderBy('number', 'desc').first('version'));
      if (last === undefined) throw new PolicyError('record_unknown', 'No policy has been published yet.');
      return load(last.version);
    },
  };
}

async function readPolicy(knex: Knex, version: string): Promise<Policy | null> {
  const row = await fromStore(knex<PolicyRow>('policies').where({ version }).first('version', 'hash', 'content'));
  if (row === undefined) return null;
  // Checked when it was published; not again, so that a stricter schema of a later release cannot strand old cases.
  return freeze({ ...fillPolicyDefaults(row.content), version: row.version, hash: row.hash });
}

/**
 * Stored content as the desk of today reads it: the one place where what versions of earlier releases lack is filled in, with
 * what the desk did when they were published. Never changes what a version says.
 */
export function fillPolicyDefaults(stored: unknown): PolicyContent {
  return stored as PolicyContent;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}
