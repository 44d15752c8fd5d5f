import type { Knex } from 'knex';
import type { ApiKeyRow } from './rows';
import { fromStore } from './transaction';

/** The key with this hash, unless it was revoked. Keys themselves are never stored. */
export async function findApiKey(knex: Knex, hash: string): Promise<ApiKeyRow | null> {
  return (await fromStore(knex<ApiKeyRow>('api_keys').where({ hash }).whereNull('revoked_at').first())) ?? null;
}
