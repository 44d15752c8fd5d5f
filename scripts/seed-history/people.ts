import type { Knex } from 'knex';
import type { Language } from '../../contracts/vocabulary';
import { insertPerson } from '../../db/insert-person';
import { dayInMilliseconds, millisecondsToInstant } from '../../domain/instant';
import type { Chance } from './chance';

/** Colleagues of that year who have left since: no new case is routed to them, and the demo company stays as it is. */
interface Colleague {
  id: string;
  name: string;
  team: string;
  skills: string[];
  languages: Language[];
}

const firstNames = [
  'Ada',
  'Bram',
  'Chiara',
  'Dario',
  'Esme',
  'Farid',
  'Greta',
  'Hugo',
  'Ines',
  'Jasper',
  'Kaya',
  'Leon',
];
const lastNames = [
  'Moss',
  'Keller',
  'Duarte',
  'Lang',
  'Perrin',
  'Sato',
  'Weber',
  'Nilsen',
  'Rossi',
  'Faber',
  'Ortega',
  'Blum',
];

/** How many besides the people of the demo company each team had. */
const teams: Record<string, number> = {
  billing: 8,
  cash_application: 4,
  collections: 2,
  credit: 3,
  onboarding: 3,
  treasury: 1,
  customer_service: 2,
};
const languages: Language[][] = [['en'], ['en', 'de'], ['en', 'es'], ['en', 'fr']];
const leaveDays = 25;

export function formerColleagues(): Colleague[] {
  const all = Object.entries(teams).flatMap(([team, count]) => Array.from({ length: count }, () => team));
  return all.map((team, index) => {
    const first = firstNames[index % firstNames.length] ?? '';
    const last = lastNames[(index * 5 + Math.floor(index / firstNames.length)) % lastNames.length] ?? '';
    return {
      id: `${first}.${last}.former`.toLowerCase(),
      name: `${first} ${last}`,
      team,
      skills: team === 'billing' ? ['disputes'] : [],
      languages: languages[index % languages.length] ?? ['en'],
    };
  });
}

/** Adds them, with the leave that they took in the year. */
export async function addFormerColleagues(
  knex: Knex,
  chance: Chance,
  { from, to }: { from: number; to: number },
): Promise<void> {
  for (const { id, name, team, skills, languages: spoken } of formerColleagues()) {
    const email = `${id}@halden.example`;
    const rest = { roles: ['agent' as const], teams: [team], skills, languages: spoken, capacity: 80, active: false };
    await insertPerson(knex, { id, name, email, ...rest });
    for (const [starts, ends] of leaveOf(chance, from, to)) {
      await knex('absences').insert({
        person: id,
        starts_at: millisecondsToInstant(starts),
        ends_at: millisecondsToInstant(ends),
        reason: 'leave',
        hand_over: 'keep',
      });
    }
  }
}

/** Two weeks somewhere, and single days until the leave of the year is used up. */
function leaveOf(chance: Chance, from: number, to: number): [number, number][] {
  const year = (to - from) / (365 * dayInMilliseconds);
  const day = () => from + Math.floor(chance.next() * ((to - from) / dayInMilliseconds)) * dayInMilliseconds;
  const long = day();
  const single = Array.from({ length: Math.round((leaveDays - 10) * year) }, (): [number, number] => {
    const starts = day();
    return [starts, starts + dayInMilliseconds];
  });
  return year >= 0.5 ? [[long, long + 14 * dayInMilliseconds], ...single] : single;
}
