import type { Draft } from '../draft';
import { dueDeadline, type Deadline } from '../deadlines';
import { alertTeam } from '../outgoing';
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
      draft.record({ type: 'service_level_warned', clock: deadline.clock.name });
      if (draft.context.policy.escalation.afterWarning && !draft.state.escalation) {
        draft.record({ type: 'escalated', level: 1, cause: 'warning' });
      }
      alertOwners(draft);
      return;
    case 'breach':
      draft.record({ type: 'service_level_breached', clock: deadline.clock.name });
      return;
    case 'escalation':
      draft.record({ type: 'escalated', level: deadline.level, cause: 'breach' });
      alertOwners(draft);
      return;
    case 'proposal_expiry':
      draft.record({ type: 'proposal_closed', proposal: deadline.proposal, how: 'expired' });
      alertOwners(draft);
      return;
    case 'confirmation':
      closeCase(draft, 'window_passed');
      return;
    case 'end':
      draft.record({ type: 'ended' });
      return;
  }
}

function alertOwners(draft: Draft): void {
  if (draft.state.team) alertTeam(draft, draft.state.team);
}
