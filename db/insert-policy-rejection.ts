import type { Knex } from 'knex';
import { PolicyError } from './policies';
import type { PolicyRejectionRow } from './rows';
import { asStoreUnavailable, violatedConstraint } from './transaction';

/** Throws `PolicyError` (`policy_not_draft`): the version is published, or this revision was rejected before. */
export async function insertPolicyRejection(knex: Knex, rejection: PolicyRejectionRow): Promise<void> {
  try {
    await knex('policy_rejections').insert(rejection);
  } catch (error) {
    const known = ['policy_is_published', 'policy_rejections_pkey'].includes(violatedConstraint(error) ?? '');
    if (known) throw new PolicyError('policy_not_draft', `Version ${rejection.version} does not wait for publication.`);
    throw asStoreUnavailable(error);
  }
}
