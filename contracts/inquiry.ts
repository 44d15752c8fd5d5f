import type {
  Category,
  Channel,
  ClockName,
  DecisionVerb,
  DeliveryEvidence,
  DisputeReason,
  IdentificationLevel,
  Language,
  MessagePurpose,
  MessageStatus,
  RatingReason,
  ResolutionOutcome,
  Urgency,
} from './vocabulary';
import type {
  CustomerId,
  Instant,
  InvoiceId,
  LocalDate,
  MessageId,
  PaymentId,
  PersonId,
  ProposalId,
  Reference,
} from './ids';
import type { AwaitingEnd, QuestionReason } from './follow-up';
import type { Command, EffectKind } from './messages';

/**
 * What a case is told (commands) and what it remembers (events). Both are plain JSON without personal text:
 * a text is named by id and by the salted hash that ties the journal to it.
 */
export interface TextReference {
  id: string;
  hash: string;
}

/** A file in erasable storage, named by id and by the salted hash of its bytes. */
export interface FileReference {
  id: string;
  hash: string;
}

/** Why mail came back: for good (`hard`) or for now (`soft`), with a stable code and no address. */
export interface BounceReport {
  kind: 'hard' | 'soft';
  reason: string;
}

/** What somebody outside said of a message of ours. `machine`: a program may have done it, such as opening a mail. */
export interface DeliveryReport {
  message: MessageId;
  status: MessageStatus;
  machine?: boolean;
  evidence?: DeliveryEvidence;
  bounce?: BounceReport;
}

/** How far a message is known to have got. `evidence` and `bounce` are absent where nothing was said of them. */
export interface MessageStatusChange {
  type: 'message_status_changed';
  message: MessageId;
  status: MessageStatus;
  machine: boolean;
  evidence?: DeliveryEvidence;
  bounce?: BounceReport;
  /** Whom it came back from. */
  contact?: string;
}

/** The template that a message was written by. */
export interface TemplateUse {
  id: string;
  /** 0: as it ships with the desk. */
  version: number;
}

