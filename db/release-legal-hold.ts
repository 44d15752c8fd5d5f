import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import type { LegalHoldRow } from './rows';
import { fromStore } from './transaction';

/** Ends a hold, once. Null when there is none, or it was released before. */
export async function releaseLegalHold(
  knex: Knex,
  id: string,
  { reason, by, at }: { reason: string; by: PersonId; at: Instant },
): Promise<LegalHoldRow | null> {
  const [row] = await fromStore(
    knex<LegalHoldRow>('legal_holds')
      .where({ id, released_at: null })
      .update({ released_by: by, released_at: at, release_reason: reason })
      .returning('*'),
  );
  return row ?? null;
}
