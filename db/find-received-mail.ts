import type { Knex } from 'knex';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

export async function findReceivedMail(knex: Knex, id: string): Promise<ReceivedMailRow | null> {
  return (await fromStore(knex<ReceivedMailRow>('received_mails').where({ id }).first())) ?? null;
}
