import type { Knex } from 'knex';
import type { PolicyRow } from './rows';
import { fromStore } from './transaction';

/** Every version that was published, the newest first, without its content. */
export async function listPolicies(knex: Knex): Promise<Omit<PolicyRow, 'content' | 'number'>[]> {
  return fromStore(
    knex<PolicyRow>('policies')
      .orderBy('number', 'desc')
      .select('version', 'hash', 'author', 'published_by', 'reason', 'published_at'),
  );
}

export async function findPolicy(knex: Knex, version: string): Promise<PolicyRow | null> {
  return (await fromStore(knex<PolicyRow>('policies').where({ version }).first())) ?? null;
}
