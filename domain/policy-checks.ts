import type { Instant } from '../contracts/ids';
import type { PolicyContent, PolicyMistake } from '../contracts/policy';
import { proposalKinds, type ProposalKind } from '../contracts/vocabulary';
import { CalendarError, checkCalendar, nextOpening } from './calendar';
import { isPresent, type Directory, type Person } from './directory';
import { may } from './duties';
import { checkHolidayPlace } from './holidays';
import { addElapsed, dayInMilliseconds } from './instant';
import { findConflicts } from './segregation';

/** What is wrong with a policy in the company that it is for. An error stops its publication; a warning is to be known. */
export interface PolicyFinding extends PolicyMistake {
  level: 'error' | 'warning';
  /** Stable name of the rule that found it. */
  rule:
    | 'calendar'
    | 'holidays'
    | 'holidays_end_soon'
    | 'legal_entity_calendar'
    | 'currency_rate'
    | 'team_members'
    | 'team_presence'
    | 'team_people'
    | 'skill'
    | 'ladder'
    | 'stage'
    | 'band_limit'
    | 'conflict';
}

/** The company that a policy is held against. */
export interface PolicySurroundings {
  directory: Directory;
  legalEntities: { id: string; currency: string }[];
  /** Content of the version in force; null while there is none. */
  before: PolicyContent | null;
  at: Instant;
}

type Path = PolicyMistake['path'];
type Rule = PolicyFinding['rule'];

const error = (rule: Rule, path: Path, message: string): PolicyFinding => ({ level: 'error', rule, path, message });
const warning = (rule: Rule, path: Path, message: string): PolicyFinding => ({ level: 'warning', rule, path, message });

/** Days before the end of what is known of holidays at which that is said. */
const noticeOfEnd = 365;

/**
 * Everything that a policy names must be there: people, members of teams, holders of stages with limits that reach, calendars
 * of all legal entities. Reads what is true of the company at that instant; the shape of the policy has been checked before.
 */
export function checkPolicyInPlace(policy: PolicyContent, surroundings: PolicySurroundings): PolicyFinding[] {
  return [
    ...checkCalendars(policy, surroundings.at),
    ...checkLegalEntities(policy, surroundings),
    ...checkTeams(policy, surroundings),
    ...checkRouting(policy, surroundings),
    ...proposalKinds.flatMap((kind) => checkApprovals(policy, kind, surroundings)),
    ...checkConflicts(policy, surroundings),
  ].sort((left, right) => (left.level === right.level ? 0 : left.level === 'error' ? -1 : 1));
}

/** Zones, shifts, places of holidays and hours that never come: what needs the engine and its data rather than the schema. */
export function checkCalendars(policy: PolicyContent, at: Instant): PolicyFinding[] {
  return Object.entries(policy.calendars).flatMap(([id, calendar]): PolicyFinding[] => {
    const path = ['calendars', id];
    const { holidays } = calendar;
    const place = holidays && checkHolidayPlace(holidays);
    if (place) return [error('holidays', [...path, 'holidays', place.field], place.message)];
    const broken = checkCalendar(calendar);
    if (broken) return [error('calendar', path, broken.message)];
    const used = Object.values(policy.calendarOf).includes(id);
    if (used && neverOpens(() => nextOpening(calendar, at))) {
      return [error('calendar', path, 'the calendar has no working time in the years to come')];
    }
    const end = holidays?.resolved && `${holidays.resolved.to + 1}-01-01T00:00:00.000Z`;
    const soon = end !== undefined && end < addElapsed(at, noticeOfEnd * dayInMilliseconds);
    return soon ? [warning('holidays_end_soon', [...path, 'holidays'], holidaysEndSoon(id, end))] : [];
  });
}

const holidaysEndSoon = (id: string, end: string): string =>
  `calendar ${id} knows its holidays until ${end.slice(0, 10)}: write a new version, which works out ten more years`;

function neverOpens(look: () => void): boolean {
  try {
    look();
    return false;
  } catch (thrown) {
    if (thrown instanceof CalendarError) return true;
    throw thrown;
  }
}

function checkLegalEntities(policy: PolicyContent, { legalEntities }: PolicySurroundings): PolicyFinding[] {
  const unknown = Object.keys(policy.calendarOf).filter((entity) => !legalEntities.some(({ id }) => id === entity));
  return [
    ...legalEntities
      .filter(({ id }) => !Object.hasOwn(policy.calendarOf, id))
      .map(({ id }) => error('legal_entity_calendar', ['calendarOf'], `legal entity ${id} has no calendar`)),
    ...unknown.map((id) => warning('legal_entity_calendar', ['calendarOf', id], `there is no legal entity ${id} yet`)),
    ...legalEntities
      .filter(({ currency }) => currency !== policy.rates.currency && !Object.hasOwn(policy.rates.perUnit, currency))
      .map(({ id, currency }) =>
        warning('currency_rate', ['rates', 'perUnit'], `there is no rate for ${currency}, the currency of ${id}`),
      ),
  ];
}

function checkTeams(policy: PolicyContent, { directory, at }: PolicySurroundings): PolicyFinding[] {
  return Object.entries(policy.teams).flatMap(([id, team]): PolicyFinding[] => {
    const path = ['teams', id];
    const members = membersOf(directory, id);
    const ladder = policy.escalation.levels.flatMap(({ level, notify }, index) =>
      notify.some((who) => who === 'owner' || team[who] !== null)
        ? []
        : [warning('ladder', ['escalation', 'levels', index], `level ${level} reaches nobody in person of team ${id}`)],
    );
    return [
      ...(members.length === 0
        ? [error('team_members', path, `team ${id} has no active member who works cases`)]
        : members.some((person) => isPresent(person, at))
          ? []
          : [warning('team_presence', path, `nobody of team ${id} is present`)]),
      ...(['lead', 'manager', 'director'] as const).flatMap((part) => {
        const person = team[part];
        if (person === null) return [];
        const known = Object.hasOwn(directory.people, person) ? directory.people[person] : undefined;
        if (known?.active) return [];
        const what = known ? 'is not active' : 'is nobody who works here';
        return [error('team_people', [...path, part], `${part} ${person} of team ${id} ${what}`)];
      }),
      ...ladder,
    ];
  });
}

