import type { ClockEvent, FileReference, ReceivedMessage, TemplateUse } from '../contracts/inquiry';
import type { Actor, EffectKind, Outcome } from '../contracts/messages';
import type {
  CommandId,
  CustomerId,
  Instant,
  InvoiceId,
  LocalDate,
  MessageId,
  Owner,
  PaymentId,
  PersonId,
  Reference,
} from '../contracts/ids';
import type {
  AbsenceReason,
  Category,
  Channel,
  DirectoryChangeKind,
  Language,
  MessagePurpose,
  MessageStatus,
  ProposalKind,
  RetentionCategory,
  Role,
  Status,
  StopReason,
  Urgency,
} from '../contracts/vocabulary';

/**
 * One type per table, as a connection of `connect` reads it: `bigint` as a safe integer, `timestamptz` as an instant,
 * `date` as `yyyy-mm-dd`, `jsonb` parsed. Amounts are minor units of the row's currency.
 * When written, a `jsonb` column takes `JSON.stringify(…)`, an array column takes the array.
 */

export interface PolicyRow {
  version: string;
  hash: string;
  content: unknown;
  author: string;
  published_by: string;
  reason: string;
  published_at: Instant;
  number: number;
  /** Of whoever published it: from when, for whom, what to look at. */
  note: string | null;
}

/** One state of a draft, with who wrote it; the newest is the draft. */
export interface PolicyRevisionRow {
  version: string;
  revision: number;
  hash: string;
  content: unknown;
  /** As it was written in YAML; null when it came as JSON. */
  source: string | null;
  person: PersonId;
  reason: string;
  created_at: Instant;
}

export interface PolicyRejectionRow {
  version: string;
  revision: number;
  person: PersonId;
  reason: string;
  rejected_at: Instant;
}

export interface TextRow {
  id: string;
  /** Null once erased; the hash stays. */
  content: string | null;
  salt: string | null;
  hash: string;
  customer: CustomerId | null;
  stored_at: Instant;
  erased_at: Instant | null;
}

export interface IntakeRow {
  id: string;
  channel: Channel;
  source_key: string;
  digest: string;
  content: string;
  legal_entity: string;
  customer_claimed: string | null;
  contact: string | null;
  filed_by: PersonId | null;
  on_behalf_of: PersonId | null;
  impersonated_by: PersonId | null;
  identification: unknown;
  disposition: 'new_inquiry' | 'message_on_case' | 'automatic' | 'duplicate';
  reference: Reference | null;
  about: string | null;
  policy_version: string;
  received_at: Instant;
  attachments: FileReference[] | null;
  /** False where no answer by a machine may go out. */
  acknowledge: boolean | null;
  /** Keyed digest of what was said. */
  fingerprint: string | null;
  /** The case that the subject names without any proof. */
  suggested: Reference | null;
  /** The message of ours that it answers. */
  answers: MessageId | null;
}

/** One delivery of a mail to one mailbox. */
export interface ReceivedMailRow {
  id: string;
  source: 'imap' | 'smtp' | 'lmtp' | 'webhook' | 'upload';
  mailbox: string;
  team: string | null;
  legal_entity: string | null;
  digest: string;
  uid_validity: number | null;
  uid: number | null;
  /** Null once erased as well. */
  envelope: { from: string; to: string[] } | null;
  file: string;
  /** Bytes. */
  size: number;
  status: 'waiting' | 'processed' | 'failed';
  attempts: number;
  attempt_after: Instant | null;
  problem: string | null;
  kind: string | null;
  disposition: IntakeRow['disposition'] | null;
  intake: string | null;
  owner: Owner | null;
  message: MessageId | null;
  message_id: string | null;
  sender: string | null;
  thread: string | null;
  contact: string | null;
  sender_verified: boolean | null;
  acknowledged: boolean;
  /** Id in `texts`. */
  content: string | null;
  received_at: Instant;
  processed_at: Instant | null;
}

export interface DispatchRow {
  id: string;
  owner: Owner;
  kind: 'start' | 'signal';
  message: unknown;
  created_at: Instant;
  delivered_at: Instant | null;
}

