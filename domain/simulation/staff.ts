import type { Instant, PersonId } from '../../contracts/ids';
import type { Language } from '../../contracts/vocabulary';
import { addBusinessTime, businessTimeBetween, isOpenAt, nextOpening, type Calendar } from '../calendar';
import { absenceAt, isPresent, type Directory, type Person } from '../directory';
import { instantToMilliseconds, millisecondsToInstant } from '../instant';
import type { Policy } from '../policy';
import { members } from '../routing';
import type { CaseHistory } from './case-history';

/** Somebody who would work in the simulated desk and does not in the real one. */
export interface AddedPerson {
  id: PersonId;
  teams: string[];
  skills: string[];
  languages: Language[];
  capacity: number;
  /** Id of a calendar of the policy; that of most of their team when left out. */
  calendar?: string;
}

/** Other people than there were. */
export interface StaffingChange {
  add?: AddedPerson[];
  remove?: PersonId[];
  /** Open cases at most, by person. */
  capacity?: Record<PersonId, number>;
}

/** Who works in a simulated desk, when, and on how many cases at once. */
export interface Staff {
  directory: Directory;
  /** Hours that somebody works; null for around the clock. */
  calendarOf: Record<PersonId, Calendar | null>;
  /** Cases that somebody has in work at once. */
  hands: Record<PersonId, number>;
}

/**
 * The people of a period: those of the directory, and who has left since but worked on these cases. Absences count when
 * they were; `absentUntil`, which has no beginning, says nothing about the past.
 */
export function staffOf(directory: Directory, cases: readonly CaseHistory[], policy: Policy): Staff {
  const work = workBy(cases);
  const calendars = Object.values(policy.calendars);
  const people = Object.values(directory.people).map((person): Person => {
    return { ...person, active: person.active || work.has(person.id), absentUntil: null };
  });
  const begun = (id: PersonId) => (work.get(id) ?? []).flatMap(({ from, takenUp }) => (takenUp ? [from] : []));
  return {
    directory: { people: Object.fromEntries(people.map((person) => [person.id, person])), delegations: [] },
    calendarOf: Object.fromEntries(people.map(({ id }) => [id, calendarFor(begun(id), calendars)])),
    hands: handsOf(people, work, 1),
  };
}

/** The same people, with as many hands as were seen in this share of the instants at which they took up a case. */
export const withHands = (staff: Staff, cases: readonly CaseHistory[], share: number): Staff => ({
  ...staff,
  hands: handsOf(Object.values(staff.directory.people), workBy(cases), share),
});

/** A case in somebody's hands. One that came back from a customer or approver was not taken up: they chose the instant. */
interface Work {
  from: number;
  to: number;
  takenUp: boolean;
}

/** When each person had cases in work. */
function workBy(cases: readonly CaseHistory[]): Map<PersonId, Work[]> {
  const work = new Map<PersonId, Work[]>();
  for (const { actual } of cases) {
    for (const [index, { kind, person, from, to }] of actual.segments.entries()) {
      if (kind !== 'work' || person === null) continue;
      const before = actual.segments[index - 1]?.kind;
      const each = { from, to, takenUp: before !== 'customer' && before !== 'approval' };
      const known = work.get(person);
      if (known) known.push(each);
      else work.set(person, [each]);
    }
  }
  return work;
}

const handsOf = (
  people: readonly Person[],
  work: ReadonlyMap<PersonId, Work[]>,
  share: number,
): Record<PersonId, number> => Object.fromEntries(people.map(({ id }) => [id, handsSeen(work.get(id) ?? [], share)]));

/** How many cases were in work at once, including the new one, when somebody took one up: a quantile over those instants. */
function handsSeen(work: readonly Work[], share: number): number {
  let running: number[] = [];
  const counts = [...work]
    .sort((left, right) => left.from - right.from)
    .flatMap(({ from, to, takenUp }) => {
      running = running.filter((end) => end > from);
      running.push(to);
      return takenUp ? [running.length] : [];
    });
  counts.sort((left, right) => left - right);
  return Math.max(1, counts[Math.max(0, Math.ceil(counts.length * share) - 1)] ?? 1);
}

/** At least so much of what somebody began must lie within a calendar for it to be theirs. */
const within = 0.8;

/**
 * The calendar that somebody was seen to work by: the one in which most of what they took up lies. Whoever was not seen
 * works by the first calendar; whoever keeps to none works around the clock.
 */
function calendarFor(acts: readonly number[], calendars: readonly Calendar[]): Calendar | null {
  if (acts.length === 0) return calendars[0] ?? null;
  const instants = acts.map(millisecondsToInstant);
  const ranked = calendars
    .map((calendar) => ({ calendar, open: instants.filter((at) => isOpenAt(calendar, at)).length }))
    .sort((left, right) => right.open - left.open);
  const [best] = ranked;
  return best && best.open >= within * acts.length ? best.calendar : null;
}

/** The staff after a change. Who is added works by the calendar that is named, or that most of their first team work by. */
export function changeStaff(
  staff: Staff,
  { add = [], remove = [], capacity = {} }: StaffingChange,
  policy: Policy,
): Staff {
  const people = Object.fromEntries(
    Object.entries(staff.directory.people)
      .filter(([id]) => !remove.includes(id))
      .map(([id, person]) => [
        id,
        Object.hasOwn(capacity, id) ? { ...person, capacity: capacity[id] as number } : person,
      ]),
  );
  const calendarOf = { ...staff.calendarOf };
  const hands = { ...staff.hands };
  for (const { id, calendar, ...person } of add) {
    const colleagues = members(staff.directory, person.teams[0] ?? '').map((member) => member.id);
    calendarOf[id] =
      calendar === undefined
        ? mostFrequent(
            colleagues.map((colleague) => calendarOf[colleague] ?? null),
            Object.values(policy.calendars)[0],
          )
        : (policy.calendars[calendar] ?? null);
    hands[id] = Math.max(
      1,
      mostFrequent(
        colleagues.map((colleague) => hands[colleague] ?? 1),
        1,
      ),
    );
    people[id] = {
      ...person,
      id,
      person: id,
      titles: [],
      roles: ['agent'],
      duties: [],
      limits: {},
      active: true,
      absentUntil: null,
    };
  }
  return { directory: { people, delegations: [] }, calendarOf, hands };
}

function mostFrequent<T>(values: readonly T[], otherwise: T | undefined): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [first] = [...counts].sort((left, right) => right[1] - left[1]);
  return first ? first[0] : (otherwise as T);
}

/** Milliseconds of somebody's working hours in between; where none of it lies in them, the time itself. */
export function touchBetween(calendar: Calendar | null, from: number, to: number): number {
  if (calendar === null) return to - from;
  const worked = businessTimeBetween(calendar, millisecondsToInstant(from), millisecondsToInstant(to));
  return worked > 0 ? worked : to - from;
}

/** When so much work, begun at this instant, is done. */
export function afterTouch(calendar: Calendar | null, from: number, touch: number): number {
  if (calendar === null) return from + touch;
  return instantToMilliseconds(addBusinessTime(calendar, millisecondsToInstant(from), touch));
}

/** The first instant, not before `at`, at which somebody is there and at work; null when that is never. */
export function nextAtWork(person: Person, calendar: Calendar | null, at: number): number | null {
  let instant: Instant = millisecondsToInstant(at);
  for (;;) {
    if (calendar !== null) instant = nextOpening(calendar, instant);
    if (isPresent(person, instant)) return instantToMilliseconds(instant);
    const absence = absenceAt(person, instant);
    if (absence === null) return null;
    instant = absence.until;
  }
}
