import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { MailPreferences } from './find-mail-preferences';
import { fromStore } from './transaction';

export async function setMailPreferences(
  knex: Knex,
  contact: string,
  preferences: MailPreferences,
  at: Instant,
): Promise<void> {
  const row = { contact, ...preferences, changed_at: at };
  await fromStore(knex('mail_preferences').insert(row).onConflict('contact').merge());
}