export interface JournalRow {
  owner: Owner;
  sequence: number;
  type: string;
  event: { type: string };
  command_id: CommandId;
  actor: Actor;
  automatic: boolean;
  policy_version: string;
  occurred_at: Instant;
  previous_hash: string;
  hash: string;
  /** Wall clock of the database: for operators only, never business time. */
  recorded_at: Instant;
  position: number;
}

export interface OutcomeRow {
  owner: Owner;
  command_id: CommandId;
  type: string;
  digest: string | null;
  outcome: Outcome;
  occurred_at: Instant;
}

export interface EffectRow {
  key: string;
  owner: Owner;
  sequence: number;
  kind: EffectKind;
  subject: string;
  summary: string;
  data: Record<string, unknown>;
  status: 'waiting' | 'done' | 'failed' | 'unknown';
  created_at: Instant;
  settled_at: Instant | null;
  result: unknown;
}

export interface OwnerRow {
  owner: Owner;
  kind: string;
  sequence: number;
  hash: string;
  state: unknown;
  wake_at: Instant | null;
  ended: boolean;
}

export interface LegalEntityRow {
  id: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
  currency: string;
  /** IANA time zone. */
  zone: string;
}

export interface PersonRow {
  id: PersonId;
  name: string;
  email: string;
  person: PersonId;
  titles: string[];
  roles: Role[];
  duties: string[];
  teams: string[];
  skills: string[];
  languages: Language[];
  limits: Record<string, number>;
  capacity: number;
  active: boolean;
  absent_until: Instant | null;
  /** Counted up by the database with every change: the ETag. */
  version: number;
}

export interface DelegationRow {
  id: string;
  delegator: PersonId;
  delegate: PersonId;
  starts_at: Instant;
  /** When it was revoked, the instant of that, or `starts_at` if it had not begun. */
  ends_at: Instant;
  /** Null for all. */
  kinds: ProposalKind[] | null;
  /** Minor units of the policy's currency; null for the delegator's own limit. */
  maximum: number | null;
  revoked_at: Instant | null;
}

export interface AbsenceRow {
  id: string;
  person: PersonId;
  starts_at: Instant;
  /** When it was cancelled, the instant of that, or `starts_at` if it had not begun. */
  ends_at: Instant;
  reason: AbsenceReason;
  /** `keep`, `reroute`, or the person who takes over. */
  hand_over: string;
  cancelled_at: Instant | null;
}

export interface DirectoryChangeRow {
  id: string;
  person: PersonId;
  kind: DirectoryChangeKind;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** Id in `texts`. */
  reason: string | null;
  reason_hash: string | null;
  actor: Actor;
  /** The same for all records that were merged, or unmerged, at once. */
  merge: string | null;
  occurred_at: Instant;
}

export interface ApiKeyRow {
  id: string;
  name: string;
  hash: string;
  roles: Role[];
  created_at: Instant;
  revoked_at: Instant | null;
}

export interface CustomerRow {
  id: CustomerId;
  name: string;
  parent: CustomerId | null;
  legal_entity: string;
  language: Language;
  zone: string;
  segment: string;
  status: string;
  open_tracking: boolean;
  /** Set once the name was erased. */
  erased_at: Instant | null;
}

export interface ContactRow {
  id: string;
  customer: CustomerId | null;
  name: string | null;
  email: string;
  /** Control of the address was proved; a sender's word alone never sets this. */
  verified: boolean;
  created_at: Instant;
  /** Set once name and address were erased; what stands in `email` then is nobody's. */
  erased_at: Instant | null;
  /** Mails that came back before do not count any more: somebody has said that the address works. */
  deliverable_since: Instant | null;
}

export interface AgreementRow {
  id: string;
  customer: CustomerId;
  kind: string;
  title: string;
  starts_on: LocalDate;
  ends_on: LocalDate | null;
}

export interface InvoiceLine {
  description: string;
  quantity: number;
  /** Net of tax, minor units, for the whole line. */
  net: number;
}

export interface InvoiceRow {
  id: InvoiceId;
  legal_entity: string;
  customer: CustomerId;
  issued_on: LocalDate;
  due_on: LocalDate;
  currency: string;
  original: number;
  open: number;
  purchase_order: string | null;
  lines: InvoiceLine[];
  created_at: Instant;
}

