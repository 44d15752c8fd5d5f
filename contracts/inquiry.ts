import type {
  Category,
  Channel,
  ClockName,
  DecisionVerb,
  DisputeReason,
  IdentificationLevel,
  Language,
  MessagePurpose,
  MessageStatus,
  ResolutionOutcome,
  Urgency,
} from './vocabulary';
import type { CustomerId, Instant, InvoiceId, MessageId, PaymentId, PersonId, ProposalId, Reference } from './ids';
import type { Command, EffectKind } from './messages';

/**
 * What a case is told (commands) and what it remembers (events). Both are plain JSON without personal text:
 * a text is named by id and by the salted hash that ties the journal to it.
 */
export interface TextReference {
  id: string;
  hash: string;
}

/** Integer minor units with their ISO 4217 currency, as everywhere inside the system. */
export interface Amount {
  minor: number;
  currency: string;
}

export type LinkTarget =
  | { kind: 'invoice'; id: InvoiceId }
  | { kind: 'payment'; id: PaymentId }
  | { kind: 'agreement'; id: string }
  | { kind: 'inquiry'; id: Reference };

/** What the approvers approve: the hash of a proposal covers exactly this. */
export type ProposalContent =
  | { kind: 'credit_note'; invoice: InvoiceId; amount: Amount; reason: DisputeReason; explanation: TextReference }
  | {
      kind: 'payment_allocation';
      payment: PaymentId;
      amount: Amount;
      allocations: { invoice: InvoiceId; amount: Amount }[];
      explanation: TextReference;
    };

export interface ClassificationResult {
  category: Category;
  secondary: Category[];
  urgency: Urgency;
  confidence: number;
  /** Rule ids and weights, never the sender's words. */
  evidence: { rule: string; weight: number }[];
  ruleVersion: string;
  language: Language;
}

/** Data of each command by its name. */
export interface InquiryCommandData {
  /** The first command of every case, sent by the workflow itself. */
  open: Record<string, never>;
  assign: { team: string; person: PersonId | null; reason?: TextReference };
  claim: Record<string, never>;
  start: Record<string, never>;
  addNote: { text: TextReference };
  reply: { text: TextReference };
  requestInformation: { text: TextReference };
  propose: { content: ProposalContent };
  revise: { proposal: ProposalId; content: ProposalContent };
  decide: { proposal: ProposalId; contentHash: string; decision: DecisionVerb; reason?: TextReference };
  withdraw: { proposal: ProposalId; reason?: TextReference };
  escalate: { level: 1 | 2 | 3; reason?: TextReference };
  deEscalate: { reason?: TextReference };
  changePriority: { urgency: Urgency; reason?: TextReference };
  reclassify: { category: Category; urgency?: Urgency; secondary?: Category[]; reason?: TextReference };
  identify: {
    customer: CustomerId;
    level: IdentificationLevel;
    method: IdentificationMethod;
    evidence?: TextReference;
  };
  link: LinkTarget;
  dispute: { invoice: InvoiceId; amount: Amount; reason: DisputeReason };
  settleDispute: { invoice: InvoiceId; outcome: 'rejected' | 'withdrawn' };
  resolve: { outcome: ResolutionOutcome; rootCause: string; answer: TextReference };
  confirm: Record<string, never>;
  close: { reason?: TextReference };
  reopen: { reason?: TextReference };
  /** Facts */
  receiveMessage: { message: MessageId; text: TextReference; thanksOnly: boolean };
  recordDelivery: { message: MessageId; status: MessageStatus; machine?: boolean };
  recordPayment: { payment: PaymentId; invoices: InvoiceId[]; amount: Amount };
  recordIdentityCheck: {
    customer: CustomerId;
    level: IdentificationLevel;
    method: IdentificationMethod;
    evidence?: TextReference;
  };
  /** Sent by the workflow itself */
  deadlinesDue: Record<string, never>;
  settleEffect: EffectResult;
  /** An operator asked to cancel the workflow; it is noted, the team is told, and the case goes on. */
  requestCancel: Record<string, never>;
  catchUp: Record<string, never>;
}

/** How an effect ended. `subject` is the message, proposal or other thing that it was about. */
export interface EffectResult extends EffectOutcome {
  key: string;
  kind: EffectKind;
  subject: string;
}

/** What an activity says of an effect: `unknown` is parked for a person, never repeated blindly. */
export interface EffectOutcome {
  result: 'done' | 'failed' | 'unknown';
  /** Stable code of what went wrong. */
  detail?: string;
}

export type InquiryCommandType = keyof InquiryCommandData;
export type InquiryCommand = {
  [Type in InquiryCommandType]: Command<Type, InquiryCommandData[Type]>;
}[InquiryCommandType];

/** How a customer was made sure of. Only methods that prove control of something known count as verified. */
export const identificationMethods = [
  'none',
  'sender_address',
  'portal_login',
  'integration',
  'call_back',
  'document',
  'bank_reference',
] as const;
export type IdentificationMethod = (typeof identificationMethods)[number];

