import type { PersonId } from '../../contracts/ids';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { Actor } from '../../contracts/messages';
import type { InvolvementDuty, InquiryState, Occurrence, Phase, ProposalState } from './state';
import { isCustomersWord } from './customers-word';
import { evolveMerge } from './evolve-merge';
import { own } from '../own';

/**
 * What a case is after an event. Total and dumb: it copies what the event says and looks nothing up, because the journal
 * wins and old journals must give the same state after every release (invariant I7).
 */
export function evolve(state: InquiryState | null, occurrence: Occurrence<InquiryEvent>): InquiryState {
  const { event, sequence } = occurrence;
  if (event.type === 'inquiry_received') return received(event, occurrence);
  if (!state) throw new Error(`a case begins with inquiry_received, not with ${event.type}`);
  const changed = { ...state, ...change(state, occurrence) };
  return { ...(evolveMerge(changed, occurrence) ?? changed), sequence };
}

function received(
  event: Extract<InquiryEvent, { type: 'inquiry_received' }>,
  { sequence, occurredAt }: Occurrence<InquiryEvent>,
): InquiryState {
  const requesters = [event.filedBy, event.onBehalfOf, event.impersonatedBy ?? null].filter(
    (person) => person !== null,
  );
  return {
    schema: 1,
    reference: event.reference,
    sequence,
    phase: 'open',
    escalation: null,
    deEscalatedAt: null,
    policyVersion: event.policyVersion,
    legalEntity: event.legalEntity,
    channel: event.channel,
    receivedAt: occurredAt,
    contact: event.contact,
    follows: event.follows,
    category: 'general',
    secondary: [],
    urgency: 'normal',
    language: 'en',
    needsReview: false,
    customer: null,
    identification: { level: 'none', method: 'none' },
    team: null,
    assignee: null,
    clocks: [],
    links: event.follows ? [{ kind: 'inquiry', id: event.follows }] : [],
    disputes: [],
    proposals: [],
    messages: {},
    involvements: requesters.map((person) => ({ person, duty: 'requester' })),
    firstResponseAt: null,
    resolution: null,
    closure: null,
    reopenCount: 0,
    effectsParked: [],
    ended: false,
  };
}