export interface PaymentRow {
  id: PaymentId;
  legal_entity: string;
  customer: CustomerId | null;
  received_at: Instant;
  currency: string;
  amount: number;
  unapplied: number;
  payer_name: string | null;
  bank_reference: string | null;
  remittance: string | null;
  created_at: Instant;
}

export interface PostingRow {
  key: string;
  kind: string;
  owner: string | null;
  customer: CustomerId | null;
  currency: string;
  amount: number;
  digest: string;
  receipt: unknown;
  posted_at: Instant;
  position: number;
}

export interface PostingLineRow {
  posting: string;
  line: number;
  account: string;
  invoice: InvoiceId | null;
  payment: PaymentId | null;
  debit: number;
  credit: number;
}

export interface RequestRow {
  scope: string;
  key: string;
  digest: string;
  status: number;
  response: unknown;
  created_at: Instant;
}

export interface InquiryRow {
  reference: Reference;
  status: Status;
  category: Category;
  urgency: Urgency;
  team: string | null;
  assignee: PersonId | null;
  customer: CustomerId | null;
  legal_entity: string;
  channel: Channel;
  escalation_level: number;
  due_at: Instant | null;
  breached: boolean;
  needs_review: boolean;
  sequence: number;
  policy_version: string;
  received_at: Instant;
  updated_at: Instant;
  resolved_at: Instant | null;
  closed_at: Instant | null;
  follows: Reference | null;
  snoozed_until: Instant | null;
  clocks: ClockEvent[];
  merged_into: Reference | null;
}

export interface LinkRow {
  owner: Owner;
  kind: string;
  id: string;
}

export interface MessageRow {
  id: string;
  owner: Owner;
  direction: 'in' | 'out';
  purpose: MessagePurpose;
  step: string;
  recipient: Record<string, string> | null;
  /** Id in `texts`. */
  text: string | null;
  items: unknown;
  /** Questions that it reminds of, as `{ inquiry, askedOn }`; null when there are none. */
  questions: unknown;
  /** Files that go along; null when none do. */
  attachments: FileReference[] | null;
  /** What it was written by; null when freely, or before this was written down. */
  template: TemplateUse | null;
  /** Of what came in, unless it came before this was written down. */
  received: Pick<ReceivedMessage, 'channel' | 'automatic' | 'senderVerified' | 'answers'> | null;
  status: MessageStatus;
  history: unknown[];
  sequence: number;
  created_at: Instant;
}

export interface ProposalRow {
  id: string;
  owner: Owner;
  version: number;
  kind: ProposalKind;
  currency: string;
  amount: number;
  customer: CustomerId | null;
  content: unknown;
  content_hash: string;
  status: string;
  stages: unknown[];
  expires_at: Instant;
  made_at: Instant;
}

export interface InvolvementRow {
  owner: Owner;
  person: PersonId;
  duty: string;
  sequence: number;
}

export interface ProposalDecisionRow {
  proposal: string;
  version: number;
  stage: number;
  decider: PersonId;
  on_behalf_of: PersonId | null;
  decision: string;
  content_hash: string;
  decided_at: Instant;
  owner: Owner;
  sequence: number;
}

export interface AlertRow {
  owner: Owner;
  sequence: number;
  position: number;
  team: string | null;
  person: PersonId | null;
  kind: string;
  created_at: Instant;
  read_at: Instant | null;
}

export interface SendAttemptRow {
  message: string;
  recipient: string;
  message_id: string;
  /** In the envelope sender; null for what went out under the plain one. */
  bounce_token: string | null;
  started_at: Instant;
  result: 'sent' | 'failed' | 'unknown' | null;
  detail: string | null;
  settled_at: Instant | null;
  /** Id of the contact that it went to; null for colleagues, and for what was sent before this was written down. */
  contact: string | null;
  /** The language it was written in; null for what was sent before this was written down. */
  language: Language | null;
}

/** A mail that came back, and from whom: what the journal says of it. */
export interface ContactBounceRow {
  owner: Owner;
  sequence: number;
  contact: string;
  message: MessageId;
  kind: 'hard' | 'soft';
  reason: string;
  bounced_at: Instant;
}

