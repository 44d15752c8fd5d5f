import type {
  Category,
  Channel,
  IdentificationLevel,
  Language,
  MessagePurpose,
  MessageStatus,
  Status,
  Urgency,
} from '../../contracts/vocabulary';
import type {
  CustomerId,
  Instant,
  InvoiceId,
  LocalDate,
  MessageId,
  PersonId,
  ProposalId,
  Reference,
} from '../../contracts/ids';
import type { Actor } from '../../contracts/messages';
import type {
  Amount,
  ClockEvent,
  IdentificationMethod,
  InvolvementDuty,
  LinkTarget,
  ProposalContent,
  Stage,
} from '../../contracts/inquiry';

/** A status without the escalation: an escalated case keeps the phase it came from, with its commands and clocks. */
export type Phase = Exclude<Status, 'escalated'>;

export type ProposalStatus =
  'open' | 'approved' | 'posted' | 'posting_failed' | 'rejected' | 'returned' | 'withdrawn' | 'expired';

export interface ProposalState {
  id: ProposalId;
  version: number;
  content: ProposalContent;
  contentHash: string;
  status: ProposalStatus;
  preparer: PersonId;
  stages: Stage[];
  /** One stage after the other when left out. */
  order?: 'parallel';
  decisions: { stage: number; decider: PersonId; onBehalfOf: PersonId | null }[];
  counted: Amount;
  expiresAt: Instant;
  /** Absent once the approvers have been reminded, and when the policy reminds nobody. */
  remindAt?: Instant;
}

export interface DisputeState {
  invoice: InvoiceId;
  disputed: Amount;
  /** What of the disputed amount has been credited; the rest is open until it is settled. */
  credited: Amount;
  settled: boolean;
  /** Under which id the part is held in the customer's follow-up, when another case has placed the hold. */
  hold?: string;
  /** The merged case that brought it. */
  from?: Reference;
}

/** What a case was before it was merged; the rest of it stays as it is and comes back with this. */
export interface MergeState {
  into: Reference;
  before: Pick<InquiryState, 'phase' | 'escalation' | 'clocks' | 'awaiting'>;
  /** When the customer first wrote on it while it was merged. */
  heardAt: Instant | null;
}

/** A case that was merged into this one, and what is here because of it. */
export interface AbsorbedState {
  from: Reference;
  /** Links that this case did not have of its own. */
  links: LinkTarget[];
  /** Disputes of invoices that were disputed here already. */
  duplicates: InvoiceId[];
  /** Proposals that were here before; what came later may rest on what was brought. */
  proposalsBefore: ProposalId[];
}

/** What was split off at this sequence; `inquiry` is null until the new case is filed. */
export interface SplitState {
  split: number;
  inquiry: Reference | null;
  disputes: InvoiceId[];
}

/** The regulatory packs of a case, each with the calendar it counts on, and the newest record of each event. */
export interface RegulatoryState {
  packs: { pack: string; calendar: string }[];
  events: { pack: string; event: string; at: Instant }[];
}

export type { InvolvementDuty };

/** A question that the customer has not answered, and what reminds of it. */
export interface AwaitingState {
  message: MessageId;
  /** Whose follow-up reminds; null when the case does. */
  customer: CustomerId | null;
  askedAt: Instant;
  askedOn: LocalDate;
  nextStep: number;
  /** Null when the follow-up reminds, and once whoever asked has been told. */
  nextAt: Instant | null;
  reminders: number;
}

/** The fold of a case's journal: plain JSON, carried through continue-as-new, equal everywhere (invariants I7, I11). */
export interface InquiryState {
  schema: 1;
  reference: Reference;
  sequence: number;
  phase: Phase;
  /** `since`: when this level was reached; absent when a release before that recorded it. */
  escalation: { level: 1 | 2 | 3; since?: Instant } | null;
  /** Breaches up to this instant have been dealt with: only a later one begins the ladder again. */
  deEscalatedAt: Instant | null;
  policyVersion: string;
  legalEntity: string;
  channel: Channel;
  receivedAt: Instant;
  contact: string | null;
  follows: Reference | null;
  category: Category;
  secondary: Category[];
  urgency: Urgency;
  language: Language;
  needsReview: boolean;
  customer: CustomerId | null;
  identification: { level: IdentificationLevel; method: IdentificationMethod };
  team: string | null;
  assignee: PersonId | null;
  clocks: ClockEvent[];
  links: LinkTarget[];
  disputes: DisputeState[];
  proposals: ProposalState[];
  messages: Record<MessageId, { purpose: MessagePurpose; status: MessageStatus }>;
  involvements: { person: PersonId; duty: InvolvementDuty }[];
  firstResponseAt: Instant | null;
  resolution: { outcome: string; rootCause: string; at: Instant; confirmBy: Instant } | null;
  closure: { how: string; at: Instant; reopenUntil: Instant } | null;
  reopenCount: number;
  effectsParked: string[];
  ended: boolean;
  /** Hidden from its owner's queue until then; null once that is over, absent while it never was. */
  snoozedUntil?: Instant | null;
  /** Absent while no rating was planned: when it will be asked for, by which message it was, and what it is. */
  csat?: { askAt: Instant | null; message?: MessageId; score?: number };
  /** Packs that apply to the case, and what was recorded for them; absent while none ever did. */
  regulatory?: RegulatoryState;
  /** Absent unless it is merged into another case. */
  merged?: MergeState;
  /** Absent unless others are merged into this one. */
  absorbed?: AbsorbedState[];
  /** Null once nobody waits any more; absent while nobody ever did. */
  awaiting?: AwaitingState | null;
  /** Absent unless something was split off. */
  splits?: SplitState[];
  /** The case that this one was split off from. */
  splitFrom?: Reference;
}

export interface Occurrence<Event> {
  sequence: number;
  occurredAt: Instant;
  actor: Actor;
  event: Event;
}

export const statusOf = (state: InquiryState): Status => (state.escalation ? 'escalated' : state.phase);

/** When the resolution clock is due, or was if it goes on; null once it has stopped. Lists show it as "due". */
export const dueAtOf = (state: InquiryState): Instant | null => {
  const clock = state.clocks.find(({ name }) => name === 'resolution');
  return clock === undefined || clock.stoppedAt !== null ? null : clock.dueAt;
};

export const isSnoozed = ({ snoozedUntil }: InquiryState): boolean =>
  snoozedUntil !== undefined && snoozedUntil !== null;

/** Whether a target of the desk was missed; what a regulator set is no target, and is asked for by its clock. */
export const isBreached = (state: InquiryState): boolean =>
  state.clocks.some(({ breachedAt, days }) => breachedAt !== null && !days);

/** The dispute that an invoice was last in on this case. */
export const lastDispute = (
  { disputes }: Pick<InquiryState, 'disputes'>,
  invoice: InvoiceId,
): DisputeState | undefined => disputes.findLast((dispute) => dispute.invoice === invoice);

/** The id of the hold that a dispute has in the customer's follow-up. */
export const holdOf = ({ reference }: Pick<InquiryState, 'reference'>, dispute?: DisputeState): string =>
  dispute?.hold ?? `dispute.${reference}`;

export const openDisputes = ({ disputes }: Pick<InquiryState, 'disputes'>): DisputeState[] =>
  disputes.filter(({ settled }) => !settled);

export const findProposal = (state: InquiryState, id: ProposalId): ProposalState | undefined =>
  state.proposals.find((proposal) => proposal.id === id);
