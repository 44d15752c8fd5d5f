import type { Knex } from 'knex';
import { hashPolicy, PolicyError } from './policies';
import type { PolicyContent } from '../contracts/policy';
import type { PolicyRevisionRow } from './rows';
import { asStoreUnavailable, violatedConstraint } from './transaction';

/**
 * Adds a revision of a draft. Throws `PolicyError`: `policy_not_draft` (the version is published), `already_exists` (somebody
 * else added this revision meanwhile, or the version for the first time).
 */
export async function insertPolicyRevision(
  knex: Knex,
  revision: Omit<PolicyRevisionRow, 'hash' | 'content'> & { content: PolicyContent },
): Promise<PolicyRevisionRow> {
  const { version } = revision;
  try {
    const [stored] = (await knex('policy_revisions')
      .insert({ ...revision, hash: hashPolicy(revision.content), content: JSON.stringify(revision.content) })
      .returning('*')) as PolicyRevisionRow[];
    return stored as PolicyRevisionRow;
  } catch (error) {
    switch (violatedConstraint(error)) {
      case 'policy_is_published':
        throw new PolicyError(
          'policy_not_draft',
          `Version ${version} is published; a published version never changes.`,
        );
      case 'policy_revisions_in_order':
      case 'policy_revisions_pkey':
        throw new PolicyError('already_exists', `Version ${version} was written meanwhile by somebody else.`);
      default:
        throw asStoreUnavailable(error);
    }
  }
}