function change(
  state: InquiryState,
  { event, occurredAt: at, actor }: Occurrence<InquiryEvent>,
): Partial<InquiryState> {
  switch (event.type) {
    case 'inquiry_received':
      return {};
    case 'classified':
      return {
        category: event.category,
        secondary: event.secondary,
        urgency: event.urgency,
        language: event.language,
        needsReview: event.needsReview,
      };
    case 'customer_identified':
      return {
        customer: event.customer,
        identification: { level: event.level, method: event.method },
        // An address that belongs to another customer is no longer answered to.
        contact:
          state.customer !== null && state.customer !== event.customer
            ? event.contact
            : (state.contact ?? event.contact),
      };
    case 'clocks_set': {
      const named = new Set(event.clocks.map((clock) => clock.name));
      for (const name of event.removed ?? []) named.add(name);
      return { clocks: [...state.clocks.filter((clock) => !named.has(clock.name)), ...event.clocks] };
    }
    case 'regulatory_packs_set':
      return { regulatory: { packs: event.packs, events: state.regulatory?.events ?? [] } };
    case 'regulatory_event_recorded': {
      const { pack, event: name, at: happenedAt } = event;
      const { packs, events } = state.regulatory ?? { packs: [], events: [] };
      const others = events.filter((known) => known.pack !== pack || known.event !== name);
      return { regulatory: { packs, events: [...others, { pack, event: name, at: happenedAt }] } };
    }
    case 'snoozed':
      return { snoozedUntil: event.until };
    case 'snooze_ended':
      return { snoozedUntil: null };
    case 'routed':
      return {
        ...ownedBy(event.person, event.team, state),
        phase: event.manual ? state.phase : ownedPhase(state.phase),
      };
    case 'assigned':
      return { ...ownedBy(event.person, event.team, state), phase: ownedPhase(state.phase) };
    case 'work_started':
      return { phase: 'in_progress' };
    case 'message_received':
      return {
        phase: state.phase === 'pending_customer' && isCustomersWord(event) ? 'in_progress' : state.phase,
        messages: { ...state.messages, [event.message]: { purpose: 'reply', status: 'responded' } },
      };
    case 'message_queued':
      return {
        messages: { ...state.messages, [event.message]: { purpose: event.purpose, status: 'pending' } },
        ...(event.purpose === 'rating_request' && { csat: { ...state.csat, askAt: null, message: event.message } }),
      };
    case 'send_settled':
      return takenUp(state, event.effect);
    case 'message_status_changed': {
      const message = own(state.messages, event.message);
      return message ? { messages: { ...state.messages, [event.message]: { ...message, status: event.status } } } : {};
    }
    case 'information_requested':
      return { phase: 'pending_customer' };
    case 'answer_awaited': {
      if (event.again) return {};
      const { message, customer, askedOn, nextAt } = event;
      return { awaiting: { message, customer, askedAt: at, askedOn, nextStep: 0, nextAt, reminders: 0 } };
    }
    case 'answer_reminder_decided': {
      const { awaiting } = state;
      if (!awaiting) return {};
      const calledBack = event.reason === 'superseded' ? 1 : 0;
      const reminders = awaiting.reminders + (event.decision === 'send' ? 1 : 0) - calledBack;
      return { awaiting: { ...awaiting, nextStep: event.nextStep, nextAt: event.nextAt, reminders } };
    }
    case 'answer_overdue':
      return state.awaiting ? { awaiting: { ...state.awaiting, nextAt: null } } : {};
    case 'answer_awaited_no_more':
      return { awaiting: null };
    case 'linked':
      return { links: [...state.links, event.target] };
    case 'dispute_opened': {
      const represented = actor.kind === 'person' && actor.onBehalfOf ? [actor.onBehalfOf] : [];
      const others = [...represented, ...impersonating(actor)];
      return {
        disputes: [
          ...state.disputes,
          {
            invoice: event.invoice,
            disputed: event.amount,
            credited: { ...event.amount, minor: 0 },
            settled: false,
            ...(event.hold !== undefined && { hold: event.hold }),
          },
        ],
        involvements: [event.by, ...others].reduce(
          (involvements, person) => involve({ involvements }, person, 'editor'),
          state.involvements,
        ),
      };
    }
    case 'dispute_credited':
      return {
        disputes: state.disputes.map((dispute) =>
          dispute.invoice === event.invoice && !dispute.settled ? { ...dispute, credited: event.credited } : dispute,
        ),
      };
    case 'dispute_settled':
      return {
        disputes: state.disputes.map((dispute) =>
          dispute.invoice === event.invoice ? { ...dispute, settled: true } : dispute,
        ),
      };
    case 'proposal_made':
    case 'proposal_revised': {
      const proposal: ProposalState = {
        id: event.proposal,
        version: event.version,
        content: event.content,
        contentHash: event.contentHash,
        status: 'open',
        preparer: event.preparer,
        stages: event.stages,
        ...(event.order && { order: event.order }),
        decisions: [],
        counted: event.threshold.counted,
        expiresAt: event.expiresAt,
        ...(event.remindAt !== undefined && { remindAt: event.remindAt }),
      };
      const duty: InvolvementDuty = event.type === 'proposal_made' ? 'preparer' : 'editor';
      const represented = event.onBehalfOf ? [event.onBehalfOf] : [];
      return {
        phase: 'pending_approval',
        proposals: [...state.proposals.filter((other) => other.id !== event.proposal), proposal],
        involvements: [event.preparer, ...represented, ...impersonating(actor)].reduce(
          (involvements, person) => involve({ involvements }, person, duty),
          state.involvements,
        ),
      };
    }
    case 'approval_reminded':
      return {
        proposals: state.proposals.map((proposal) => {
          if (proposal.id !== event.proposal) return proposal;
          const { remindAt: _remindAt, ...reminded } = proposal;
          return reminded;
        }),
      };
    case 'proposal_decided':
      return event.decision === 'approve'
        ? changeProposal(state, event.proposal, (proposal) => ({
            decisions: [
              ...proposal.decisions,
              { stage: event.stage, decider: event.decider, onBehalfOf: event.onBehalfOf },
            ],
          }))
        : {};
    case 'proposal_approved':
      return afterProposal(
        changeProposal(state, event.proposal, () => ({ status: 'approved' })),
        state,
      );
    case 'proposal_closed':
      return afterProposal(
        changeProposal(state, event.proposal, () => ({ status: event.how })),
        state,
      );
    case 'proposal_posted':
      return {
        ...changeProposal(state, event.proposal, () => ({ status: 'posted' })),
        ...takenUp(state, event.effect),
      };
    case 'proposal_posting_failed':
      return {
        ...changeProposal(state, event.proposal, () => ({ status: 'posting_failed' })),
        ...takenUp(state, event.effect),
      };
    case 'escalated':
      return { escalation: { level: event.level, ...(event.since !== undefined && { since: event.since }) } };
    case 'de_escalated':
      return { escalation: null, deEscalatedAt: at };
    case 'priority_changed':
      return { urgency: event.urgency };
    case 'service_level_warned':
      return { clocks: state.clocks.map((clock) => (clock.name === event.clock ? { ...clock, warnedAt: at } : clock)) };
    case 'service_level_breached':
      return {
        clocks: state.clocks.map((clock) => (clock.name === event.clock ? { ...clock, breachedAt: at } : clock)),
      };
    case 'first_response_given':
      return { firstResponseAt: at };
    case 'resolved':
      return {
        phase: 'resolved',
        escalation: null,
        ...awake(state),
        resolution: { outcome: event.outcome, rootCause: event.rootCause, at, confirmBy: event.confirmBy },
      };
    case 'closed':
      return { phase: 'closed', ...awake(state), closure: { how: event.how, at, reopenUntil: event.reopenUntil } };
    case 'reopened':
      return {
        phase: 'reopened',
        resolution: null,
        closure: null,
        reopenCount: event.count,
        // What is worked on again is not to be rated yet.
        ...(state.csat && { csat: { ...state.csat, askAt: null } }),
      };
    case 'rating_planned':
      return { csat: { ...state.csat, askAt: event.askAt } };
    case 'rated':
      return { csat: { ...state.csat, askAt: null, score: event.score } };
    case 'policy_migrated':
      return { policyVersion: event.to };
    case 'effect_parked':
      return { effectsParked: [...state.effectsParked, event.key] };
    case 'ended':
      return { ended: true };
    // What merging and splitting change, `evolveMerge` says.
    case 'merged':
    case 'unmerged':
    case 'inquiry_absorbed':
    case 'inquiry_released':
    case 'merged_message_received':
    case 'unlinked':
    case 'split_off':
    case 'split_opened':
    case 'split_received':
    case 'note_added':
    case 'copy_received':
    case 'cancel_requested':
    case 'payment_recorded':
    case 'confirmed':
      return {};
  }
}

