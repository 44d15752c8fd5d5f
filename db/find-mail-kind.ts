import type { Knex } from 'knex';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

/** What kind of mail an intake came as; null when it did not come by mail. */
export async function findMailKind(knex: Knex, intake: string): Promise<string | null> {
  const row = await fromStore(
    knex<ReceivedMailRow>('received_mails').where({ intake }).orderBy(['received_at', 'id']).first('kind'),
  );
  return row?.kind ?? null;
}
