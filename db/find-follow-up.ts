import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import type { FollowUpRow, HoldRow } from './rows';
import { fromStore } from './transaction';

/** How a customer's follow-up stands, with what is held back now; null while there is none. */
export async function findFollowUp(
  knex: Knex,
  customer: CustomerId,
): Promise<(FollowUpRow & { holds: HoldRow[] }) | null> {
  const row = await fromStore(knex<FollowUpRow>('follow_ups').where({ customer }).first());
  if (!row) return null;
  const holds = await fromStore(
    knex<HoldRow>('holds').where({ customer }).whereNull('released_at').orderBy(['invoice', 'id']).select('*'),
  );
  return { ...row, holds };
}
