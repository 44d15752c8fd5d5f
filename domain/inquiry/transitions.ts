import type { InquiryUpdate } from '../../contracts/messages';
import { isSnoozed, statusOf, type InquiryState, type Phase } from './state';
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
  settlePosting: active,
  settleSend: [...active, 'resolved', 'closed'],
  escalate: active,
  deEscalate: active,
  changePriority: active,
  reclassify: active,
  identify: [...active, 'resolved'],
  link: [...active, 'resolved'],
  unlink: [...active, 'resolved'],
  dispute: active,
  settleDispute: active,
  resolve: worked,
  confirm: ['resolved'],
  close: ['resolved'],
  reopen: ['resolved', 'closed'],
  merge: active,
  unmerge: ['closed'],
  split: active,
  snooze: active,
  unsnooze: active,
  recordRegulatoryEvent: [...active, 'resolved', 'closed'],
  migratePolicy: active,
};

/** Neither resolved nor closed. */
export const isActive = ({ phase }: Pick<InquiryState, 'phase'>): boolean => active.includes(phase);

/** What looks at links, disputes or proposals that another case may have brought, and have taken back this moment. */
const resting: readonly string[] = [
  'propose',
  'revise',
  'settlePosting',
  'settleEffect',
  'settleDispute',
  'resolve',
  'merge',
  'split',
];
export const restsOnMerges = (type: string): boolean => resting.includes(type);

/** A case that is merged is worked on where it went. */
const whileMerged: readonly InquiryUpdate[] = ['addNote', 'unmerge', 'settleSend'];

/** What a person may do next with this case, as far as its status goes; roles and segregation decide further. */
export function allowedNextSteps(state: InquiryState): InquiryUpdate[] {
  if (state.ended) return [];
  return (Object.keys(phasesFor) as InquiryUpdate[])
    .filter((command) => phasesFor[command].includes(state.phase))
    .filter((command) => (state.merged ? whileMerged.includes(command) : command !== 'unmerge'))
    .filter((command) => command !== 'deEscalate' || state.escalation !== null)
    .filter((command) => command !== 'unsnooze' || isSnoozed(state))
    .filter((command) => command !== 'recordRegulatoryEvent' || (state.regulatory?.packs ?? []).length > 0)
    .filter((command) => command !== 'settlePosting' || hasApproved(state))
    .filter((command) => command !== 'settleSend' || hasParkedSend(state))
    .filter((command) => command !== 'withdraw' || state.phase === 'pending_approval' || hasRefusedPosting(state));
}

/** Approved, and not yet known to be posted. */
const hasApproved = ({ proposals }: InquiryState): boolean => proposals.some(({ status }) => status === 'approved');

/** Nobody knows whether it arrived. */
const hasParkedSend = ({ messages }: InquiryState): boolean =>
  Object.values(messages).some(({ status }) => status === 'unknown');

/** What the books refused is in the hands of the owner again. */
const hasRefusedPosting = ({ proposals }: InquiryState): boolean =>
  proposals.some(({ status }) => status === 'posting_failed');

/** Refuses `transition_not_allowed` with the list of what is allowed; of a merged case, `case_merged` with where it went. */
export function requireTransition(state: InquiryState, command: InquiryUpdate): void {
  const allowed = allowedNextSteps(state);
  // Without a parked send, that decision itself says what has become of the message.
  if (allowed.includes(command) || (command === 'settleSend' && phasesFor[command].includes(state.phase))) return;
  if (state.merged) refuse('case_merged', 'merge', { into: state.merged.into, allowed });
  refuse('transition_not_allowed', 'lifecycle', { status: statusOf(state), command, allowed });
}
