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
import type { CustomerId, Instant, InvoiceId, MessageId, PersonId, ProposalId, Reference } from '../../contracts/ids';
import type { Actor } from '../../contracts/messages';
import type {
  Amount,
  ClockEvent,
  IdentificationMethod,
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
  decisions: { stage: number; decider: PersonId; onBehalfOf: PersonId | null }[];
  counted: Amount;
  expiresAt: Instant;
}

export interface DisputeState {
  invoice: InvoiceId;
  disputed: Amount;
  /** What of the disputed amount has been credited; the rest is open until it is settled. */
  credited: Amount;
  settled: boolean;
}

/** Why a person is excluded from deciding on this case. */
export type InvolvementDuty = 'requester' | 'preparer' | 'editor';

/** The fold of a case's journal: plain JSON, carried through continue-as-new, equal everywhere (invariants I7, I11). */
export interface InquiryState {
  schema: 1;
  reference: Reference;
  sequence: number;
  phase: Phase;
  escalation: { level: 1 | 2 | 3 } | null;
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
}

export interface Occurrence<Event> {
  sequence: number;
  occurredAt: Instant;
  actor: Actor;
  event: Event;
}

export const statusOf = (state: InquiryState): Status => (state.escalation ? 'escalated' : state.phase);

/** The earliest running deadline of the resolution clock, which lists and search attributes show as "due". */
export const dueAtOf = (state: InquiryState): Instant | null =>
  state.clocks.find((clock) => clock.name === 'resolution')?.dueAt ?? null;

export const isBreached = (state: InquiryState): boolean => state.clocks.some((clock) => clock.breachedAt !== null);

export const findProposal = (state: InquiryState, id: ProposalId): ProposalState | undefined =>
  state.proposals.find((proposal) => proposal.id === id);
