import type { Knex } from 'knex';
import type { PersonId } from '../contracts/ids';
import type { Absence, Delegation, Directory, Person } from '../domain/directory';
import type { AbsenceRow, DelegationRow, PersonRow } from './rows';

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
    .select('id', 'delegator', 'delegate', 'starts_at', 'ends_at', 'kinds', 'maximum')
    .orderBy(['starts_at', 'id']);
  const absences = await loadAbsences(knex);
  return {
    people: Object.fromEntries(
      people.map(({ absent_until, ...person }): [string, Person] => [
        person.id,
        { ...person, absentUntil: absent_until, absences: absences.get(person.person) ?? [] },
      ]),
    ),
    delegations: delegations.map(presentDelegation),
  };
}

const presentDelegation = (row: Omit<DelegationRow, 'revoked_at'>): Delegation => {
  const { id, delegator, delegate, starts_at: startsAt, ends_at: endsAt, kinds, maximum } = row;
  const scope = kinds === null && maximum === null ? undefined : { kinds, maximum };
  return { id, delegator, delegate, startsAt, endsAt, ...(scope && { scope }) };
};

/** By human being: whoever is away is so by every login. What was cancelled before it began is none. */
async function loadAbsences(knex: Knex): Promise<Map<PersonId, Absence[]>> {
  const rows = await knex<AbsenceRow>('absences')
    .join('people', 'people.id', 'absences.person')
    .whereRaw('absences.starts_at < absences.ends_at')
    .orderBy(['absences.starts_at', 'absences.id'])
    .select<(AbsenceRow & { human: PersonId })[]>('absences.*', 'people.person as human');
  const byHuman = new Map<PersonId, Absence[]>();
  for (const { id, human, starts_at: from, ends_at: until, hand_over: handOver } of rows) {
    byHuman.set(human, [...(byHuman.get(human) ?? []), { id, from, until, handOver }]);
  }
  return byHuman;
}
