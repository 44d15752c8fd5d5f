import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

export async function revokePortalSession(knex: Knex, id: string, at: Instant): Promise<void> {
  await fromStore(knex('portal_sessions').where({ id, revoked_at: null }).update({ revoked_at: at }));
}
