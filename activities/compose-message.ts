import type { Knex } from 'knex';
import { ownerKind, ownerSubject, type Owner } from '../contracts/ids';
import { languages, type Language, type MessagePurpose } from '../contracts/vocabulary';
import type { MailAttachment } from '../adapters/mail/port';
import type { MailContent } from '../adapters/mail/templates/content';
import { loadAttachments } from '../db/load-attachments';
import { findMailContact, findMailContactOfCustomer, type MailContact } from '../db/find-mail-contact';
import { refusesCourtesy } from '../db/refuses-courtesy';
import { findNamedRecords } from '../db/find-named-records';
import { findPeople } from '../db/find-people';
import { listLinkedPayments } from '../db/list-linked-payments';
import type { OutgoingMessage } from '../db/load-outgoing-message';
import { readAccountFacts } from '../db/read-account-facts';
import { disclosesAccount, statesMoney } from './account-disclosure';

/** Why a message is not sent, for good. Stable codes without personal data. */
export type SendRefusal =
  | 'message_unknown'
  | 'message_cancelled'
  | 'no_recipient'
  /** It would tell something of an account to somebody whose identity is not verified. */
  | 'not_identified'
  /** Name and address of the recipient have been erased. */
  | 'recipient_erased'
  /** Mail to the contact came back for good. */
  | 'undeliverable'
  /** Its text has been erased. */
  | 'text_erased'
  /** A file that goes along has been erased, or may not be opened any more. */
  | 'attachment_missing'
  /** It is a purpose that needs a text or invoices, and has none. */
  | 'content_missing'
  /** The contact wants no mails of courtesy, or was asked to rate a case lately. */
  | 'unsubscribed'
  | 'asked_lately'
  /** The address had its three acknowledgements this hour. */
  | 'acknowledgement_limit'
  /** The world moved on: nothing of the reminder is due any more. */
  | 'superseded';

export interface MailRecipient {
  /** Null for colleagues. */
  contact: string | null;
  address: string;
  name: string | null;
  language: Language;
  /** Whether anything of the account may be said. Colleagues are told about cases, never about accounts. */
  identified: boolean;
  openTracking: boolean;
}

export interface ComposePorts {
  db: Knex;
  /** Whether the policy in force lets mails tell that they were opened; true unless told. */
  openTracking?: () => Promise<boolean>;
  /** Mail address of a team, by the policy that is in force for the owner; null when the team is unknown. */
  teamAddress: (team: string, owner: Owner) => Promise<{ name: string; address: string } | null>;
}

/**
 * What an attempt is recorded under: the recipient as the message names it, never an address. A customer stays the same
 * recipient when its billing contact changes, so that nobody is written to twice.
 */
export function recipientKey(message: OutgoingMessage): string {
  const { recipient } = message;
  if ('contact' in recipient) return `contact:${recipient.contact}`;
  if ('person' in recipient) return `person:${recipient.person}`;
  if ('team' in recipient) return `team:${recipient.team}`;
  return `customer:${recipient.customer}`;
}

/** Who the mail goes to, as known at this moment; null when there is no address for them. */
export async function findRecipient(
  ports: ComposePorts,
  message: OutgoingMessage,
): Promise<MailRecipient | { refused: SendRefusal } | null> {
  const { db, teamAddress } = ports;
  const { recipient, owner } = message;
  if ('team' in recipient) {
    const team = await teamAddress(recipient.team, owner);
    return team && { ...team, contact: null, language: 'en', identified: false, openTracking: false };
  }
  if ('person' in recipient) {
    const person = (await findPeople(db, [recipient.person]))[recipient.person];
    if (!person?.active) return null;
    const language = readLanguage(person.languages[0]) ?? 'en';
    const { email: address, name } = person;
    return { contact: null, address, name, language, identified: false, openTracking: false };
  }
  const contact =
    'customer' in recipient
      ? await findMailContactOfCustomer(db, recipient.customer)
      : await findMailContact(db, recipient.contact);
  if (contact === null) return null;
  if (contact.erased) return { refused: 'recipient_erased' };
  if (contact.undeliverable) return { refused: 'undeliverable' };
  const identified = isIdentified(contact, message);
  return {
    contact: contact.id,
    address: contact.email,
    // A name that nobody has verified was chosen by the sender, and would be mailed on under our name.
    name: identified ? contact.name : null,
    language: (identified ? readLanguage(contact.language) : null) ?? readLanguage(message.inquiry?.language) ?? 'en',
    identified,
    openTracking: contact.openTracking && ((await ports.openTracking?.()) ?? true),
  };
}

/**
 * A contact is identified when control of the address was proved and it belongs to the customer that the message is about,
 * or when the case has verified the very contact it answers to.
 */
function isIdentified(contact: MailContact, message: OutgoingMessage): boolean {
  const customer =
    ownerKind(message.owner) === 'follow-up' ? ownerSubject(message.owner) : (message.inquiry?.customer ?? null);
  if (contact.verified && contact.customer !== null && (customer === null || contact.customer === customer))
    return true;
  return message.inquiry?.identification === 'verified' && message.inquiry.contact === contact.id;
}

