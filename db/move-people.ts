import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';

/** From now on these records are those of that human being. */
export async function movePeople(
  transaction: Knex.Transaction,
  records: readonly PersonId[],
  person: PersonId,
): Promise<void> {
  await transaction('people').whereIn('id', records).update({ person });
}
