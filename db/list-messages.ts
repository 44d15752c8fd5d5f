import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { MessageRow } from './rows';
import { fromStore } from './transaction';

/** Every message in and out of a case or follow-up, in the order of its journal. */
export async function listMessages(knex: Knex, owner: Owner): Promise<MessageRow[]> {
  return fromStore(knex<MessageRow>('messages').where({ owner }).orderBy(['sequence', 'id']).select('*'));
}
