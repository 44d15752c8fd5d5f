import type { Knex } from 'knex';
import type { CustomerId, Reference } from '../contracts/ids';
import { fromStore } from './transaction';

export interface RelatedCase {
  reference: Reference;
  relation: 'merged' | 'followed_by' | 'linked_by';
}

/**
 * Cases that speak of this one: merged into it, following it, or linked to it, by reference. For a customer only those on
 * which they were verified.
 */
export async function listRelatedCases(
  knex: Knex,
  reference: Reference,
  verifiedFor?: CustomerId,
): Promise<RelatedCase[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: RelatedCase[] }>(
      `select related.reference, related.relation
         from (select reference, 'merged' as relation from inquiries where merged_into = :reference
               union all
               select reference, 'followed_by' from inquiries where follows = :reference
               union all
               select substring(owner from 9), 'linked_by' from links where kind = 'inquiry' and id = :reference) related
         join owners on owners.owner = 'inquiry:' || related.reference
        where :customer::text is null
           or (state ->> 'customer' = :customer and state #>> '{identification,level}' = 'verified')
        order by related.reference, related.relation`,
      { reference, customer: verifiedFor ?? null },
    ),
  );
  return rows;
}
