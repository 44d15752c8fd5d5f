import type { InquiryEvent, TextReference } from '../../contracts/inquiry';
import type { Draft } from './draft';
import { alertTeamAnd } from './outgoing';
import { peopleOn } from './recipients';
import { endSnooze } from './snooze';

type Escalated = Extract<InquiryEvent, { type: 'escalated' }>;

/** A level of the ladder is reached: those it names are told, in the desk and by mail, and the case is back in its queue. */
export function escalateTo(
  draft: Draft,
  level: Escalated['level'],
  cause: Escalated['cause'],
  reason?: TextReference,
): void {
  const { policy, now } = draft.context;
  const rung = policy.escalation.levels.find((candidate) => candidate.level === level);
  const told = peopleOn(rung?.notify ?? [], draft.state, draft.context);
  draft.record({ type: 'escalated', level, cause, ...(reason && { reason }), since: now, told });
  endSnooze(draft, 'escalated');
  alertTeamAnd(draft, told);
}