export interface FollowUpRow {
  customer: CustomerId;
  sequence: number;
  stopped: StopReason | null;
  next_at: Instant | null;
  updated_at: Instant;
}

export interface PromiseRow {
  id: string;
  customer: CustomerId;
  invoice: InvoiceId;
  currency: string;
  amount: number;
  promised_for: LocalDate;
  status: string;
  made_at: Instant;
}

export interface HoldRow {
  id: string;
  customer: CustomerId;
  invoice: InvoiceId;
  currency: string | null;
  amount: number | null;
  inquiry: Reference;
  released_at: Instant | null;
}

/** Whose words are erased. `mails`: mail that reached no case; `requests`: the notes of answered requests, which are nobody's in particular. */
export type ErasureSubjectKind = 'contact' | 'customer' | 'inquiry' | 'requests' | 'mails';

/** What stays although it belongs to the subject, and why. */
export interface HeldBack {
  what: 'texts' | 'files' | 'contacts' | 'customer_name' | 'invoices' | 'payments' | 'postings' | 'agreements';
  count: number;
  because: 'legal_hold' | 'bookkeeping';
  /** Ids of the legal holds. */
  holds: string[];
}

export interface ErasureRow {
  id: string;
  subject_kind: ErasureSubjectKind;
  subject: string;
  basis: 'request' | 'retention';
  reason: string;
  actor: Actor;
  /** Ids of what was erased. */
  texts: string[];
  contacts: string[];
  customers: CustomerId[];
  files: string[];
  requests: number;
  held_back: HeldBack[];
  erased_at: Instant;
}

export interface LegalHoldRow {
  id: string;
  subject_kind: 'customer' | 'inquiry';
  subject: string;
  reason: string;
  placed_by: PersonId;
  placed_at: Instant;
  released_by: PersonId | null;
  released_at: Instant | null;
  release_reason: string | null;
}

export interface RetentionPeriodRow {
  number: number;
  category: RetentionCategory;
  /** Null: kept without end. */
  days: number | null;
  reason: string;
  set_by: PersonId;
  set_at: Instant;
}

/** The database's copy of a signed checkpoint. */
export interface CheckpointRow {
  file: string;
  number: number;
  /** Clock of the database. */
  taken_at: Instant;
  /** SHA-256 of the line. */
  hash: string;
  /** As it stands in the file. */
  line: string;
}

/** Bytes that people sent us or that we send: erasable, as `texts` are. */
export interface FileRow {
  id: string;
  kind: 'raw_mail' | 'attachment' | 'upload';
  /** Case or follow-up that it belongs to, and the message on it; null while it belongs to none. */
  owner: Owner | null;
  message: MessageId | null;
  /** Made safe to show and to save; null when there was none, or it is erased. */
  name: string | null;
  declared_type: string | null;
  /** As its first bytes tell. */
  media_type: string;
  /** Bytes. */
  size: number;
  inline: boolean;
  content_id: string | null;
  /** Stable code of why nobody may open it; null when it may be opened. */
  quarantined: string | null;
  content: Buffer | null;
  salt: string | null;
  /** SHA-256 of salt and bytes. */
  hash: string;
  customer: CustomerId | null;
  uploaded_by: Actor | null;
  stored_at: Instant;
  erased_at: Instant | null;
}

export interface PortalSessionRow {
  id: string;
  token_hash: string;
  /** Id of the contact. */
  contact: string;
  customer: CustomerId;
  created_at: Instant;
  expires_at: Instant;
  revoked_at: Instant | null;
}

export interface MailPreferencesRow {
  /** Id of the contact. */
  contact: string;
  open_tracking: boolean;
  /** Mails that we send out of courtesy: reminders of what is not due yet, and requests to rate a case. */
  courtesy: boolean;
  changed_at: Instant;
}

export interface MailboxPositionRow {
  mailbox: string;
  /** Account and folder. */
  place: string;
  /** The server's UIDVALIDITY (RFC 9051, section 2.3.1.1). */
  validity: number;
  /** The highest UID up to which everything is stored and settled. */
  uid: number;
  moved_at: Instant;
}
