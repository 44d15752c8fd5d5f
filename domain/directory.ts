import type { Instant, PersonId } from '../contracts/ids';
import type { Language, Role } from '../contracts/vocabulary';

/** People as they are now; never pinned to a case (invariant I8). */
export interface Person {
  id: PersonId;
  /** The human being: the same for every alias and merged record. */
  person: PersonId;
  titles: string[];
  roles: Role[];
  duties: string[];
  teams: string[];
  skills: string[];
  languages: Language[];
  /** Approval limit in minor units by `kind:currency`, or by `kind` in the policy's currency. */
  limits: Record<string, number>;
  capacity: number;
  active: boolean;
  absentUntil: Instant | null;
}

export interface Delegation {
  delegator: PersonId;
  delegate: PersonId;
  startsAt: Instant;
  endsAt: Instant;
}

export interface Directory {
  people: Record<PersonId, Person>;
  delegations: Delegation[];
}

/** The human being behind a person record; unknown ids stand for themselves, so that they can never match nobody. */
export const humanBehind = (directory: Directory, id: PersonId): PersonId => directory.people[id]?.person ?? id;

/** Everyone who has handed their decisions to this human being at this instant. */
export const representedBy = (directory: Directory, id: PersonId, at: Instant): PersonId[] =>
  directory.delegations
    .filter((delegation) => delegation.startsAt <= at && at < delegation.endsAt)
    .filter((delegation) => humanBehind(directory, delegation.delegate) === humanBehind(directory, id))
    .map((delegation) => humanBehind(directory, delegation.delegator));

export const isPresent = (person: Person, at: Instant): boolean =>
  person.active && (person.absentUntil === null || person.absentUntil <= at);
