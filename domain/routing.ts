import type { Explanation } from '../contracts/inquiry';
import type { Instant, PersonId } from '../contracts/ids';
import type { Category, Language, Urgency } from '../contracts/vocabulary';
import { isPresent, type Directory, type Person } from './directory';
import type { Policy } from './policy';
import { exclusionFromOwning, type Involvement } from './segregation';

export interface Workload {
  /** Open cases by owner. */
  open: Record<PersonId, number>;
  /** When a case was last given to them, for turns among equals. */
  lastAssigned: Record<PersonId, Instant>;
}

export interface RoutingQuestion {
  category: Category;
  urgency: Urgency;
  language: Language;
  legalEntity: string;
  /** Of the customer; null while nobody knows who asks. */
  segment: string | null;
  needsReview: boolean;
  involvements: readonly Involvement[];
}

export interface Route {
  team: string;
  person: PersonId | null;
  explanation: Explanation;
  /** A person has to give it out: nobody fits, or it is not clear what it is about. */
  manual: boolean;
}

/**
 * Chooses the team by category and in it the person: skill, presence, capacity and segregation exclude; then language,
 * least loaded for their capacity, longest without a new case, and id decide. The answer says why not the others.
 */
export function route(
  question: RoutingQuestion,
  policy: Policy,
  directory: Directory,
  workload: Workload,
  now: Instant,
): Route {
  if (question.needsReview) {
    return {
      team: 'triage',
      person: null,
      manual: true,
      explanation: { chosen: null, because: ['classification below the confidence threshold'], others: {} },
    };
  }
  const { team, skill, because } = destinationOf(question, policy);
  const others: Record<PersonId, string> = {};
  const candidates = members(directory, team).filter((person) => {
    const obstacle = obstacleFor(person, skill, question, directory, workload, now);
    if (obstacle) others[person.id] = obstacle;
    return !obstacle;
  });
  const load = (person: Person) => (workload.open[person.id] ?? 0) / person.capacity;
  const speaks = (person: Person) => (person.languages.includes(question.language) ? 0 : 1);
  const ranked = [...candidates].sort(
    (left, right) =>
      speaks(left) - speaks(right) ||
      load(left) - load(right) ||
      compareText(workload.lastAssigned[left.id] ?? '', workload.lastAssigned[right.id] ?? '') ||
      compareText(left.id, right.id),
  );
  const chosen = ranked[0] ?? null;
  for (const person of ranked.slice(1)) {
    others[person.id] = chosen && speaks(person) > speaks(chosen) ? 'language' : 'more loaded or later in turn';
  }
  return {
    team,
    person: chosen?.id ?? null,
    manual: chosen === null,
    explanation: {
      chosen: chosen?.id ?? null,
      because: [
        ...because,
        ...(skill ? [`skill ${skill}`] : []),
        ...(chosen
          ? [
              speaks(chosen) === 0 ? `language ${question.language}` : `nobody who fits speaks ${question.language}`,
              'least loaded for capacity',
            ]
          : ['nobody fits']),
      ],
      others,
    },
  };
}

/** The team and skill for a question: the first exception of its category that fits, else what the category says. */
export function destinationOf(
  question: Pick<RoutingQuestion, 'category' | 'urgency' | 'language' | 'legalEntity' | 'segment'>,
  policy: Policy,
): { team: string; skill: string | null; because: string[] } {
  const { category } = question;
  const { team, skill, exceptions = [] } = policy.routing[category];
  const exception = exceptions.find(({ when }) =>
    (Object.keys(when) as (keyof typeof when)[]).every((name) => when[name] === question[name]),
  );
  if (!exception) return { team, skill, because: [`category ${category} goes to team ${team}`] };
  const chosen = exception.team ?? team;
  const conditions = Object.entries(exception.when).map(([name, value]) => `${name} ${value}`);
  return {
    team: chosen,
    skill: exception.skill === undefined ? skill : exception.skill,
    because: [`category ${category} with ${conditions.join(' and ')} goes to team ${chosen}`],
  };
}

/** Whether somebody works the cases of a team, rather than deciding or reading them. */
export const isWorkerOf = ({ active, teams, roles }: Person, team: string): boolean =>
  active && teams.includes(team) && roles.some((role) => role === 'agent' || role === 'team_lead');

/** Workers of a team, each human being once. */
export const members = (directory: Directory, team: string): Person[] =>
  Object.values(directory.people).filter((person) => person.id === person.person && isWorkerOf(person, team));

function obstacleFor(
  person: Person,
  skill: string | null,
  question: RoutingQuestion,
  directory: Directory,
  workload: Workload,
  now: Instant,
): string | null {
  if (!isPresent(person, now)) return 'absent';
  if (skill && !person.skills.includes(skill)) return `lacks skill ${skill}`;
  if ((workload.open[person.id] ?? 0) >= person.capacity) return 'at capacity';
  return exclusionFromOwning(directory, question.involvements, person.id);
}

const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