export interface ClockEvent {
  name: ClockName;
  target: { milliseconds: number; calendar: string };
  startedAt: Instant;
  runningSince: Instant | null;
  consumed: number;
  dueAt: Instant | null;
  warnAt: Instant | null;
  warnedAt: Instant | null;
  breachedAt: Instant | null;
  stoppedAt: Instant | null;
}

/** A stage of approval as the policy demanded it when the version was made. */
export interface Stage {
  name: string;
  title: string;
  quorum: number;
}

export interface Explanation {
  chosen: string | null;
  because: string[];
  /** Why the others were not chosen: person id → rule. */
  others: Record<string, string>;
}

/** Every change of a case, in the past tense. One row of the journal each. */
export type InquiryEvent =
  | {
      type: 'inquiry_received';
      reference: Reference;
      channel: Channel;
      legalEntity: string;
      intake: string;
      content: TextReference;
      /** Contact that the answers go to; null when the sender is unknown to us. */
      contact: string | null;
      /** Person of ours who filed it for a customer; they count as requester. */
      filedBy: PersonId | null;
      onBehalfOf: PersonId | null;
      policyVersion: string;
      follows: Reference | null;
    }
  | ({
      type: 'classified';
      decidedBy: 'rules' | 'person';
      needsReview: boolean;
      reason?: TextReference;
    } & ClassificationResult)
  | {
      type: 'customer_identified';
      customer: CustomerId | null;
      level: IdentificationLevel;
      method: IdentificationMethod;
      /** Where answers go from now on, when the case had no address before. */
      contact: string | null;
      evidence?: TextReference;
    }
  | { type: 'clocks_set'; clocks: ClockEvent[]; cause: string }
  | { type: 'routed'; team: string; person: PersonId | null; explanation: Explanation; manual: boolean }
  | { type: 'assigned'; team: string; person: PersonId | null; reason?: TextReference }
  | { type: 'work_started' }
  | { type: 'note_added'; text: TextReference }
  | { type: 'message_received'; message: MessageId; text: TextReference; thanksOnly: boolean }
  | {
      type: 'message_queued';
      message: MessageId;
      purpose: MessagePurpose;
      step: string;
      recipient: { contact: string } | { person: PersonId } | { team: string };
      text: TextReference | null;
    }
  | { type: 'message_status_changed'; message: MessageId; status: MessageStatus; machine: boolean }
  | { type: 'information_requested'; message: MessageId }
  | { type: 'linked'; target: LinkTarget }
  | { type: 'dispute_opened'; invoice: InvoiceId; amount: Amount; reason: DisputeReason; by: PersonId }
  /** `credited` is the running total of what was credited on this dispute. */
  | { type: 'dispute_credited'; invoice: InvoiceId; credited: Amount; remaining: Amount }
  | {
      type: 'dispute_settled';
      invoice: InvoiceId;
      outcome: 'credited' | 'rejected' | 'withdrawn' | 'paid';
      amount: Amount;
      returned: Amount;
    }
  | {
      type: 'proposal_made' | 'proposal_revised';
      proposal: ProposalId;
      version: number;
      content: ProposalContent;
      contentHash: string;
      preparer: PersonId;
      onBehalfOf: PersonId | null;
      stages: Stage[];
      /** In the policy's currency, with what counts towards thresholds beside it. */
      threshold: { amount: Amount; counted: Amount; rate: string };
      expiresAt: Instant;
    }
  | {
      type: 'proposal_decided';
      proposal: ProposalId;
      version: number;
      stage: number;
      decision: DecisionVerb;
      contentHash: string;
      decider: PersonId;
      onBehalfOf: PersonId | null;
      reason?: TextReference;
    }
  | { type: 'proposal_approved'; proposal: ProposalId; version: number }
  | {
      type: 'proposal_closed';
      proposal: ProposalId;
      how: 'rejected' | 'returned' | 'withdrawn' | 'expired';
      reason?: TextReference;
    }
  | { type: 'proposal_posted'; proposal: ProposalId }
  | { type: 'proposal_posting_failed'; proposal: ProposalId; code: string }
  | { type: 'escalated'; level: 1 | 2 | 3; cause: 'person' | 'breach' | 'warning'; reason?: TextReference }
  | { type: 'de_escalated'; reason?: TextReference }
  | { type: 'priority_changed'; urgency: Urgency; reason?: TextReference }
  | { type: 'service_level_warned'; clock: ClockName }
  | { type: 'service_level_breached'; clock: ClockName }
  | { type: 'first_response_given'; message: MessageId }
  | { type: 'payment_recorded'; payment: PaymentId; invoices: InvoiceId[]; amount: Amount }
  | {
      type: 'resolved';
      outcome: ResolutionOutcome;
      rootCause: string;
      answer: TextReference;
      confirmBy: Instant;
    }
  | { type: 'confirmed' }
  | { type: 'closed'; how: 'confirmed' | 'window_passed' | 'by_staff'; reopenUntil: Instant; reason?: TextReference }
  | { type: 'reopened'; by: 'customer' | 'staff'; count: number; reason?: TextReference }
  | { type: 'effect_parked'; key: string; kind: EffectKind; code: string }
  | { type: 'cancel_requested' }
  | { type: 'ended' };

export type InquiryEventType = InquiryEvent['type'];
