/**
 * The words of the field, spelled once. Code, API, database and screens use these and no synonyms;
 * `docs/glossary.md` explains them. This file imports nothing, so that every room may read it.
 */

export const categories = [
  'billing_dispute',
  'billing_inquiry',
  'payment_posting',
  'payment_arrangement',
  'credit_request',
  'onboarding',
  'letter_of_credit',
  'debt_restructuring',
  'consideration_payable',
  'account_change',
  'general',
] as const;
export type Category = (typeof categories)[number];

export const urgencies = ['critical', 'high', 'normal', 'low'] as const;
export type Urgency = (typeof urgencies)[number];

export const statuses = [
  'open',
  'assigned',
  'in_progress',
  'pending_customer',
  'pending_approval',
  'escalated',
  'resolved',
  'closed',
  'reopened',
] as const;
export type Status = (typeof statuses)[number];

export const roles = [
  'agent',
  'team_lead',
  'approver',
  'compliance',
  'auditor',
  'admin',
  'manager',
  'policy_author',
  'policy_publisher',
  'customer',
  'integration',
] as const;
export type Role = (typeof roles)[number];

export const channels = ['api', 'portal', 'email', 'sms', 'chat'] as const;
export type Channel = (typeof channels)[number];

export const clockNames = ['first_response', 'next_update', 'resolution'] as const;
export type ClockName = (typeof clockNames)[number];

/** What a proposal would do to the books once every stage has approved it. */
export const proposalKinds = ['credit_note', 'payment_allocation', 'invoice'] as const;
export type ProposalKind = (typeof proposalKinds)[number];

export const decisions = ['approve', 'reject', 'return'] as const;
export type DecisionVerb = (typeof decisions)[number];

export const disputeReasons = [
  'price',
  'quantity',
  'duplicate',
  'tax',
  'not_received',
  'terms',
  'purchase_order',
] as const;
export type DisputeReason = (typeof disputeReasons)[number];

export const resolutionOutcomes = [
  'answered',
  'credited',
  'paid',
  'rejected',
  'written_off',
  'allocated',
  'refunded',
  'arranged',
  'refused',
] as const;
export type ResolutionOutcome = (typeof resolutionOutcomes)[number];

/** How far a message got; evidence grows along the list, except for the four ends after `responded`. */
export const messageStatuses = [
  'pending',
  'sent',
  'delivered',
  'opened',
  'acknowledged',
  'responded',
  'failed',
  'bounced',
  'unknown',
  'cancelled',
] as const;
export type MessageStatus = (typeof messageStatuses)[number];

/** What shows how far a message got: from the word of the mail server down to what a machine may have done. */
export const deliveryEvidences = ['reply', 'link', 'pixel', 'dsn', 'smtp', 'webhook', 'bounce'] as const;
export type DeliveryEvidence = (typeof deliveryEvidences)[number];

/** What a received mail is, told by its headers and parts and never by its sender's word alone. */
export const mailKinds = ['ordinary', 'auto_reply', 'bounce', 'abuse_report', 'list'] as const;
export type MailKind = (typeof mailKinds)[number];

/** Reasons that lie with the address itself, so that nothing will reach it later either; all others say something of one mail, of us or of the moment. */
export const addressReasons = [
  'mailbox_unknown',
  'mailbox_moved',
  'suspended',
  'address_invalid',
  'host_unknown',
  'takes_no_mail',
] as const;

/** Why a mail could not be delivered; `adapters/mail/receive/bounce-reasons.ts` says how each is recognised. */
export const bounceReasons = [
  ...addressReasons,
  'mailbox_full',
  'too_big',
  'rejected_as_spam',
  'content_rejected',
  'sender_blocked',
  'authentication_failed',
  'rate_limited',
  'relay_denied',
  'policy',
  'host_unreachable',
  'expired',
  'loop',
  'system_problem',
  'protocol_error',
  'delayed',
  'undetermined',
] as const;
export type BounceReason = (typeof bounceReasons)[number];
export const isAboutAddress = (reason: string): boolean => (addressReasons as readonly string[]).includes(reason);

/** How far a message got, as figures count it: each includes what proves more, and `opened` means by a person. */
export const deliveryReaches = [
  'sent',
  'delivered',
  'opened',
  'opened_by_machine',
  'acknowledged',
  'responded',
  'bounced',
] as const;
export type DeliveryReach = (typeof deliveryReaches)[number];

export const messagePurposes = [
  'acknowledgement',
  'reply',
  'information_request',
  'resolution',
  'invoice',
  'reminder',
  'answer_reminder',
  'payment_confirmation',
  'arrangement_offer',
  'rating_request',
  'alert',
] as const;
export type MessagePurpose = (typeof messagePurposes)[number];

/** What a customer who rates a case found good or bad. */
export const ratingReasons = ['outcome', 'speed', 'clarity', 'courtesy', 'effort', 'other'] as const;
export type RatingReason = (typeof ratingReasons)[number];

export const identificationLevels = ['none', 'claimed', 'verified'] as const;
export type IdentificationLevel = (typeof identificationLevels)[number];

export const stopReasons = ['insolvency', 'stay', 'counsel', 'cease_contact', 'fraud'] as const;
export type StopReason = (typeof stopReasons)[number];

export const languages = ['en', 'de', 'fr', 'es'] as const;
export type Language = (typeof languages)[number];

/** What is kept for a period and then erased by itself. */
export const retentionCategories = ['inquiry_texts', 'contacts_without_customer', 'request_answers'] as const;
export type RetentionCategory = (typeof retentionCategories)[number];

/** Why somebody is away, as much as colleagues have to know: never what ails them. */
export const absenceReasons = ['leave', 'training', 'travel', 'other'] as const;
export type AbsenceReason = (typeof absenceReasons)[number];

/** What can happen to the directory of people. */
export const directoryChangeKinds = [
  'added',
  'revised',
  'merged',
  'unmerged',
  'delegation_given',
  'delegation_revoked',
  'absence_recorded',
  'absence_cancelled',
] as const;
export type DirectoryChangeKind = (typeof directoryChangeKinds)[number];
