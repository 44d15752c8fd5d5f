import type { Knex } from 'knex';
import { insertRecord } from './insert-record';
import type { ApiKeyRow } from './rows';

/** Throws `RecordConflict`: `already_exists` (id, or the very key). */
export async function insertApiKey(knex: Knex, key: Omit<ApiKeyRow, 'revoked_at'>): Promise<ApiKeyRow> {
  return insertRecord<ApiKeyRow>(knex, 'api_keys', { ...key });
}
