import type { Refusal } from '../../contracts/errors';
import type { InquiryCommandData, InquiryCommandType, InquiryCommand, InquiryEvent } from '../../contracts/inquiry';
import { inquiryUpdates, type InquiryUpdate } from '../../contracts/messages';
import { coveringRoles, may, requireOwnSession } from '../duties';
import { refuse, Refused } from '../refusal';
import { answerOverdue, followAwaiting } from './awaiting';
import { assign, claim } from './commands/assignment';
import { changePriority, reclassify } from './commands/classification';
import { deadlinesDue } from './commands/deadlines-due';
import { decideProposal, requireNotInvolved } from './commands/decide-proposal';
import { dispute, settleDispute } from './commands/dispute';
import { deEscalate, escalate } from './commands/escalation';
import { receiveCopy, receiveMessage, recordDelivery, recordIdentityCheck, recordPayment } from './commands/facts';
import { recordRegulatoryEvent } from './commands/regulatory';
import { handOver } from './commands/hand-over';
import { identify } from './commands/identify';
import { link, unlink } from './commands/link';
import { absorb, receiveMerged, releaseMerged } from './commands/absorb';
import { merge, requireSettledMerges, unmerge } from './commands/merge';
import { migratePolicy } from './commands/migrate-policy';
import { open } from './commands/open';
import { propose, revise, withdraw } from './commands/proposals';
import { rate } from './commands/rate';
import { close, confirm, reopen, resolve } from './commands/resolution';
import { settleEffect } from './commands/settle-effect';
import { settlePosting } from './commands/settle-posting';
import { settleSend } from './commands/settle-send';
import { snooze, unsnooze } from './commands/snooze';
import { split } from './commands/split';
import { addNote, reply, requestInformation, start } from './commands/work';
import type { InquiryContext } from './context';
import { Draft, type Decider } from './draft';
import type { InquiryState } from './state';
import { requireTransition, restsOnMerges } from './transitions';

export type Decision = { events: InquiryEvent[] } | { refusal: Refusal };

const deciders: { [Type in InquiryCommandType]: Decider<InquiryCommandData[Type]> } = {
  open,
  assign,
  claim,
  start,
  addNote,
  reply,
  requestInformation,
  propose,
  revise,
  decide: decideProposal,
  withdraw,
  settlePosting,
  settleSend,
  escalate,
  deEscalate,
  changePriority,
  reclassify,
  identify,
  link,
  unlink,
  dispute,
  settleDispute,
  resolve,
  confirm,
  close,
  reopen,
  merge,
  unmerge,
  split,
  snooze,
  unsnooze,
  recordRegulatoryEvent,
  migratePolicy,
  receiveMessage,
  recordDelivery,
  recordPayment,
  rate,
  recordIdentityCheck,
  answerOverdue,
  handOver,
  absorb,
  releaseMerged,
  receiveMerged,
  receiveCopy,
  deadlinesDue,
  settleEffect,
  requestCancel: (draft) => draft.record({ type: 'cancel_requested' }),
  catchUp: () => undefined,
};

/**
 * The whole rule book of a case: what follows from a command, in this state, at this instant, under this policy, with these
 * people and facts. Pure: the same input gives the same events. A refusal changes nothing and says why (invariant I10).
 */
export function decide(state: InquiryState | null, command: InquiryCommand, context: InquiryContext): Decision {
  const draft = new Draft(state, command, context);
  try {
    if (isUpdate(command.type)) requireAllowed(draft, command.type);
    const decider = deciders[command.type] as Decider<unknown>;
    decider(draft, command.data);
    followAwaiting(draft);
    return { events: draft.events };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}

export const isUpdate = (type: string): type is InquiryUpdate => (inquiryUpdates as readonly string[]).includes(type);

/** What holds for every decision of a person: the case has not ended, is as they read it, and a role of theirs covers it. */
function requireAllowed(draft: Draft, type: InquiryUpdate): void {
  const { command, state, context } = draft;
  if (state.ended) refuse('case_ended');
  if (command.expectedSequence !== undefined && command.expectedSequence !== state.sequence) {
    refuse('version_conflict', 'If-Match', { sequence: state.sequence });
  }
  const { actor } = command;
  requireOwnSession(actor, type);
  // Before everything else, so that whoever took part learns just that, whatever their roles and the status.
  if (type === 'decide' || type === 'settlePosting') requireNotInvolved({ state, context, actor: draft.person() });
  if (actor.kind === 'person') {
    const person = context.directory.people[actor.id];
    if (!person?.active) refuse('person_unknown');
    else if (!may(person.roles, type)) {
      refuse('role_required', 'roles', { needs: coveringRoles(type) });
    }
  } else if ((actor.kind !== 'customer' && actor.kind !== 'integration') || !may([actor.kind], type)) {
    refuse('role_required', 'roles', { needs: coveringRoles(type) });
  }
  requireTransition(state, type);
  if (restsOnMerges(type)) requireSettledMerges(draft);
}
