import type { SearchAttributeValues } from './search-attributes';
import type { CommandId, Instant, Owner, PersonId } from './ids';
import type { Refusal } from './errors';

/** Names that client, workflow and worker must agree on. */
export const taskQueue = 'inquiry-desk';

export const workflowTypes = {
  inquiry: 'inquiry',
  followUp: 'followUp',
  sweep: 'sweep',
  simulation: 'simulation',
  retention: 'retention',
  auditCheckpoint: 'auditCheckpoint',
} as const;

/** Decisions of people: each is a Temporal update of this name, answered after it is committed. */
export const inquiryUpdates = [
  'assign',
  'claim',
  'start',
  'addNote',
  'reply',
  'requestInformation',
  'propose',
  'revise',
  'decide',
  'withdraw',
  'settlePosting',
  'settleSend',
  'escalate',
  'deEscalate',
  'changePriority',
  'reclassify',
  'identify',
  'link',
  'unlink',
  'dispute',
  'settleDispute',
  'resolve',
  'confirm',
  'close',
  'reopen',
  'merge',
  'unmerge',
  'split',
  'snooze',
  'unsnooze',
  'recordRegulatoryEvent',
  'migratePolicy',
] as const;
export type InquiryUpdate = (typeof inquiryUpdates)[number];

/** Facts: things that have happened whether the case likes it or not. Each is a Temporal signal with a command id. */
export const inquirySignals = [
  'receiveMessage',
  'recordDelivery',
  'recordPayment',
  'rate',
  'recordIdentityCheck',
  'answerOverdue',
  'handOver',
  'absorb',
  'releaseMerged',
  'receiveMerged',
  'receiveCopy',
] as const;
export type InquirySignal = (typeof inquirySignals)[number];

export const followUpUpdates = [
  'promise',
  'cancelPromise',
  'offerArrangement',
  'acceptArrangement',
  'stop',
  'resume',
  'settleSend',
] as const;
export type FollowUpUpdate = (typeof followUpUpdates)[number];

export const followUpSignals = [
  'track',
  'hold',
  'release',
  'await',
  'answered',
  'recordDelivery',
  'recordPayment',
  'acknowledge',
] as const;
export type FollowUpSignal = (typeof followUpSignals)[number];

/** Sent by the sweep to an owner whose journal may have run ahead of its workflow. */
export const catchUpSignal = 'catchUp';
export const stateQuery = 'state';

/**
 * Who acted. A person is the person, never the login; `onBehalfOf` is set while a delegation is used. `impersonatedBy` is the
 * admin who worked in that person's name (RFC 8693, `act`): both count as having done it, and neither decides anything so.
 */
export type Actor =
  | { kind: 'person'; id: PersonId; onBehalfOf?: PersonId; impersonatedBy?: PersonId }
  | { kind: 'customer'; id: string }
  | { kind: 'integration'; id: string }
  | { kind: 'policy'; id: string }
  | { kind: 'timer'; id: string };

/** What travels to a workflow. Texts are references into erasable tables, never the text itself. */
export interface Command<Type extends string = string, Data = unknown> {
  id: CommandId;
  type: Type;
  actor: Actor;
  data: Data;
  /** Sequence that the caller has read (`If-Match`); another one refuses with `version_conflict`. */
  expectedSequence?: number;
  /** Keyed digest of the request, so that a key used for another request is noticed. */
  digest?: string;
}

/** What became of a command. Stored under its id, so that a repeated question gets the same answer. */
export type Outcome =
  { result: 'accepted'; sequence: number; status: string } | { result: 'refused'; sequence: number; refusal: Refusal };

/** One row of the journal as the workflow sees it. */
export interface JournalEntry<Event = { type: string }> {
  sequence: number;
  commandId: CommandId;
  occurredAt: Instant;
  actor: Actor;
  event: Event;
}

/** Something to be done outside after the commit, by an ordinary activity with this key. */
export interface Effect {
  key: string;
  kind: EffectKind;
  /** The message, proposal or other thing that it is about; what the activity needs beyond that it reads itself. */
  subject: string;
  /** Words for the operator in the web UI; no personal data. */
  summary: string;
  data: Record<string, unknown>;
}

export const effectKinds = [
  'sendMessage',
  'postToLedger',
  'tellFollowUp',
  'openFollowing',
  'tellInquiry',
  'openSplit',
] as const;
export type EffectKind = (typeof effectKinds)[number];

/** What `handle` returns: rows from the caller's sequence on, with everything the shell may act on. */
export interface HandleRecord<Event = { type: string }> {
  /** Without the command's id, which the caller knows or has no use for: every byte of this stays in the history. */
  entries: Omit<JournalEntry<Event>, 'commandId'>[];
  /** Present when the journal holds the command's outcome; absent when the journal was ahead and nothing was decided. */
  outcome?: Outcome;
  effects: Effect[];
  wakeAt: Instant | null;
  /** After a decision those that it changed; after catching up all of them. */
  searchAttributes: SearchAttributeValues;
}

export interface HandleRequest<State = unknown> {
  owner: Owner;
  /** The caller's fold of the journal so far; null before the first row. */
  state: State | null;
  command: Command;
  now: Instant;
}
