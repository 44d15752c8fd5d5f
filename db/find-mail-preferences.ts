import type { Knex } from 'knex';
import type { MailPreferencesRow } from './rows';
import { fromStore } from './transaction';

export type MailPreferences = Pick<MailPreferencesRow, 'open_tracking' | 'courtesy'>;

/** What a contact wants to be sent; everything, while they have said nothing. */
export async function findMailPreferences(knex: Knex, contact: string): Promise<MailPreferences> {
  const row = await fromStore(
    knex<MailPreferencesRow>('mail_preferences').where({ contact }).first('open_tracking', 'courtesy'),
  );
  return row ?? { open_tracking: true, courtesy: true };
}