const readLanguage = (language: string | null | undefined): Language | null =>
  languages.find((known) => known === language) ?? null;

/** Purposes that speak of an account from first to last. */
const aboutTheAccount: readonly MessagePurpose[] = ['invoice', 'reminder', 'payment_confirmation', 'arrangement_offer'];

export interface MessageLinks {
  acknowledgeUrl: string;
  uploadUrl: string;
  confirmUrl: string;
  acceptUrl: string;
  rateUrl: string;
  pixelUrl: string;
  /** Page of the case in the console, for colleagues. */
  caseUrl: string | null;
}

/** What the mail says, or why it must not be said. Throws `StoreUnavailable`. */
export async function composeMessage(
  db: Knex,
  message: OutgoingMessage,
  recipient: MailRecipient,
  links: MessageLinks,
): Promise<MailContent | { refused: SendRefusal }> {
  const { owner, purpose, inquiry } = message;
  const reference = ownerKind(owner) === 'inquiry' ? ownerSubject(owner) : null;
  const { name, identified } = recipient;
  if (aboutTheAccount.includes(purpose) && !identified) return { refused: 'not_identified' };

  switch (purpose) {
    case 'acknowledgement':
      return reference === null ? { refused: 'content_missing' } : { purpose, reference };
    case 'reply':
    case 'information_request':
    case 'resolution': {
      if (reference === null || message.text === null) return { refused: 'content_missing' };
      const text = message.text.content;
      if (text === null) return { refused: 'text_erased' };
      if (!identified && (await tellsOfAccounts(db, message, text))) return { refused: 'not_identified' };
      return {
        reference,
        name,
        text,
        ...(purpose === 'information_request'
          ? { purpose, uploadUrl: links.uploadUrl }
          : purpose === 'resolution'
            ? { purpose, confirmUrl: links.confirmUrl }
            : { purpose }),
      };
    }
    case 'invoice':
    case 'reminder': {
      const { acknowledgeUrl, pixelUrl } = links;
      if (message.items.length === 0) return { refused: 'content_missing' };
      const pixel = recipient.openTracking ? pixelUrl : null;
      const { questions } = message;
      return { purpose, name, lines: message.items, questions, acknowledgeUrl, pixelUrl: pixel };
    }
    case 'answer_reminder':
      return message.questions.length === 0
        ? { refused: 'content_missing' }
        : { purpose, name, questions: message.questions };
    case 'arrangement_offer': {
      const instalments = message.items.flatMap(({ invoice, amount, date }) =>
        date === undefined ? [] : [{ invoice, amount, date }],
      );
      return instalments.length === 0
        ? { refused: 'content_missing' }
        : { purpose, name, instalments, acceptUrl: links.acceptUrl };
    }
    case 'rating_request': {
      if (reference === null || !('contact' in message.recipient)) return { refused: 'content_missing' };
      const refusal = await refusesCourtesy(db, message.id, message.recipient.contact);
      return refusal ? { refused: refusal } : { purpose, reference, rateUrl: links.rateUrl };
    }
    case 'payment_confirmation': {
      const received = message.items.length > 0 ? [] : await listLinkedPayments(db, owner);
      return {
        purpose,
        reference,
        name,
        lines: message.items,
        received: received.map(({ amount, receivedOn }) => ({ amount, on: receivedOn })),
      };
    }
    case 'alert':
      return {
        purpose,
        reference,
        customer: ownerKind(owner) === 'follow-up' ? ownerSubject(owner) : null,
        category: inquiry?.category ?? null,
        urgency: inquiry?.urgency ?? null,
        dueAt: inquiry?.dueAt ?? null,
        url: links.caseUrl,
      };
  }
}

/**
 * Whether words of a person give away something of an account: of the one that the case is about, or, since nobody says
 * which one that is while nobody is identified, of any in our books.
 */
async function tellsOfAccounts(db: Knex, { owner, inquiry }: OutgoingMessage, text: string): Promise<boolean> {
  if (statesMoney(text)) return true;
  const own = await readAccountFacts(db, owner, inquiry?.customer ?? null);
  const { names, numbers } = await findNamedRecords(db, text);
  return disclosesAccount(text, { ...own, names: [...own.names, ...names], numbers: [...own.numbers, ...numbers] });
}

/**
 * The files that go along with a message. To somebody who is not identified none does: nobody can tell what a document
 * gives away. Throws `StoreUnavailable`.
 */
export async function readAttachments(
  db: Knex,
  { attachments }: OutgoingMessage,
  { identified }: MailRecipient,
): Promise<MailAttachment[] | { refused: SendRefusal }> {
  if (attachments.length === 0) return [];
  if (!identified) return { refused: 'not_identified' };
  const files = (await loadAttachments(db, attachments)).flatMap(({ id, name, media_type: mediaType, ...file }) =>
    file.content === null || file.quarantined !== null ? [] : [{ name: name ?? id, mediaType, content: file.content }],
  );
  return files.length < attachments.length ? { refused: 'attachment_missing' } : files;
}