/** What was parked is no longer, once somebody has found out how it ended. */
const takenUp = ({ effectsParked }: InquiryState, effect: string | undefined): Partial<InquiryState> =>
  effect === undefined ? {} : { effectsParked: effectsParked.filter((key) => key !== effect) };

/** A new owner has not started yet; a case that waits for somebody goes on waiting. */
const ownedPhase = (phase: Phase): Phase =>
  phase === 'pending_customer' || phase === 'pending_approval' ? phase : 'assigned';

/** A new owner has put nothing off. */
const ownedBy = (person: string | null, team: string, state: InquiryState): Partial<InquiryState> => ({
  team,
  assignee: person,
  ...(person !== state.assignee && awake(state)),
});

/** A case that is done is not put off any longer. */
const awake = ({ snoozedUntil }: InquiryState): Partial<InquiryState> =>
  snoozedUntil === undefined ? {} : { snoozedUntil: null };

/** Who worked in the actor's name did it as well. */
const impersonating = (actor: Actor): PersonId[] =>
  actor.kind === 'person' && actor.impersonatedBy !== undefined ? [actor.impersonatedBy] : [];

function involve(
  { involvements }: Pick<InquiryState, 'involvements'>,
  person: string,
  duty: InvolvementDuty,
): InquiryState['involvements'] {
  const known = involvements.some((other) => other.person === person && other.duty === duty);
  return known ? involvements : [...involvements, { person, duty }];
}

function changeProposal(
  state: InquiryState,
  id: string,
  changed: (proposal: ProposalState) => Partial<ProposalState>,
): Pick<InquiryState, 'proposals'> {
  return {
    proposals: state.proposals.map((proposal) =>
      proposal.id === id ? { ...proposal, ...changed(proposal) } : proposal,
    ),
  };
}

/** The case goes back to work when no proposal waits for decisions any more. */
function afterProposal(changed: Pick<InquiryState, 'proposals'>, state: InquiryState): Partial<InquiryState> {
  const waiting = changed.proposals.some((proposal) => proposal.status === 'open');
  return { ...changed, phase: waiting || state.phase !== 'pending_approval' ? state.phase : 'in_progress' };
}
