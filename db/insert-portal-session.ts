import type { Knex } from 'knex';
import type { PortalSessionRow } from './rows';
import { fromStore } from './transaction';

export async function insertPortalSession(
  knex: Knex,
  session: Omit<PortalSessionRow, 'id' | 'revoked_at'>,
): Promise<void> {
  await fromStore(knex('portal_sessions').insert(session));
}
