import type { Knex } from 'knex';
import type { PolicyRejectionRow, PolicyRevisionRow } from './rows';
import { fromStore } from './transaction';

/** A version that is not published: its newest revision, everybody who wrote one, and whether that one was rejected. */
export interface PolicyDraft extends PolicyRevisionRow {
  /** In the order of their revisions; the first is the author. */
  authors: [string, ...string[]];
  rejection: PolicyRejectionRow | null;
}

/** The newest first. */
export async function listPolicyDrafts(knex: Knex): Promise<PolicyDraft[]> {
  const open = knex('policies').whereRaw('policies.version = policy_revisions.version').select(knex.raw('1'));
  const drafts = await readDrafts(
    knex,
    knex<PolicyRevisionRow>('policy_revisions').whereNotExists(open).orderBy(['version', 'revision']),
  );
  return drafts.sort((left, right) => (left.created_at < right.created_at ? 1 : -1));
}

/** Null when there is none of this version, or it is published. */
export async function findPolicyDraft(knex: Knex, version: string): Promise<PolicyDraft | null> {
  if (await fromStore(knex('policies').where({ version }).first('version'))) return null;
  const [draft] = await readDrafts(
    knex,
    knex<PolicyRevisionRow>('policy_revisions').where({ version }).orderBy(['version', 'revision']),
  );
  return draft ?? null;
}

/** Everybody who wrote this version, published or not, as long as it was written as a draft. */
export async function listPolicyAuthors(knex: Knex, version: string): Promise<string[]> {
  const rows = await fromStore(
    knex<PolicyRevisionRow>('policy_revisions').where({ version }).orderBy('revision').select('person'),
  );
  return rows.map(({ person }) => person);
}

async function readDrafts(knex: Knex, query: PromiseLike<PolicyRevisionRow[]>): Promise<PolicyDraft[]> {
  const revisions = await fromStore(query);
  const versions = [...new Set(revisions.map(({ version }) => version))];
  const rejections = await fromStore(knex<PolicyRejectionRow>('policy_rejections').whereIn('version', versions));
  return versions.flatMap((version): PolicyDraft[] => {
    const own = revisions.filter((revision) => revision.version === version);
    const newest = own.at(-1);
    const [author, ...others] = own.map(({ person }) => person);
    if (!newest || author === undefined) return [];
    const rejection = rejections.find((each) => each.version === version && each.revision === newest.revision) ?? null;
    return [{ ...newest, authors: [author, ...others], rejection }];
  });
}
