import type { Instant, PersonId } from '../contracts/ids';
import type { Language, ProposalKind, Role } from '../contracts/vocabulary';

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
  /** Those of the human being, past ones as well, whatever record they were recorded for. */
  absences?: Absence[];
}

export interface Absence {
  id: string;
  from: Instant;
  /** Present again at this instant. */
  until: Instant;
  /** What becomes of open cases: they stay, are routed again, or go to the person with this id. */
  handOver: HandOver;
}

/** `keep`, `reroute`, or the id of the person who takes over; nobody is called `keep` or `reroute`. */
export type HandOver = PersonId;

export interface Delegation {
  id?: string;
  delegator: PersonId;
  delegate: PersonId;
  startsAt: Instant;
  /** Exclusive; when it was revoked, the instant of that. */
  endsAt: Instant;
  /** Everything that the delegator may decide, when left out. */
  scope?: DelegationScope;
}

export interface DelegationScope {
  /** Null for all. */
  kinds: ProposalKind[] | null;
  /** Minor units of the policy's currency, at most; null for the delegator's own limit. */
  maximum: number | null;
}

export interface Directory {
  people: Record<PersonId, Person>;
  delegations: Delegation[];
}

/** The human being behind a person record; unknown ids stand for themselves, so that they can never match nobody. */
export const humanBehind = (directory: Directory, id: PersonId): PersonId => directory.people[id]?.person ?? id;

/** Everyone who has handed their decisions to this human being at this instant, whatever the scope. */
export const representedBy = (directory: Directory, id: PersonId, at: Instant): PersonId[] =>
  directory.delegations
    .filter((delegation) => isInForce(delegation, at))
    .filter((delegation) => humanBehind(directory, delegation.delegate) === humanBehind(directory, id))
    .map((delegation) => humanBehind(directory, delegation.delegator));

export const isInForce = ({ startsAt, endsAt }: Pick<Delegation, 'startsAt' | 'endsAt'>, at: Instant): boolean =>
  startsAt <= at && at < endsAt;

export const isPresent = (person: Person, at: Instant): boolean =>
  person.active && (person.absentUntil === null || person.absentUntil <= at) && absenceAt(person, at) === null;

/** The absence that runs at this instant; the one that ends last, where several do. */
export const absenceAt = ({ absences = [] }: Pick<Person, 'absences'>, at: Instant): Absence | null =>
  absences
    .filter(({ from, until }) => from <= at && at < until)
    .reduce<Absence | null>((latest, one) => (latest === null || latest.until < one.until ? one : latest), null);