const membersOf = (directory: Directory, team: string): Person[] =>
  Object.values(directory.people).filter(
    ({ active, teams, roles }) => active && teams.includes(team) && may(roles, 'claim'),
  );

/** People come and go: without the skill a case waits in the manual queue, which is no reason to refuse a policy. */
function checkRouting(policy: PolicyContent, { directory }: PolicySurroundings): PolicyFinding[] {
  return Object.entries(policy.routing).flatMap(([category, { team, skill, exceptions = [] }]) => {
    const routes: [Path, string, string | null][] = [
      [['routing', category, 'skill'], team, skill],
      ...exceptions.map((exception, index): [Path, string, string | null] => [
        ['routing', category, 'exceptions', index],
        exception.team ?? team,
        exception.skill === undefined ? skill : exception.skill,
      ]),
    ];
    return routes.flatMap(([path, to, needed]) => {
      if (needed === null || membersOf(directory, to).some(({ skills }) => skills.includes(needed))) return [];
      return [warning('skill', path, `nobody in team ${to} has the skill ${needed}: ${category} waits for a person`)];
    });
  });
}

/** Whether what falls into each band can be approved at all: by titles, duties, numbers and limits of the people there are. */
function checkApprovals(policy: PolicyContent, kind: ProposalKind, { directory }: PolicySurroundings): PolicyFinding[] {
  const approval = policy.approvals[kind];
  if (!approval) return [];
  const deciders = Object.values(directory.people).filter(
    ({ active, roles, duties }) => active && may(roles, 'decide') && duties.includes(approval.approveDuty),
  );
  return approval.bands.flatMap(({ upTo, stages }, index): PolicyFinding[] => {
    const path = ['approvals', kind, 'bands', index];
    const holders = stages.map(({ title }) => deciders.filter(({ titles }) => titles.includes(title)));
    const found = stages.flatMap(({ name, title, quorum }, stage): PolicyFinding[] => {
      const humans = new Set(holders[stage]?.map(({ person }) => person)).size;
      const place = [...path, 'stages', stage];
      if (humans === 0) {
        const why = `no active person with title ${title} holds ${approval.approveDuty} and may decide`;
        return [error('stage', [...place, 'title'], `stage ${name} cannot be reached: ${why}`)];
      }
      if (humans < quorum) {
        return [
          error('stage', [...place, 'quorum'], `stage ${name} asks for ${quorum}, and only ${humans} can decide`),
        ];
      }
      return [];
    });
    if (found.length > 0) return found;
    if (!canBeShared(stages, holders)) {
      return [error('stage', path, 'one person decides at most one stage, and there are too few for these together')];
    }
    const last = approval.order === 'parallel' ? holders.flat() : (holders.at(-1) ?? []);
    const highest = Math.max(0, ...last.map((person) => limitOf(person, kind, policy.rates.currency)));
    const above = approval.bands[index - 1]?.upTo ?? 0;
    if (highest <= above || (upTo !== null && highest < upTo)) {
      const needed = upTo === null ? `more than ${above}` : String(upTo);
      const message = `nobody of the last stage may release it: the highest limit is ${highest}, the band asks for ${needed}`;
      return [error('band_limit', path, message)];
    }
    return [];
  });
}

/** Minor units of the policy's currency; a limit in another currency is not held against the band. */
function limitOf({ limits }: Person, kind: ProposalKind, currency: string): number {
  const stated = limits[kind] ?? limits[`${kind}:${currency}`];
  if (stated !== undefined) return stated;
  return Object.keys(limits).some((name) => name.startsWith(`${kind}:`)) ? Number.POSITIVE_INFINITY : 0;
}

/** Whether every stage can have its quorum with each human being deciding once (a matching, found by augmenting paths). */
function canBeShared(stages: readonly { quorum: number }[], holders: readonly Person[][]): boolean {
  const seats = stages.flatMap(({ quorum }, stage) => Array.from({ length: quorum }, () => stage));
  const taken = new Map<string, number>();
  const seat = (index: number, tried: Set<string>): boolean =>
    (holders[seats[index] ?? 0] ?? []).some(({ person }) => {
      if (tried.has(person)) return false;
      tried.add(person);
      const other = taken.get(person);
      if (other !== undefined && !seat(other, tried)) return false;
      taken.set(person, index);
      return true;
    });
  return seats.every((_stage, index) => seat(index, new Set()));
}

/** Who would hold both duties of a pair: because the pair is new, an error; who holds them under the old pairs, a warning. */
function checkConflicts(policy: PolicyContent, { directory, before, at }: PolicySurroundings): PolicyFinding[] {
  const held = new Set(
    findConflicts(directory, before?.conflicts ?? [], at).map(({ person, pair }) => `${person}/${pair.join('/')}`),
  );
  return findConflicts(directory, policy.conflicts, at)
    .filter(({ kind }) => kind === 'duties')
    .map(({ person, pair, records }) => {
      const index = policy.conflicts.findIndex((each) => each[0] === pair[0] && each[1] === pair[1]);
      const message = `${person} would hold both ${pair.join(' and ')} (${records.join(', ')})`;
      const known = held.has(`${person}/${pair.join('/')}`);
      return (known ? warning : error)('conflict', ['conflicts', index], message);
    });
}
