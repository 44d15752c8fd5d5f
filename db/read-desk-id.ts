import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** Names this database; a restored one keeps the name, a new one gets another. */
export async function readDeskId(knex: Knex): Promise<string> {
  const row = await fromStore(knex('audit_desk').first<{ id: string } | undefined>('id'));
  if (!row) throw new Error('audit_desk is empty: run the migrations, or put back what was in it');
  return row.id;
}
