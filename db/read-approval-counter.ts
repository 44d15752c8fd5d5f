import type { Knex } from 'knex';
import type { CustomerId } from '../contracts/ids';
import type { ProposalKind } from '../contracts/vocabulary';
import type { Guard } from './journal';
import { fromStore } from './transaction';

/**
 * The counter of everything that is proposed and decided of one kind for one customer, on whatever case, as a guard: to be
 * read before the amounts that count together, and counted up with what is decided on them.
 */
export async function readApprovalCounter(knex: Knex, customer: CustomerId, kind: ProposalKind): Promise<Guard> {
  const key = { customer, kind };
  const read = () => fromStore(knex<{ sequence: number }>('approval_counters').where(key).first('sequence'));
  let found = await read();
  if (found === undefined) {
    await fromStore(
      knex('approval_counters')
        .insert({ ...key, sequence: 0 })
        .onConflict(['customer', 'kind'])
        .ignore(),
    );
    found = await read();
  }
  return { table: 'approval_counters', key, sequence: found?.sequence ?? 0 };
}
