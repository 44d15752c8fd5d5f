import type { Knex } from 'knex';
import type { ReceivedMail } from '../adapters/mail/receive/received-mail';
import { readReplyAddress } from '../adapters/mail/thread-address';
import {
  inquiryOwner,
  ownerSubject,
  type CustomerId,
  type MessageId,
  type Owner,
  type Reference,
} from '../contracts/ids';
import { findCase } from '../db/find-case';
import { findOwnerOfReceived, findSentMails, type KnownMail } from '../db/find-mail-thread';
import type { ContactRow } from '../db/rows';

/** What a mail belongs to, and whether its sender has shown to be the one whom that answers to. */
export interface Thread {
  owner: Owner;
  ended: boolean;
  customer: CustomerId | null;
  /**
   * It holds a token that we have sent out, and comes from an address that is known there. Without both it is recorded
   * and never counts as the customer's word.
   */
  verified: boolean;
  /** Which of our messages it answers. */
  answers: MessageId | null;
}

export interface MailToThread {
  mail: ReceivedMail;
  /** Every address that it was sent or delivered to. */
  recipients: readonly string[];
  sender: string | null;
  contact: ContactRow | null;
}

/** As many are looked at; more are no thread but a flood. */
const mostIds = 60;
const mostRecipients = 200;

/**
 * Finds what a mail belongs to: by the token in an address of ours, by our Message-ID that it answers, by a mail of the same
 * sender that it answers, or by an address of ours whose token is wrong, from the very address that the case answers to.
 * Null when it belongs to nothing; a reference in the subject alone never counts (`suggestedBy`).
 */
export async function findThread(knex: Knex, secret: string, received: MailToThread): Promise<Thread | null> {
  const { mail, contact, sender } = received;
  const recipients = received.recipients.slice(0, mostRecipients);
  const ids = [...new Set([...mail.inReplyTo, ...[...mail.references].reverse()])].slice(0, mostIds);
  const sent = await findSentMails(knex, ids);
  const answered = ids.map((id) => sent.find(({ messageId }) => messageId === id)).find((known) => known !== undefined);

  for (const address of recipients) {
    const reference = readReplyAddress(secret, address);
    const thread = reference === null ? null : await threadOfCase(knex, reference, contact, answered);
    if (thread) return thread;
  }
  if (answered) {
    if (answered.owner.startsWith('inquiry:')) {
      return threadOfCase(knex, ownerSubject(answered.owner), contact, answered);
    }
    const customer = ownerSubject(answered.owner);
    const verified = contact !== null && (contact.customer === customer || isRecipient(contact, answered));
    return { owner: answered.owner, ended: false, customer, verified, answers: answered.message };
  }
  const unproved = sender === null ? null : await findOwnerOfReceived(knex, ids, sender);
  if (unproved) return withoutProof(await threadOfCase(knex, ownerSubject(unproved), contact, undefined));
  for (const address of recipients) {
    const claimed = claimedReference(address);
    const thread = claimed === null ? null : await threadOfCase(knex, claimed, contact, undefined);
    // Somebody else with a made-up token has nothing to do with the case.
    if (thread?.verified) return withoutProof(thread);
  }
  return null;
}

async function threadOfCase(
  knex: Knex,
  reference: Reference,
  contact: ContactRow | null,
  answered: KnownMail | undefined,
): Promise<Thread | null> {
  const found = await findCase(knex, reference);
  if (!found) return null;
  const owner = inquiryOwner(reference);
  const customer = found.state ? found.state.customer : found.claimed.customer;
  const answersTo = found.state ? found.state.contact : found.contact;
  const own = answered?.owner === owner ? answered : null;
  const known =
    contact !== null &&
    (contact.id === answersTo ||
      (contact.customer !== null && contact.customer === customer) ||
      (own !== null && isRecipient(contact, own)));
  return { owner, ended: found.ended, customer, verified: known, answers: own?.message ?? null };
}

const isRecipient = ({ id }: ContactRow, { recipient }: KnownMail): boolean => recipient === `contact:${id}`;

const withoutProof = (thread: Thread | null): Thread | null => thread && { ...thread, verified: false, answers: null };

/** An address in the form of ours, whatever its token is worth. */
function claimedReference(address: string): Reference | null {
  const match = /\+(inq-\d{4}-\d{6,12})\.[^@]*@/i.exec(address);
  return match?.[1]?.toUpperCase() ?? null;
}

/** The case that the subject names. Anybody can write that: it is shown to staff and leads to nothing. */
export async function suggestedBy(knex: Knex, { subject }: ReceivedMail): Promise<Reference | null> {
  const reference = /\binq-\d{4}-\d{6,12}\b/i.exec(subject)?.[0].toUpperCase();
  return reference !== undefined && (await findCase(knex, reference)) ? reference : null;
}
