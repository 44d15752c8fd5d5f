import { randomUUID } from 'node:crypto';
import type { Dispatch } from '../adapters/engine/deliver-dispatches';
import { inquiryOwner, ownerSubject } from '../contracts/ids';
import type { DeliveryReport } from '../contracts/inquiry';
import { countAcknowledged } from '../db/count-acknowledged';
import { fileIntake, type NewIntake } from '../db/file-intake';
import { findCustomer } from '../db/find-customer';
import { findIntakeOfMail } from '../db/find-intake-of-mail';
import { insertSignalDispatch } from '../db/insert-dispatch';
import { listLegalEntities } from '../db/list-legal-entities';
import { storeTexts } from '../db/store-texts';
import { addElapsed, dayInMilliseconds } from '../domain/instant';
import { suggestedBy, type Thread } from './find-thread';
import { fingerprintOf } from './fingerprint';
import { storeAttachments } from './store-parts';
import type { MailAtHand, Taken } from './take-mail';
import { bodyOf, clean, subjectOf, threadDigest, wordsOf } from './words-of-mail';

/**
 * A mail that begins a case. Who asks is found by the address, as on every channel (ADR 5): only one that was proved speaks
 * for its customer. An answer to a message of a follow-up is about that message's invoices.
 */
export async function takeAsInquiry(hand: MailAtHand): Promise<Taken> {
  const { ports, transaction, row, mail, sourceKey, digest, thread, policyVersion, now } = hand;
  const acknowledge = await mayAcknowledge(hand);
  const identified = await identify(hand);
  const attachments = await storeAttachments(hand, { customer: identified.customer });
  const suggested = thread === null ? await suggestedBy(transaction, mail) : null;
  const follows = thread?.ended === true && thread.verified ? ownerSubject(thread.owner) : null;
  const answers = answersFollowUp(thread) ? thread.answers : null;
  const body = bodyOf(mail);
  const intake: NewIntake = {
    channel: 'email',
    sourceKey,
    digest,
    subject: subjectOf(mail),
    body,
    legalEntity: await chooseLegalEntity(hand, identified.customer),
    ...identified,
    filedBy: null,
    onBehalfOf: null,
    follows,
    policyVersion,
    receivedAt: row.received_at,
    attachments,
    fingerprint: fingerprintOf(ports.secret, mail.subject, body),
    mailbox: { name: row.mailbox, ...(row.team !== null && { team: row.team }) },
    ...(!acknowledge && { acknowledge }),
    ...(suggested !== null && { suggested }),
    ...(answers !== null && { answers }),
  };
  const filed = await fileIntake(transaction, intake);
  const owner = inquiryOwner(filed.reference);
  const content = `${owner}/mail-${row.id}/mail`;
  const words = { id: content, content: JSON.stringify(wordsOf(mail)), customer: identified.customer };
  await storeTexts(transaction, [words], now);
  const dispatches: Dispatch[] = filed.filed === 'before' ? [] : [filed.dispatch];
  if (answersFollowUp(thread)) dispatches.push(await tellFollowUp(hand, thread));
  return {
    disposition: filed.filed === 'now' ? 'new_inquiry' : 'duplicate',
    intake: (await findIntakeOfMail(transaction, sourceKey))?.intake ?? null,
    owner,
    message: null,
    content,
    acknowledged: filed.filed === 'now' && acknowledge,
    dispatches,
  };
}

const answersFollowUp = (thread: Thread | null): thread is Thread & { answers: string } =>
  thread !== null && thread.verified && thread.answers !== null && thread.owner.startsWith('follow-up:');

/** An answer is the best evidence that a message was read: nothing is asked again as if nobody had answered. */
async function tellFollowUp(
  { transaction, row, now }: MailAtHand,
  { owner, answers, customer }: Thread & { answers: string },
) {
  const data: DeliveryReport = { message: answers, status: 'responded', evidence: 'reply' };
  const actor = { kind: 'customer' as const, id: customer ?? 'unknown' };
  const command = { id: `mail:${row.id}:answer`, type: 'recordDelivery', actor, data };
  return insertSignalDispatch(transaction, owner, { name: command.type, command }, now);
}

/**
 * A thread gets at most one answer of a machine in a day, so that two machines which answer each other without saying that
 * they are machines come to rest (RFC 3834, section 2). The limit of each address and hour is the sender's.
 */
async function mayAcknowledge({ ports, transaction, mail, address, answerable, now }: MailAtHand): Promise<boolean> {
  if (!answerable || address === null) return false;
  const thread = threadDigest(ports.secret, address, mail);
  return (await countAcknowledged(transaction, thread, addElapsed(now, -dayInMilliseconds))) === 0;
}

async function identify({
  mail,
  address,
  contact,
  thread,
}: MailAtHand): Promise<Pick<NewIntake, 'customer' | 'identification' | 'contact'>> {
  if (address === null) return { customer: null, identification: { level: 'none', method: 'none' }, contact: null };
  if (contact === null) {
    const name = mail.from?.name ? clean(mail.from.name, 200).trim() : null;
    const known = { id: `contact-${randomUUID()}`, name: name === '' ? null : name, email: address, customer: null };
    return { customer: null, identification: { level: 'none', method: 'none' }, contact: known };
  }
  const { id, customer } = contact;
  if (contact.verified && customer !== null) {
    return { customer, identification: { level: 'verified', method: 'sender_address' }, contact: id };
  }
  // They hold a mail of ours to this customer and are recorded there, but nobody has proved the address.
  const claims = thread?.verified === true && customer !== null && thread.customer === customer;
  return {
    customer: claims ? customer : null,
    identification: { level: claims ? 'claimed' : 'none', method: 'none' },
    contact: id,
  };
}

async function chooseLegalEntity({ transaction, row }: MailAtHand, customer: string | null): Promise<string> {
  const of = customer === null ? null : await findCustomer(transaction, customer);
  const entities = await listLegalEntities(transaction);
  const wanted = of?.legal_entity ?? row.legal_entity;
  return entities.find(({ id }) => id === wanted)?.id ?? entities[0]?.id ?? '';
}
