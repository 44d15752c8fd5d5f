import type { Knex } from 'knex';
import { inquiryOwner, ownerSubject, type Owner, type Reference } from '../contracts/ids';
import { fromStore } from './transaction';

/** The case that still has what this one brought, though it may be merged there no longer; null when there is none. */
export async function findHolderOfMerged(knex: Knex, reference: Reference): Promise<Reference | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { owner: Owner }[] }>(
      `select owner from owners
        where state -> 'absorbed' is not null and state -> 'absorbed' @> ?::jsonb and owner <> ? limit 1`,
      [JSON.stringify([{ from: reference }]), inquiryOwner(reference)],
    ),
  );
  return rows[0] ? ownerSubject(rows[0].owner) : null;
}
