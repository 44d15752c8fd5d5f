import type { Knex } from 'knex';
import type { AgreementRow } from './rows';
import { fromStore } from './transaction';

export async function findAgreement(knex: Knex, id: string): Promise<AgreementRow | null> {
  return (await fromStore(knex<AgreementRow>('agreements').where({ id }).first())) ?? null;
}
