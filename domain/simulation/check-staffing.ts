import type { Refusal } from '../../contracts/errors';
import { categories, type Category } from '../../contracts/vocabulary';
import type { Directory } from '../directory';
import type { Policy } from '../policy';
import { members } from '../routing';
import { changeStaff, type StaffingChange } from './staff';

/** Why a change of people is impossible, or null. `received` are the categories that have cases in the period. */
export function impossibleStaffing(
  change: StaffingChange,
  directory: Directory,
  policy: Pick<Policy, 'teams' | 'routing' | 'calendars'>,
  received: readonly Category[],
): Refusal | null {
  const { add = [], remove = [], capacity = {} } = change;
  const added = new Set<string>();
  for (const { id, teams, calendar } of add) {
    if (directory.people[id] !== undefined || added.has(id)) return { code: 'already_exists', details: { person: id } };
    added.add(id);
    const team = teams.find((name) => !Object.hasOwn(policy.teams, name));
    if (team !== undefined) return { code: 'team_unknown', details: { person: id, team } };
    if (calendar !== undefined && !Object.hasOwn(policy.calendars, calendar)) {
      return { code: 'record_unknown', details: { kind: 'calendar', id: calendar } };
    }
  }
  for (const id of [...remove, ...Object.keys(capacity)]) {
    if (directory.people[id] === undefined) return { code: 'person_unknown', details: { person: id } };
  }
  const both = Object.keys(capacity).find((id) => remove.includes(id));
  if (both !== undefined) return { code: 'staffing_impossible', details: { person: both, why: 'removed and changed' } };
  // Who has left since may be there in the period: only who is taken away can leave a team without anybody.
  const everybody = Object.values(directory.people).map((person) => ({ ...person, active: true }));
  const people = Object.fromEntries(everybody.map((person) => [person.id, person]));
  const staff = { directory: { people, delegations: [] }, calendarOf: {}, hands: {} };
  const { directory: left } = changeStaff(staff, change, policy as Policy);
  for (const category of categories.filter((name) => received.includes(name))) {
    const { team, skill } = policy.routing[category];
    const fits = members(left, team).some((person) => skill === null || person.skills.includes(skill));
    if (!fits) return { code: 'staffing_impossible', details: { category, team, skill: skill ?? 'none' } };
  }
  return null;
}
