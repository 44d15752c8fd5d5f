import type { Knex } from 'knex';
import type { MessageId } from '../contracts/ids';
import { fromStore } from './transaction';

/** The contact that a message went to; null for colleagues, and where that was not written down. Throws `StoreUnavailable`. */
export async function findMailedContact(knex: Knex, message: MessageId): Promise<string | null> {
  const row: unknown = await fromStore(
    knex('send_attempts').where({ message }).whereNotNull('contact').orderBy('started_at', 'desc').first('contact'),
  );
  return (row as { contact: string } | undefined)?.contact ?? null;
}
