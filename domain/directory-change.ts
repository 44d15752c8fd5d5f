import type { Instant, PersonId } from '../contracts/ids';
import { humanBehind, isInForce, type Delegation, type Directory, type Person } from './directory';
import { refuse } from './refusal';
import { findConflicts, type Conflict } from './segregation';

/** The directory with a person record added, or in the place of the one with its id. */
export const withPerson = (directory: Directory, person: Person): Directory => ({
  ...directory,
  people: { ...directory.people, [person.id]: person },
});

/** The directory in which these records belong to another human being. */
export const withRecordsOf = (directory: Directory, records: readonly PersonId[], person: PersonId): Directory => ({
  ...directory,
  people: Object.fromEntries(
    Object.entries(directory.people).map(([id, record]) => [id, records.includes(id) ? { ...record, person } : record]),
  ),
});

export const withDelegation = (directory: Directory, delegation: Delegation): Directory => ({
  ...directory,
  delegations: [...directory.delegations, delegation],
});

/** Every record of the human being behind this one. */
export const recordsOf = (directory: Directory, id: PersonId): PersonId[] =>
  Object.values(directory.people)
    .filter(({ person }) => person === humanBehind(directory, id))
    .map((record) => record.id);

/**
 * Static segregation of duties for every change of the directory, whoever makes it: nobody comes to hold both of a
 * conflicting pair, by themselves, by another record of theirs, or by a delegation; and no delegation leads back to who
 * gave it. What was wrong before, because a newer policy says so, does not stand in the way of other changes.
 * Refuses `duties_conflict` with both names, `delegation_circular`.
 */
export function requireSound(
  before: Directory,
  after: Directory,
  conflicts: readonly (readonly [string, string])[],
  at: Instant,
): void {
  const known = new Set(findConflicts(before, conflicts, at).map(keyOf));
  const [conflict] = findConflicts(after, conflicts, at).filter((found) => !known.has(keyOf(found)));
  if (conflict) {
    const { person, pair, kind, records } = conflict;
    refuse('duties_conflict', `static segregation: ${pair[0]} and ${pair[1]}`, { person, [kind]: [...pair], records });
  }
  const circles = new Set(delegationsInCircles(before, at));
  const circular = delegationsInCircles(after, at).find((delegation) => !circles.has(delegation));
  if (circular) {
    const { delegator, delegate } = circular;
    refuse('delegation_circular', 'delegation: authority does not come back to who gave it', { delegator, delegate });
  }
}

const keyOf = ({ person, kind, pair }: Conflict): string => JSON.stringify([person, kind, ...pair]);

/**
 * Delegations that are not over and by which, at the instant they begin (or now), a decision could come back to who gave it
 * away, over any number of others. That instant is enough: of those that make a circle one begins last. By human being: a
 * delegation to another record of one's own is such a circle as well.
 */
export function delegationsInCircles(directory: Directory, at: Instant): Delegation[] {
  return directory.delegations
    .filter(({ endsAt }) => at < endsAt)
    .filter((delegation) => leadsBack(directory, delegation, delegation.startsAt < at ? at : delegation.startsAt));
}

function leadsBack(directory: Directory, { delegator, delegate }: Delegation, at: Instant): boolean {
  const goal = humanBehind(directory, delegator);
  const inForce = directory.delegations.filter((delegation) => isInForce(delegation, at));
  const reached = new Set([humanBehind(directory, delegate)]);
  // A set is walked in the order of insertion, and what is added meanwhile is walked as well.
  for (const human of reached) {
    for (const next of inForce) {
      if (humanBehind(directory, next.delegator) === human) reached.add(humanBehind(directory, next.delegate));
    }
  }
  return reached.has(goal);
}
