/** Identifiers that cross a boundary, and how they are built. Nothing personal may ever stand in one (invariant I9). */

/** `INQ-2026-000042`: allocated by the database in the transaction that stores the intake; never reused. */
export type Reference = string;
export type CustomerId = string;
export type PersonId = string;
export type InvoiceId = string;
export type PaymentId = string;
export type ProposalId = string;
export type MessageId = string;

/** The caller's `Idempotency-Key`, which is also the Temporal update id and the key of the stored outcome. */
export type CommandId = string;

/** RFC 3339 in UTC with milliseconds, so that instants compare as text: `2026-03-06T16:00:00.000Z`. */
export type Instant = string;

/** `yyyy-mm-dd`. */
export type LocalDate = string;

/** The two kinds of actor that own a journal. */
export const ownerKinds = ['inquiry', 'follow-up'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** Owner of a journal: `inquiry:<reference>` or `follow-up:<customer>`. It is the workflow id as well. */
export type Owner = `${OwnerKind}:${string}`;

export const referencePattern = /^INQ-\d{4}-\d{6,}$/;

export const inquiryOwner = (reference: Reference): Owner => `inquiry:${reference}`;
export const followUpOwner = (customer: CustomerId): Owner => `follow-up:${customer}`;
export const ownerKind = (owner: Owner): OwnerKind => (owner.startsWith('inquiry:') ? 'inquiry' : 'follow-up');
export const ownerSubject = (owner: Owner): string => owner.slice(owner.indexOf(':') + 1);

/** A message's id follows from its owner and step, so that no repetition can make a second one (invariant I2). */
export const messageIdFor = (owner: Owner, step: string): MessageId =>
  `${owner.replace(':', '.')}.${step}`.replaceAll(/[^A-Za-z0-9._-]/g, '-');

/** `INV-2026-000042-1`: what a proposal to invoice will issue, so that no repetition can issue a second one. */
export const invoiceIdFor = (proposal: ProposalId): InvoiceId =>
  proposal.replace(/^INQ-/, 'INV-').replace(/-P(\d+)$/, '-$1');

/** An effect is known by who asked for it, at which journal row, and which of that row's effects it is. */
export const effectKey = (owner: Owner, sequence: number, index: number): string => `${owner}/${sequence}/${index}`;
export const sequenceOfEffect = (key: string): number => Number(key.split('/')[1]);
export const ownerOfEffect = (key: string): Owner => key.slice(0, key.indexOf('/')) as Owner;
