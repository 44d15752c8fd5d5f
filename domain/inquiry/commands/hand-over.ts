import type { PersonId } from '../../../contracts/ids';
import type { InquiryCommandData } from '../../../contracts/inquiry';
import { absenceAt, isPresent } from '../../directory';
import { isWorkerOf } from '../../routing';
import { exclusionFromOwning } from '../../segregation';
import type { Draft } from '../draft';
import { alertTeam } from '../outgoing';
import { routeCase } from './assignment';

/**
 * The owner is away and does not want the case to wait: it goes to whom they named, or, when that person cannot take it or
 * nobody was named, it is routed anew. Told once for each absence; whoever gives the case back to them meanwhile means it.
 */
export function handOver(draft: Draft, { absence: id }: InquiryCommandData['handOver']): void {
  const { assignee, team, phase } = draft.state;
  const { directory, now } = draft.context;
  const owner = assignee === null ? undefined : directory.people[assignee];
  const absence = owner && absenceAt(owner, now);
  if (!owner || team === null || phase === 'resolved' || phase === 'closed') return;
  if (absence?.id !== id || absence.handOver === 'keep') return;
  if (absence.handOver !== 'reroute' && mayTakeOver(draft, absence.handOver, team)) {
    draft.record({ type: 'assigned', team, person: absence.handOver, handedOver: { from: owner.id, absence: id } });
    return;
  }
  const route = routeCase(draft);
  if (route.manual) alertTeam(draft, route.team);
}

function mayTakeOver(draft: Draft, person: PersonId, team: string): boolean {
  const { directory, now } = draft.context;
  const chosen = directory.people[person];
  if (!chosen || !isPresent(chosen, now) || !isWorkerOf(chosen, team)) return false;
  return exclusionFromOwning(directory, draft.state.involvements, person) === null;
}
