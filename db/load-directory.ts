import type { Knex } from 'knex';
import type { Delegation, Directory, Person } from '../domain/directory';
import type { DelegationRow, PersonRow } from './rows';

/**
 * Everyone who works here, with every delegation, as they are now: roles, limits and absences are never pinned to a case
 * (invariant I8). Delegations that are over are included, because who counted as involved then is asked at any instant.
 * Names and addresses are left out on purpose: decisions need none.
 */
export async function loadDirectory(knex: Knex): Promise<Directory> {
  const people = await knex<PersonRow>('people').select(
    'id',
    'person',
    'titles',
    'roles',
    'duties',
    'teams',
    'skills',
    'languages',
    'limits',
    'capacity',
    'active',
    'absent_until',
  );
  const delegations = await knex<DelegationRow>('delegations')
    .select('delegator', 'delegate', 'starts_at', 'ends_at')
    .orderBy(['starts_at', 'id']);
  return {
    people: Object.fromEntries(
      people.map(({ absent_until, ...person }): [string, Person] => [
        person.id,
        { ...person, absentUntil: absent_until },
      ]),
    ),
    delegations: delegations.map(({ delegator, delegate, starts_at, ends_at }): Delegation => ({
      delegator,
      delegate,
      startsAt: starts_at,
      endsAt: ends_at,
    })),
  };
}
