import type { Instant, PersonId } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import { humanBehind, representedBy, type Directory } from './directory';
import type { InvolvementDuty } from './inquiry/state';

/** Who took part in what would be decided, and how. */
export interface Involvement {
  person: PersonId;
  duty: InvolvementDuty;
}

/**
 * Dynamic segregation of duties (invariant I3). A decision by P is refused when P, or the person P decides for, or anyone
 * who has delegated to either at this instant, requested, prepared or edited, by themselves or by somebody acting for
 * them: nobody can lend out a decision that they may not take. Aliases and merged records count as one human being.
 *
 * @returns the rule that excludes, in words for the refusal, or null
 */
export function exclusionFromDeciding(
  directory: Directory,
  involvements: readonly Involvement[],
  actor: Extract<Actor, { kind: 'person' }>,
  at: Instant,
): string | null {
  const involved = new Map(involvements.map(({ person, duty }) => [humanBehind(directory, person), duty]));
  const own = involved.get(humanBehind(directory, actor.id));
  if (own) return `segregation: ${own}`;
  if (actor.onBehalfOf) {
    const represented = involved.get(humanBehind(directory, actor.onBehalfOf));
    if (represented) return `segregation: delegator is ${represented}`;
  }
  for (const decider of actor.onBehalfOf ? [actor.id, actor.onBehalfOf] : [actor.id]) {
    for (const delegator of representedBy(directory, decider, at)) {
      const duty = involved.get(delegator);
      if (duty) return `segregation: holds a delegation of the ${duty}`;
    }
  }
  return null;
}

/** A case is never owned by someone who requested it. */
export function exclusionFromOwning(
  directory: Directory,
  involvements: readonly Involvement[],
  person: PersonId,
): string | null {
  const human = humanBehind(directory, person);
  const requested = involvements.some(
    (involvement) => involvement.duty === 'requester' && humanBehind(directory, involvement.person) === human,
  );
  return requested ? 'segregation: requester' : null;
}

/** Static segregation: the first conflicting pair that somebody would hold with these duties, or null. */
export function conflictingDuties(
  duties: readonly string[],
  conflicts: readonly (readonly [string, string])[],
): readonly [string, string] | null {
  return conflicts.find(([left, right]) => duties.includes(left) && duties.includes(right)) ?? null;
}
