import type { Knex } from 'knex';
import { fromStore } from './transaction';

/**
 * From now on the database refuses these pairs of duties, those of the newest policy: call it in the transaction that has
 * just published it, after its row. The database takes no others. People who hold such a pair already keep it, until
 * somebody changes what they hold; `findConflicts` names them.
 */
export async function replaceConflictingDuties(
  knex: Knex,
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  await fromStore(knex.raw('select replace_conflicting_duties(?::jsonb)', [JSON.stringify(pairs)]));
}