/** What somebody found who looked for a mail of which nobody knew whether it was sent. */
export interface SendSettlement {
  message: MessageId;
  result: 'sent' | 'not_sent';
  /** Where it was looked up, and what was found. */
  evidence: TextReference;
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

/** Why a person is excluded from deciding on this case. */
export type InvolvementDuty = 'requester' | 'preparer' | 'editor';

export interface Involved {
  person: PersonId;
  duty: InvolvementDuty;
}

/** An open dispute that goes from one case to another; `hold` is the id under which its part is held in the follow-up. */
export interface BroughtDispute {
  invoice: InvoiceId;
  disputed: Amount;
  credited: Amount;
  hold: string;
}

/** What the approvers approve: the hash of a proposal covers exactly this. */
export type ProposalContent =
  | { kind: 'credit_note'; invoice: InvoiceId; amount: Amount; reason: DisputeReason; explanation: TextReference }
  | {
      kind: 'payment_allocation';
      payment: PaymentId;
      amount: Amount;
      allocations: { invoice: InvoiceId; amount: Amount }[];
      explanation: TextReference;
    }
  | InvoiceContent;

/** An invoice as it will be issued: who issues it, to whom, under which number, and every line. */
export interface InvoiceContent {
  kind: 'invoice';
  invoice: InvoiceId;
  /** A corrected invoice takes the place of this one, with what has been paid on it. */
  replaces?: InvoiceId;
  legalEntity: string;
  customer: CustomerId;
  /** Gross: the lines with their tax make exactly this. */
  amount: Amount;
  issuedOn: LocalDate;
  dueOn: LocalDate;
  lines: InvoiceLine[];
  purchaseOrder?: string;
  explanation: TextReference;
}

/** Net is quantity times unit price, rounded half to even at the minor unit. A discount is a line below zero. */
export interface InvoiceLine {
  /** Business text: nothing personal stands in an invoice line. Longer words belong in the explanation. */
  description?: string;
  /** Decimal text above zero, such as `1.5`. */
  quantity: string;
  /** Minor units of the invoice's currency. */
  unitPrice: number;
  tax: number;
}

/** What a preparer brings; number, customer and legal entity of an invoice are those of the case. */
export type ProposedContent =
  Exclude<ProposalContent, InvoiceContent> | Omit<InvoiceContent, 'invoice' | 'legalEntity' | 'customer'>;

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

/** What a customer wrote on a case. What is absent was not known to earlier releases, or is not so. */
export interface ReceivedMessage {
  message: MessageId;
  text: TextReference;
  thanksOnly: boolean;
  channel?: Channel;
  /**
   * Sent by a machine (RFC 3834): recorded, but it answers nothing, resumes no clock, reopens nothing, cancels no reminder
   * and is not acknowledged.
   */
  automatic?: true;
  /**
   * False when the sender could not show to be the one whom the case answers to: shown as unverified and never counted as
   * the customer's word.
   */
  senderVerified?: boolean;
  attachments?: FileReference[];
  /** Which of our messages it answers. */
  answers?: MessageId;
}

/** Where the same inquiry came in once more. */
export interface ReceivedCopy {
  /** Id of the received mail, or of the intake. */
  copy: string;
  channel: Channel;
  /** Name of the mailbox that it came to, when it came by mail. */
  mailbox?: string;
  /** The team of that mailbox: it is told who has the case. */
  team?: string;
}

/** Words of a person to the customer, with files that go along. */
export interface WrittenMessage {
  text: TextReference;
  attachments?: FileReference[];
  template?: TemplateUse;
}

/** From 1, bad, to 5, good. */
export interface Rating {
  score: number;
  reason?: RatingReason;
  text?: TextReference;
  /** By the link in the mail that asked for it, or in the portal. */
  by: 'link' | 'portal';
}

/** Data of each command by its name. */
export interface InquiryCommandData {
  /** The first command of every case, sent by the workflow itself. */
  open: Record<string, never>;
  assign: { team: string; person: PersonId | null; reason?: TextReference };
  claim: Record<string, never>;
  start: Record<string, never>;
  addNote: { text: TextReference };
  reply: WrittenMessage;
  requestInformation: WrittenMessage;
  propose: { content: ProposedContent };
  revise: { proposal: ProposalId; content: ProposedContent };
  decide: {
    proposal: ProposalId;
    contentHash: string;
    decision: DecisionVerb;
    /** Name of the stage, for somebody who could decide several; else the first of them. */
    stage?: string;
    reason?: TextReference;
  };
  withdraw: { proposal: ProposalId; reason?: TextReference };
  /** What somebody found who looked into the books, after nobody knew whether it was posted. */
  settlePosting: { proposal: ProposalId; result: 'posted' | 'not_posted'; evidence: TextReference };
  /** `resend`, for one that was not sent: the same goes out once more, as a new message. */
  settleSend: SendSettlement & { resend?: true };
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
  unlink: LinkTarget;
  dispute: { invoice: InvoiceId; amount: Amount; reason: DisputeReason };
  settleDispute: { invoice: InvoiceId; outcome: 'rejected' | 'withdrawn' };
  resolve: { outcome: ResolutionOutcome; rootCause: string; answer: TextReference; template?: TemplateUse };
  confirm: Record<string, never>;
  close: { reason?: TextReference };
  reopen: { reason?: TextReference };
  merge: { into: Reference; reason?: TextReference };
  unmerge: { reason?: TextReference };
  /** Links and open disputes that go to a new case, which begins with `text`. */
  split: {
    category: Category;
    urgency?: Urgency;
    text: TextReference;
    links: LinkTarget[];
    disputes: InvoiceId[];
    reason?: TextReference;
  };
  snooze: { until: Instant; reason?: TextReference };
  unsnooze: { reason?: TextReference };
  /** Something that a regulatory pack counts from; `at` is when it happened, now unless told. */
  recordRegulatoryEvent: { pack: string; event: string; at?: Instant; reason: TextReference };
  /** From the version of the policy that the case is pinned to, to another one that is published. */
  migratePolicy: { version: string; reason: TextReference };
  /** Facts */
  receiveMessage: ReceivedMessage;
  /** The same inquiry arrived once more, on another way or in another mailbox. */
  receiveCopy: ReceivedCopy;
  recordDelivery: DeliveryReport;
  recordPayment: { payment: PaymentId; invoices: InvoiceId[]; amount: Amount };
  /** How the customer rates the way their case was handled; once for each case. */
  rate: Rating;
  recordIdentityCheck: {
    customer: CustomerId;
    level: IdentificationLevel;
    method: IdentificationMethod;
    evidence?: TextReference;
  };
  /** From the customer's follow-up: nobody answers this question, however often they were reminded. */
  answerOverdue: { message: MessageId; reason: QuestionReason; reminders: number };
  /** The owner's absence has begun, and their cases are to be handed over. */
  handOver: { absence: string };
  /** From a case that was merged into this one: what it brings. */
  absorb: { from: Reference; links: LinkTarget[]; involvements: Involved[]; disputes: BroughtDispute[] };
  /** From a case that is merged no longer: what it brought is its own again. */
  releaseMerged: { from: Reference };
  /** What the customer wrote on a case that is merged into this one; the message stays that case's. */
  receiveMerged: { from: Reference } & ReceivedMessage;
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
  /** The case that was opened by it. */
  reference?: Reference;
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

/** A service-level clock, or one of a regulatory pack as `pack:clock`. */
export type ClockId = ClockName | `${string}:${string}`;

/** The length of a clock that counts whole days, after the day it starts on, in the zone of its calendar. */
export interface ClockDays {
  count: number;
  unit: 'calendar_days' | 'business_days';
  until: 'end_of_day' | 'close_of_business';
}

export interface ClockEvent {
  name: ClockId;
  target: { milliseconds: number; calendar: string };
  startedAt: Instant;
  runningSince: Instant | null;
  consumed: number;
  dueAt: Instant | null;
  warnAt: Instant | null;
  warnedAt: Instant | null;
  breachedAt: Instant | null;
  stoppedAt: Instant | null;
  /** When it last ran again after a pause or a stop; absent while it never did. */
  resumedAt?: Instant;
  /** Only clocks that count whole days: `target` then says the same in time. */
  days?: ClockDays;
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

/** Why a case is looked at again. */
export type SnoozeEnd = 'time' | 'person' | 'customer_wrote' | 'service_level' | 'escalated';

/** What a case that was split off is opened with. */
export interface SplitOff {
  category: Category;
  urgency: Urgency;
  language: Language;
  text: TextReference;
  links: LinkTarget[];
  disputes: BroughtDispute[];
  involvements: Involved[];
  customer: CustomerId | null;
  identification: { level: IdentificationLevel; method: IdentificationMethod };
  contact: string | null;
  /** As they stood; their consumed time counts on the new case. */
  clocks: ClockEvent[];
  firstResponseAt: Instant | null;
  /** From when clocks count that the case did not have. */
  receivedAt: Instant;
  /** What was recorded for regulatory packs; absent when nothing was. */
  regulatoryEvents?: { pack: string; event: string; at: Instant }[];
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
      /** The admin who filed it in that person's name; they count as requester too. */
      impersonatedBy?: PersonId;
      policyVersion: string;
      follows: Reference | null;
      /** What came with it; absent when nothing did. */
      attachments?: FileReference[];
      /** The case that its subject names, without any proof: for staff to look at, and no more. */
      suggests?: Reference;
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
  | {
      type: 'clocks_set';
      clocks: ClockEvent[];
      cause: string;
      /** Clocks of packs that no longer apply: they are taken away. */
      removed?: ClockId[];
      /** The legal entity has no calendar in the policy of the case, so that business targets count every hour. */
      withoutCalendar?: string;
    }
  | { type: 'regulatory_packs_set'; packs: { pack: string; calendar: string }[] }
  | { type: 'regulatory_event_recorded'; pack: string; event: string; at: Instant; by: PersonId; reason: TextReference }
  | { type: 'snoozed'; until: Instant; by: PersonId; reason?: TextReference }
  | { type: 'snooze_ended'; because: SnoozeEnd; reason?: TextReference }
  | { type: 'routed'; team: string; person: PersonId | null; explanation: Explanation; manual: boolean }
  | {
      type: 'assigned';
      team: string;
      person: PersonId | null;
      /** Taken over from somebody who is away. */
      handedOver?: { from: PersonId; absence: string };
      reason?: TextReference;
    }
  | { type: 'work_started' }
  | { type: 'note_added'; text: TextReference }
  | ({ type: 'message_received' } & ReceivedMessage)
  | ({ type: 'copy_received' } & ReceivedCopy)
  | {
      type: 'message_queued';
      message: MessageId;
      purpose: MessagePurpose;
      step: string;
      recipient: { contact: string } | { person: PersonId } | { team: string };
      text: TextReference | null;
      attachments?: FileReference[];
      template?: TemplateUse;
      /** What an `answer_reminder` reminds of. */
      questions?: { inquiry: Reference; askedOn: LocalDate }[];
      /** The message that was not sent, and in whose place this one goes out. */
      resends?: MessageId;
    }
  /** `effect`: the one that was parked. */
  | ({ type: 'send_settled'; effect?: string } & SendSettlement)
  | MessageStatusChange
  | { type: 'information_requested'; message: MessageId }
  /** The follow-up of `customer` reminds of the question; null: the case does, while nobody is sure who asked. */
  | {
      type: 'answer_awaited';
      message: MessageId;
      customer: CustomerId | null;
      askedOn: LocalDate;
      nextAt: Instant | null;
      /** After a merge was undone: the case remembers how far it was, only the follow-up has to be told once more. */
      again?: true;
    }
  | {
      type: 'answer_reminder_decided';
      message: MessageId;
      step: string;
      decision: 'send' | 'postpone';
      reason: QuestionReason;
      nextStep: number;
      nextAt: Instant;
    }
  /** Whoever asked is told that nobody answers. */
  | { type: 'answer_overdue'; message: MessageId; reason: QuestionReason; reminders: number }
  | { type: 'answer_awaited_no_more'; message: MessageId; because: AwaitingEnd; customer: CustomerId | null }
  | { type: 'linked'; target: LinkTarget }
  | { type: 'unlinked'; target: LinkTarget }
  /** `hold` where the usual one belongs to a dispute that was split off. */
  | { type: 'dispute_opened'; invoice: InvoiceId; amount: Amount; reason: DisputeReason; by: PersonId; hold?: string }
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
      /** One stage after the other when left out. */
      order?: 'parallel';
      /** In the policy's currency, with what counts towards thresholds beside it. */
      threshold: { amount: Amount; counted: Amount; rate: string };
      expiresAt: Instant;
      remindAt?: Instant;
    }
  /** Approvers of the stages that wait were reminded, once for each version; nobody when nobody is there to decide. */
  | { type: 'approval_reminded'; proposal: ProposalId; version: number; stages: string[]; people: PersonId[] }
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
  /** `effect` and `evidence` when a person looked into the books, after the effect had been parked. */
  | { type: 'proposal_posted'; proposal: ProposalId; effect?: string; evidence?: TextReference }
  | { type: 'proposal_posting_failed'; proposal: ProposalId; code: string; effect?: string; evidence?: TextReference }
  | {
      type: 'escalated';
      level: 1 | 2 | 3;
      cause: 'person' | 'breach' | 'warning';
      reason?: TextReference;
      /** When this level was reached: the next one counts from here. Absent in journals of earlier releases. */
      since?: Instant;
      /** Whom the ladder named at that instant. */
      told?: PersonId[];
    }
  | { type: 'de_escalated'; reason?: TextReference }
  | { type: 'priority_changed'; urgency: Urgency; reason?: TextReference }
  | { type: 'service_level_warned'; clock: ClockId; told?: PersonId[] }
  | { type: 'service_level_breached'; clock: ClockId; told?: PersonId[] }
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
  /** When the customer will be asked to rate the case; null when there is nobody left to ask. */
  | { type: 'rating_planned'; askAt: Instant | null }
  | ({ type: 'rated' } & Rating)
  | { type: 'closed'; how: 'confirmed' | 'window_passed' | 'by_staff'; reopenUntil: Instant; reason?: TextReference }
  | { type: 'reopened'; by: 'customer' | 'staff'; count: number; reason?: TextReference }
  /** `clocks` as they stand still while it is merged; what they were is kept in the state and comes back unchanged. */
  | { type: 'merged'; into: Reference; clocks: ClockEvent[]; reopenUntil: Instant; reason?: TextReference }
  /** `involvements` are those of the case that had taken it in: who took part there took part here. */
  | { type: 'unmerged'; from: Reference; involvements: Involved[]; reason?: TextReference }
  /** `links`: all that this case did not have of its own. `duplicates` are disputed here already; their holds are given up. */
  | {
      type: 'inquiry_absorbed';
      from: Reference;
      links: LinkTarget[];
      involvements: Involved[];
      disputes: BroughtDispute[];
      duplicates: BroughtDispute[];
    }
  /** `links` go, because nothing else brought them. */
  | { type: 'inquiry_released'; from: Reference; links: LinkTarget[] }
  | ({ type: 'merged_message_received'; from: Reference } & ReceivedMessage)
  /** What goes to a new case, and all that it inherits. */
  | ({ type: 'split_off'; reason?: TextReference } & SplitOff)
  /** The new case is filed. `split` is the sequence of `split_off`. */
  | { type: 'split_opened'; split: number; inquiry: Reference }
  | {
      type: 'split_received';
      from: Reference;
      involvements: Involved[];
      disputes: BroughtDispute[];
      firstResponseAt: Instant | null;
      regulatoryEvents?: { pack: string; event: string; at: Instant }[];
    }
  | { type: 'effect_parked'; key: string; kind: EffectKind; code: string }
  /** The case goes by another version from here on; what follows from that for its clocks is in the events after it. */
  | { type: 'policy_migrated'; from: string; to: string; reason?: TextReference }
  | { type: 'cancel_requested' }
  | { type: 'ended' };

export type InquiryEventType = InquiryEvent['type'];
