import type { Instant, PersonId } from '../../contracts/ids';
import { humanBehind, isPresent, type Directory } from '../directory';
import { own } from '../own';
import type { EscalationLevel, Policy } from '../policy';
import type { InquiryState } from './state';

type Rank = EscalationLevel['notify'][number];

/** Upwards: who answers for a case when the one before is not there. */
const ranks: readonly Rank[] = ['owner', 'lead', 'manager', 'director'];

interface Desk {
  policy: Policy;
  directory: Directory;
  now: Instant;
}

/**
 * Whom an alert names: the holder of each rank, and for one who is absent, has left or was never named also whoever they
 * have handed over to, by their absence or a delegation, else the next rank up that somebody holds who is there. Who is absent is named all the
 * same, and finds it when back; who has left is not. Each human being once.
 */
export function peopleOn(named: readonly Rank[], state: InquiryState, desk: Desk): PersonId[] {
  const { directory } = desk;
  const people = ranks.filter((rank) => named.includes(rank)).flatMap((rank) => holderAndStandIn(rank, state, desk));
  const told = new Set<PersonId>();
  return people.filter((id) => {
    const human = humanBehind(directory, id);
    if (told.has(human) || !isActive(directory, id)) return false;
    told.add(human);
    return true;
  });
}

/** Everyone who looks after what regulators demand. */
export function compliancePeople({ people }: Directory): PersonId[] {
  return Object.values(people)
    .filter(({ id, person, active, roles }) => active && id === person && roles.includes('compliance'))
    .map(({ id }) => id)
    .sort();
}

function holderAndStandIn(rank: Rank, state: InquiryState, desk: Desk): PersonId[] {
  const holder = holderOf(rank, state, desk.policy);
  if (holder !== null && isThere(desk, holder)) return [holder];
  const standIns = holder === null ? [] : handedOverTo(holder, desk);
  const others = standIns.length > 0 ? standIns : nextUp(rank, state, desk);
  return holder === null ? others : [holder, ...others];
}

function nextUp(rank: Rank, state: InquiryState, desk: Desk): PersonId[] {
  for (const above of ranks.slice(ranks.indexOf(rank) + 1)) {
    const holder = holderOf(above, state, desk.policy);
    if (holder !== null && isThere(desk, holder)) return [holder];
  }
  return [];
}

function handedOverTo(holder: PersonId, desk: Desk): PersonId[] {
  const { directory, now } = desk;
  const absences = own(directory.people, holder)?.absences ?? [];
  const named = absences
    .filter(({ from, until }) => from <= now && now < until)
    .map(({ handOver }) => handOver)
    .filter((handOver) => handOver !== 'keep' && handOver !== 'reroute');
  const delegates = directory.delegations
    .filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt)
    .filter(({ delegator }) => humanBehind(directory, delegator) === humanBehind(directory, holder))
    .map(({ delegate }) => delegate);
  return [...named, ...delegates].filter((person) => isThere(desk, person));
}

function isThere({ directory, now }: Desk, id: PersonId): boolean {
  const person = own(directory.people, id);
  return person !== undefined && isPresent(person, now);
}

const isActive = ({ people }: Directory, id: PersonId): boolean => own(people, id)?.active === true;

function holderOf(rank: Rank, state: InquiryState, policy: Policy): PersonId | null {
  if (rank === 'owner') return state.assignee;
  return (state.team === null ? undefined : own(policy.teams, state.team)?.[rank]) ?? null;
}
