import type { Knex } from 'knex';
import type { Dispatch } from '../adapters/engine/deliver-dispatches';
import type { ReceivedMail } from '../adapters/mail/receive/received-mail';
import { tellKind } from '../adapters/mail/receive/tell-kind';
import type { CustomerId, Instant, Owner } from '../contracts/ids';
import type { MailKind } from '../contracts/vocabulary';
import { findContactByEmail } from '../db/find-contact-by-email';
import { findSentMails } from '../db/find-mail-thread';
import { findIntakeOfMail } from '../db/find-intake-of-mail';
import type { ContactRow, ReceivedMailRow } from '../db/rows';
import { settleReceivedMail } from '../db/settle-received-mail';
import { findThread, type Thread } from './find-thread';
import type { ProcessMailPorts } from './ports';
import { recordBounces } from './record-bounces';
import { takeAsAutomatic } from './take-as-automatic';
import { takeAsInquiry } from './take-as-inquiry';
import { takeAsMessage } from './take-as-message';
import { takeCopy } from './take-copy';
import { addressOf, messageIdOf, senderDigest, sourceDigest, threadDigest } from './words-of-mail';

/** A mail that was read, with what is known of it before it is decided what follows. */
export interface MailAtHand {
  ports: ProcessMailPorts;
  transaction: Knex.Transaction;
  row: ReceivedMailRow;
  mail: ReceivedMail;
  kind: MailKind;
  /** Of the intake: the same for the same mail in every mailbox. */
  sourceKey: string;
  digest: string;
  /** Address of the sender, in lower case; null as well when the mail names several. */
  address: string | null;
  contact: ContactRow | null;
  thread: Thread | null;
  /** Whether a machine of ours may answer it. */
  answerable: boolean;
  /** Under which a case begins that it opens. */
  policyVersion: string;
  now: Instant;
}

/** What is written down of it in the end. */
export type Taken = Pick<ReceivedMailRow, 'disposition' | 'intake' | 'owner' | 'message' | 'content'> & {
  acknowledged?: boolean;
  dispatches: Dispatch[];
};

/**
 * What follows from a mail: a case begins, a case is told, a bounce becomes a fact, or a copy is accounted for. Everything
 * is written in the caller's transaction; what it returns the engine has still to be told.
 */
export async function takeMail(
  ports: ProcessMailPorts,
  transaction: Knex.Transaction,
  row: ReceivedMailRow,
  mail: ReceivedMail,
  { now, policyVersion }: Pick<MailAtHand, 'now' | 'policyVersion'>,
): Promise<Dispatch[]> {
  const { secret } = ports;
  const recipients = [...(row.envelope?.to ?? []), ...[...mail.to, ...mail.cc].map((to) => to.address)];
  const digest = sourceDigest(secret, mail, [...recipients, ...mail.deliveredTo], row.digest);
  const sourceKey = `email:${digest}`;
  // The same mail from another mailbox waits here, and then finds what became of this one.
  await transaction.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [sourceKey]);
  const address = mail.soleAuthor ? addressOf(mail.from) : null;
  const contact = address === null ? null : await findContactByEmail(transaction, address);
  const sender = address === null ? null : senderDigest(secret, address);
  const { kind, because } = tellKind(mail);
  const machine = mail.returnPath === '' || row.envelope?.from === '';
  const hand: MailAtHand = {
    ports,
    transaction,
    row,
    mail,
    kind,
    sourceKey,
    digest,
    address,
    contact,
    thread: await findThread(transaction, secret, {
      mail,
      recipients: [...recipients, ...mail.deliveredTo],
      sender,
      contact,
    }),
    answerable: kind === 'ordinary' && !machine,
    policyVersion,
    now,
  };
  const mayBeSomebody = because.every((sign) => sign === 'header:x-auto-response-suppress');
  const { dispatches, acknowledged = false, ...taken } = await take(hand, recipients, mayBeSomebody);
  await settleReceivedMail(
    transaction,
    row.id,
    {
      status: 'processed',
      kind,
      message_id: messageIdOf(mail),
      sender,
      thread: address === null ? null : threadDigest(secret, address, mail),
      contact: contact?.id ?? null,
      sender_verified: hand.thread ? hand.thread.verified : null,
      acknowledged,
      ...taken,
    },
    now,
  );
  await giveRawMail(transaction, row.file, taken.owner, contact?.customer ?? null);
  return dispatches;
}

/** The bytes belong to the case that they reached; without one to the customer whose address they came from. */
async function giveRawMail(
  transaction: Knex.Transaction,
  id: string,
  owner: Owner | null,
  customer: CustomerId | null,
): Promise<void> {
  if (owner !== null) await transaction('files').where({ id }).update({ owner });
  else if (customer !== null) await transaction('files').where({ id }).update({ customer });
}

/**
 * @param mayBeSomebody nothing but a header that forbids automatic answers speaks for a machine: mail servers of companies
 *   write it into what their people send. What answers nothing then begins a case, which is acknowledged to nobody.
 */
async function take(hand: MailAtHand, recipients: readonly string[], mayBeSomebody: boolean): Promise<Taken> {
  const { transaction, sourceKey, kind, thread } = hand;
  const earlier = await findIntakeOfMail(transaction, sourceKey);
  if (earlier) return takeCopy(hand, earlier);
  if (await isOurs(hand)) return takeAsAutomatic(hand, null);
  if (kind === 'bounce') return recordBounces(hand, recipients);
  if (kind === 'auto_reply' && !(mayBeSomebody && thread === null)) {
    if (thread === null || thread.ended || !thread.owner.startsWith('inquiry:')) return takeAsAutomatic(hand, thread);
    return takeAsMessage(hand, thread);
  }
  // A complaint about our mail is a matter of its own, whichever mail it is about.
  if (kind === 'abuse_report' || thread === null || thread.ended || !thread.owner.startsWith('inquiry:')) {
    return takeAsInquiry(hand);
  }
  return takeAsMessage(hand, thread);
}

/** What we have sent ourselves, and got back by a loop or a list. */
async function isOurs({ transaction, ports, mail, address }: MailAtHand): Promise<boolean> {
  if (address !== null && address === ports.ownAddress.toLowerCase()) return true;
  return mail.messageId !== null && (await findSentMails(transaction, [mail.messageId])).length > 0;
}
