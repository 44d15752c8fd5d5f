import type { Instant, PersonId } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import { humanBehind, representedBy, type Delegation, type Directory } from './directory';
import { conflictingRoles, dutiesHeld } from './duties';
import type { InvolvementDuty } from './inquiry/state';

/** Who took part in what would be decided, and how. */
export interface Involvement {
  person: PersonId;
  duty: InvolvementDuty;
}

/**
 * Dynamic segregation of duties (invariant I3). A decision by P is refused when P, or the person P decides for, or anyone
 * who has delegated to either at this instant, requested, prepared or edited, by themselves or by somebody acting for
 * them: nobody can lend out a decision that they may not take. Aliases and merged records count as one human being. The
 * scope of a delegation is not looked at: whoever may decide anything for somebody stands in their shoes. A session in
 * somebody else's name (impersonation) decides nothing at all.
 *
 * @returns the rule that excludes, in words for the refusal, or null
 */
export function exclusionFromDeciding(
  directory: Directory,
  involvements: readonly Involvement[],
  actor: Extract<Actor, { kind: 'person' }>,
  at: Instant,
): string | null {
  if (actor.impersonatedBy !== undefined) return 'segregation: impersonated session';
  const involved = new Map(involvements.map(({ person, duty }) => [humanBehind(directory, person), duty]));
  const own = involved.get(humanBehind(directory, actor.id));
  if (own) return `segregation: ${own}`;
  // Stryker disable next-line ConditionalExpression: who stands for nobody is looked up as nobody, and nobody took part.
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

/** Two things that one human being may not hold together, and does. */
export interface Conflict {
  /** The human being. */
  person: PersonId;
  kind: 'duties' | 'roles';
  pair: readonly [string, string];
  /** Every record that brings one of the two: their own, or of somebody who delegates to them. */
  records: PersonId[];
}

interface Holding {
  name: string;
  record: PersonId;
  /** Null for what is held without end. */
  lent: Pick<Delegation, 'startsAt' | 'endsAt'> | null;
}

/**
 * Who holds both of a conflicting pair of duties, or of roles (`conflictingRoles`): over all records of the human being,
 * and through delegations that are not over at the instant, whatever their scope, as far as both are held at one time. A
 * record that is not active counts as well, for it can be made active again.
 *
 * @param at without it, what is lent by delegations is left out
 */
export function findConflicts(
  directory: Directory,
  conflicts: readonly (readonly [string, string])[],
  at?: Instant,
): Conflict[] {
  const humans = groupBy(Object.values(directory.people), ({ person }) => person);
  // Stryker disable next-line ConditionalExpression,ArrayDeclaration: nothing ends after no instant, and what is no delegation lends nothing.
  const lent = at === undefined ? [] : directory.delegations.filter(({ endsAt }) => at < endsAt);
  const received = groupBy(lent, ({ delegate }) => humanBehind(directory, delegate));
  return [...humans].flatMap(([person, records]) => {
    const roles = records.flatMap(({ id, roles: names }) => names.map((name) => holding(name, id)));
    const own = records.flatMap((record) => dutiesHeld(record).map((name) => holding(name, record.id)));
    // Stryker disable next-line ArrayDeclaration: what is no delegation lends nothing.
    const borrowed = (received.get(person) ?? []).flatMap((delegation) =>
      (humans.get(humanBehind(directory, delegation.delegator)) ?? []).flatMap((lender) =>
        dutiesHeld(lender).map((name) => ({ ...holding(name, lender.id), lent: delegation })),
      ),
    );
    return [
      ...heldTogether(person, 'duties', [...own, ...borrowed], conflicts),
      ...heldTogether(person, 'roles', roles, conflictingRoles),
    ];
  });
}

const holding = (name: string, record: PersonId): Holding => ({ name, record, lent: null });

function heldTogether(
  person: PersonId,
  kind: Conflict['kind'],
  holdings: readonly Holding[],
  pairs: readonly (readonly [string, string])[],
): Conflict[] {
  return pairs.flatMap((pair) => {
    const [left, right] = pair.map((name) => holdings.filter((one) => one.name === name)) as [Holding[], Holding[]];
    const together = left.flatMap((one) =>
      right.filter((other) => overlap(one, other)).flatMap((other) => [one, other]),
    );
    const records = [...new Set(together.map(({ record }) => record))].sort();
    return records.length === 0 ? [] : [{ person, kind, pair, records }];
  });
}

const overlap = ({ lent: one }: Holding, { lent: other }: Holding): boolean =>
  one === null || other === null || (one.startsAt < other.endsAt && other.startsAt < one.endsAt);

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
