import type { InquiryUpdate } from '../../contracts/messages';
import { statusOf, type InquiryState, type Phase } from './state';
import { refuse } from '../refusal';

const active: Phase[] = ['open', 'assigned', 'in_progress', 'pending_customer', 'pending_approval', 'reopened'];
const owned: Phase[] = ['assigned', 'in_progress', 'pending_customer', 'pending_approval', 'reopened'];
const worked: Phase[] = ['assigned', 'in_progress', 'pending_customer', 'reopened'];

/**
 * The lifecycle in one table: in which phases a command is taken. An escalated case keeps the commands of the phase it
 * came from. Facts (a mail arrives, a payment is recorded) are always taken.
 */
const phasesFor: Record<InquiryUpdate, readonly Phase[]> = {
  assign: active,
  claim: active,
  start: ['assigned', 'pending_customer', 'reopened'],
  addNote: [...active, 'resolved', 'closed'],
  reply: owned,
  requestInformation: ['assigned', 'in_progress', 'reopened'],
  propose: worked,
  revise: ['pending_approval', ...worked],
  decide: ['pending_approval'],
  withdraw: ['pending_approval', ...worked],
  escalate: active,
  deEscalate: active,
  changePriority: active,
  reclassify: active,
  identify: [...active, 'resolved'],
  link: [...active, 'resolved'],
  dispute: active,
  settleDispute: active,
  resolve: worked,
  confirm: ['resolved'],
  close: ['resolved'],
  reopen: ['resolved', 'closed'],
};

/** What a person may do next with this case, as far as its status goes; roles and segregation decide further. */
export function allowedNextSteps(state: InquiryState): InquiryUpdate[] {
  if (state.ended) return [];
  return (Object.keys(phasesFor) as InquiryUpdate[])
    .filter((command) => phasesFor[command].includes(state.phase))
    .filter((command) => command !== 'deEscalate' || state.escalation !== null)
    .filter((command) => command !== 'withdraw' || state.phase === 'pending_approval' || hasRefusedPosting(state));
}

/** What the books refused is in the hands of the owner again. */
const hasRefusedPosting = ({ proposals }: InquiryState): boolean =>
  proposals.some(({ status }) => status === 'posting_failed');

/** Refuses `transition_not_allowed` with the list of what is allowed. */
export function requireTransition(state: InquiryState, command: InquiryUpdate): void {
  const allowed = allowedNextSteps(state);
  if (!allowed.includes(command)) {
    refuse('transition_not_allowed', 'lifecycle', { status: statusOf(state), command, allowed });
  }
}
