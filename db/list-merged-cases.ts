import type { Knex } from 'knex';
import type { CustomerId, Reference } from '../contracts/ids';
import { fromStore } from './transaction';

/**
 * Every case that is merged into this one, directly or through another, by reference. For a customer only those on which
 * they were verified: what somebody else wrote is not theirs because we put it there.
 */
export async function listMergedCases(
  knex: Knex,
  reference: Reference,
  verifiedFor?: CustomerId,
): Promise<Reference[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { reference: Reference }[] }>(
      `with recursive merged as (
         select reference from inquiries where merged_into = :reference
         union
         select i.reference from inquiries i join merged m on i.merged_into = m.reference
       )
       select merged.reference from merged join owners on owner = 'inquiry:' || merged.reference
        where :customer::text is null
           or (state ->> 'customer' = :customer and state #>> '{identification,level}' = 'verified')
        order by merged.reference`,
      { reference, customer: verifiedFor ?? null },
    ),
  );
  return rows.map((row) => row.reference);
}
