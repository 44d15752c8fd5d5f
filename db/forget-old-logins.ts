import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Removes what is left of sign-ins from before an instant: codes, sessions that are over, and counters. */
export async function forgetOldLogins(knex: Knex, before: Instant): Promise<void> {
  await fromStore(knex('portal_login_codes').where('expires_at', '<', before).delete());
  await fromStore(knex('portal_sessions').where('expires_at', '<', before).delete());
  await fromStore(knex('portal_uses').where('hour', '<', before).delete());
}
