import type { Knex } from 'knex';
import { ownerSubject, type CustomerId, type Instant, type Owner } from '../contracts/ids';
import { listLegalEntities } from './list-legal-entities';
import type { IntakeRow } from './rows';

export interface NewMailIntake extends Pick<
  IntakeRow,
  'source_key' | 'digest' | 'content' | 'disposition' | 'contact'
> {
  about: Owner | null;
  customer: CustomerId | null;
  policyVersion: string;
  legalEntity: string | null;
  at: Instant;
}

/** Accounts for a mail that begins no case, in the caller's transaction, and returns its id. */
export async function insertIntake(
  transaction: Knex.Transaction,
  { about, customer, policyVersion, legalEntity, at, ...intake }: NewMailIntake,
): Promise<string> {
  const entity = legalEntity ?? (await listLegalEntities(transaction))[0]?.id ?? '';
  const [row] = await transaction('intakes')
    .insert({
      ...intake,
      channel: 'email',
      legal_entity: entity,
      customer_claimed: customer,
      identification: JSON.stringify({ level: 'none', method: 'none' }),
      about: about?.startsWith('inquiry:') ? ownerSubject(about) : null,
      policy_version: policyVersion,
      received_at: at,
    })
    .returning<{ id: string }[]>('id');
  if (row === undefined) throw new Error('the intake was not stored');
  return row.id;
}
