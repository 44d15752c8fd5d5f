import type { InquiryEvent } from '../../contracts/inquiry';
import type { PersonId } from '../../contracts/ids';
import type { EscalationLevel, Policy } from '../policy';
import { badScore } from './commands/rate';
import { own } from '../own';
import type { InquiryState } from './state';

export interface Alert {
  team: string | null;
  person: PersonId | null;
  kind: string;
}

/** Who has to know of an event: the responsible team and owner, and along the ladder the lead, manager and director. */
export function alertsOf(event: InquiryEvent, state: InquiryState, policy: Policy): Alert[] {
  const { team, assignee } = state;
  const toTeam = (kind: string): Alert[] => [{ team, person: assignee, kind }];
  const toTeamAnd = (people: readonly PersonId[], kind: string): Alert[] => [
    { team, person: null, kind },
    ...people.map((person) => ({ team: null, person, kind })),
  ];
  switch (event.type) {
    case 'routed':
      return toTeam(event.manual ? 'manual_assignment_needed' : 'case_assigned');
    case 'assigned':
      return toTeam('case_assigned');
    case 'message_received':
    case 'merged_message_received': {
      // Of what is written on a merged case, those who work on the case that it went into are told.
      if (state.merged || event.automatic) return [];
      return toTeam(event.senderVerified === false ? 'unverified_sender_wrote' : 'customer_wrote');
    }
    case 'copy_received':
      return event.team === undefined || event.team === team
        ? []
        : [{ team: event.team, person: null, kind: 'copy_received' }];
    case 'rated':
      return event.score <= badScore ? toTeam('bad_rating') : [];
    case 'merged':
      return toTeam('case_merged');
    case 'unmerged':
      return toTeam('case_unmerged');
    case 'inquiry_absorbed':
      return toTeam('case_absorbed');
    case 'inquiry_released':
      return toTeam('case_released');
    case 'split_off':
      return toTeam('case_split');
    case 'proposal_made':
    case 'proposal_revised':
      return toTeam('approval_waiting');
    case 'approval_reminded':
      return event.people.map((person) => ({ team: null, person, kind: 'approval_expires' }));
    case 'proposal_approved':
      return toTeam('proposal_approved');
    case 'proposal_closed':
      return toTeam(`proposal_${event.how}`);
    case 'proposal_posting_failed':
      return toTeam('posting_failed');
    case 'clocks_set':
      return event.withoutCalendar === undefined ? [] : toTeam('calendar_missing');
    case 'service_level_warned':
    case 'service_level_breached': {
      const kind = event.clock.includes(':') ? event.type.replace('service_level', 'regulatory_clock') : event.type;
      return event.told ? toTeamAnd(event.told, kind) : toTeam(kind);
    }
    case 'escalated':
      return event.told ? toTeamAnd(event.told, `escalated_${event.level}`) : ladder(event.level, state, policy);
    case 'answer_overdue':
      return toTeam('answer_overdue');
    case 'message_status_changed': {
      const bounced = event.status === 'bounced' && own(state.messages, event.message)?.purpose !== 'alert';
      return bounced ? toTeam('message_bounced') : [];
    }
    case 'snooze_ended':
      if (event.because !== 'time') return [];
      return assignee === null ? toTeam('snooze_over') : [{ team: null, person: assignee, kind: 'snooze_over' }];
    case 'reopened':
      return toTeam('case_reopened');
    case 'cancel_requested':
      return toTeam('cancel_requested');
    case 'effect_parked':
      return toTeam('parked');
    default:
      return [];
  }
}

/** For journals of earlier releases, which do not say whom the ladder named. */
function ladder(level: 1 | 2 | 3, state: InquiryState, policy: Policy): Alert[] {
  const rung = policy.escalation.levels.find((candidate) => candidate.level === level);
  const people = (rung?.notify ?? []).map((who) => holderOf(who, state, policy));
  const kind = `escalated_${level}`;
  return [
    { team: state.team, person: null, kind },
    ...people.filter((person) => person !== null).map((person) => ({ team: null, person, kind })),
  ];
}

function holderOf(who: EscalationLevel['notify'][number], state: InquiryState, policy: Policy): PersonId | null {
  if (who === 'owner') return state.assignee;
  return (state.team && policy.teams[state.team]?.[who]) ?? null;
}
