import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { PersonRow } from './rows';

export type PersonRevision = Partial<
  Pick<PersonRow, 'titles' | 'roles' | 'duties' | 'teams' | 'skills' | 'languages' | 'limits' | 'capacity' | 'active'>
>;

/** Sets whole new values for the fields that are named. The person must exist. */
export async function revisePerson(
  transaction: Knex.Transaction,
  id: PersonId,
  { limits, ...revision }: PersonRevision,
): Promise<void> {
  await transaction('people')
    .where({ id })
    .update({ ...revision, ...(limits && { limits: JSON.stringify(limits) }) });
}
