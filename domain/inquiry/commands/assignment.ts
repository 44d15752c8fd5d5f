import type { InquiryCommandData } from '../../../contracts/inquiry';
import { refuse } from '../../refusal';
import { isWorkerOf, route, type Route } from '../../routing';
import { exclusionFromOwning } from '../../segregation';
import type { Draft } from '../draft';
import { requireFact } from './require-fact';

/** Gives the case to a team, and to one of its members if one is named. Only its owner or a lead gives a case away. */
export function assign(draft: Draft, { team, person, reason }: InquiryCommandData['assign']): void {
  const { policy, directory } = draft.context;
  if (!Object.hasOwn(policy.teams, team)) refuse('team_unknown', 'policy', { team });
  const acting = directory.people[draft.person().id];
  if (!acting?.roles.includes('team_lead')) draft.ownerOrLead();
  if (draft.state.team === team && draft.state.assignee === person) refuse('unchanged');
  if (person !== null) {
    const chosen = directory.people[person];
    if (!chosen?.active) return refuse('person_unknown', 'directory', { person });
    if (!isWorkerOf(chosen, team)) refuse('not_a_member', 'policy', { team, person });
    requireMayOwn(draft, person);
  }
  draft.record({ type: 'assigned', team, person, ...(reason && { reason }) });
}

/** A member of the team takes the case. */
export function claim(draft: Draft): void {
  const { id } = draft.person();
  const { team, assignee } = draft.state;
  const claiming = draft.context.directory.people[id];
  if (assignee === id) refuse('unchanged');
  if (!team || !claiming?.teams.includes(team)) return refuse('not_a_member', 'ownership', { team: team ?? 'none' });
  requireMayOwn(draft, id);
  draft.record({ type: 'assigned', team, person: id });
}

/** Finds team and person by the policy and records the choice with its explanation. */
export function routeCase(draft: Draft): Route {
  const { policy, directory, facts, now } = draft.context;
  const question = { ...draft.state, segment: facts.segment ?? null };
  const chosen = route(question, policy, directory, requireFact(facts.workload, 'workload'), now);
  draft.record({ type: 'routed', ...chosen });
  return chosen;
}

function requireMayOwn(draft: Draft, person: string): void {
  const rule = exclusionFromOwning(draft.context.directory, draft.state.involvements, person);
  if (rule) refuse('segregation_assignment', rule, { person });
}
