import { waitingStages } from '../../approvals';
import type { ClockState } from '../../service-levels';
import { remindOfQuestion } from '../awaiting';
import type { Draft } from '../draft';
import { dueDeadline, type Deadline } from '../deadlines';
import { decidersOf } from '../deciders-of';
import { escalateTo } from '../escalate';
import { alertPerson, alertTeam, alertTeamAnd } from '../outgoing';
import { compliancePeople, peopleOn } from '../recipients';
import { endSnooze } from '../snooze';
import { findProposal } from '../state';
import { askForRating } from './rate';
import { closeCase } from './resolution';

/** Everything whose instant has come, oldest first, each looked at again after the one before. */
export function deadlinesDue(draft: Draft): void {
  for (;;) {
    const deadline = dueDeadline(draft.state, draft.context.policy, draft.context.now);
    if (!deadline) return;
    meet(draft, deadline);
  }
}

function meet(draft: Draft, deadline: Deadline): void {
  switch (deadline.kind) {
    case 'warning':
      if (deadline.clock.days) tellCompliance(draft, 'service_level_warned', deadline.clock);
      else warn(draft, deadline.clock);
      return;
    case 'breach':
      if (deadline.clock.days) tellCompliance(draft, 'service_level_breached', deadline.clock);
      else breach(draft, deadline.clock);
      return;
    case 'escalation':
      escalateTo(draft, deadline.level, 'breach');
      return;
    case 'snooze':
      endSnooze(draft, 'time');
      return;
    case 'answer_reminder':
      remindOfQuestion(draft);
      return;
    case 'proposal_expiry':
      expire(draft, deadline.proposal);
      return;
    case 'approval_reminder':
      remindApprovers(draft, deadline.proposal);
      return;
    case 'confirmation':
      closeCase(draft, 'window_passed');
      return;
    case 'rating_request':
      askForRating(draft);
      return;
    case 'end':
      draft.record({ type: 'ended' });
      return;
  }
}

function warn(draft: Draft, clock: ClockState): void {
  const told = peopleOn(['owner'], draft.state, draft.context);
  draft.record({ type: 'service_level_warned', clock: clock.name, told });
  endSnooze(draft, 'service_level');
  // The first level tells the owner as well; one mail each is enough.
  if (draft.context.policy.escalation.afterWarning && !draft.state.escalation) escalateTo(draft, 1, 'warning');
  else alertTeamAnd(draft, told);
}

/** The ladder begins when it says so; that writes the mails. */
function breach(draft: Draft, clock: ClockState): void {
  draft.record({ type: 'service_level_breached', clock: clock.name });
  endSnooze(draft, 'service_level');
}

/** A clock of a regulator alarms those who answer for it, and whoever works on the case; the ladder is for our own targets. */
function tellCompliance(
  draft: Draft,
  type: 'service_level_warned' | 'service_level_breached',
  { name }: ClockState,
): void {
  const { state, context } = draft;
  const compliance = compliancePeople(context.directory);
  const told = [...compliance, ...peopleOn(['owner'], state, context).filter((person) => !compliance.includes(person))];
  draft.record({ type, clock: name, told });
  endSnooze(draft, 'service_level');
  for (const person of told) alertPerson(draft, person);
}

function expire(draft: Draft, proposal: string): void {
  draft.record({ type: 'proposal_closed', proposal, how: 'expired' });
  alertOwners(draft);
}

/** Everyone who is there and may decide a stage that waits is written to once; when nobody is, the team must know. */
function remindApprovers(draft: Draft, id: string): void {
  const proposal = findProposal(draft.state, id);
  if (!proposal) return;
  // After an outage both may have come: what is over needs no reminder.
  if (proposal.expiresAt <= draft.context.now) return expire(draft, id);
  const waiting = waitingStages(proposal);
  const people = [
    ...new Set(
      waiting
        .flatMap((stage) => decidersOf(draft.state, proposal, stage, draft.context).may)
        .map(({ id: person }) => person),
    ),
  ];
  const stages = waiting.flatMap((stage) => proposal.stages[stage]?.name ?? []);
  draft.record({ type: 'approval_reminded', proposal: id, version: proposal.version, stages, people });
  if (people.length === 0) alertOwners(draft);
  for (const person of people) alertPerson(draft, person);
}

function alertOwners(draft: Draft): void {
  if (draft.state.team) alertTeam(draft, draft.state.team);
}
