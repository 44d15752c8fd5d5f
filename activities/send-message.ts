import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { ApplicationFailure } from '@temporalio/common';
import { ownerKind, ownerSubject, type Instant, type MessageId, type Owner, type Reference } from '../contracts/ids';
import type { Effect } from '../contracts/messages';
import type { Language, MessagePurpose } from '../contracts/vocabulary';
import { bounceAddress, bounceToken } from '../adapters/mail/bounce-address';
import { linkPath, signLink, type LinkPurpose } from '../adapters/mail/links';
import { domainOf } from '../adapters/mail/mailbox';
import { messageIdHeader } from '../adapters/mail/message-id';
import type { Mailbox, MailSender, OutgoingMail, SendResult } from '../adapters/mail/port';
import { writeMail } from '../adapters/mail/templates/write-mail';
import { replyAddress } from '../adapters/mail/thread-address';
import { claimSendAttempt, isDeferred } from '../db/claim-send-attempt';
import { findSendAttempt } from '../db/find-send-attempt';
import { listSentMessageIds } from '../db/list-sent-message-ids';
import { loadOutgoingMessage, type OutgoingMessage } from '../db/load-outgoing-message';
import type { SendAttemptRow } from '../db/rows';
import { settleSendAttempt, type SendSettlement } from '../db/settle-send-attempt';
import { StoreUnavailable } from '../db/transaction';
import {
  composeMessage,
  findRecipient,
  readAttachments,
  recipientKey,
  type ComposePorts,
  type SendRefusal,
} from './compose-message';
import { readOpening } from './read-opening';

export interface SendMessagePorts extends ComposePorts {
  db: Knex;
  mail: MailSender;
  /** Business time. */
  clock: { now(): Instant | Promise<Instant> };
  /** Without a slash at the end. */
  publicUrl: string;
  secret: string;
  /** `MAIL_FROM`; its domain is that of Message-IDs and reply addresses. */
  sender: Mailbox;
  /** Asked right before a reminder goes out: is all that it asks for still collectable? (open, not held, not promised) */
  stillDue(message: MessageId): Promise<boolean>;
  /** Message-ID headers of what came in on this owner, oldest first, with angle brackets. */
  receivedMessageIds?(owner: Owner): Promise<string[]>;
  /** Page of the owner in the console; alerts link to it. */
  caseUrl?(owner: Owner): string | null;
  /** Days for which acknowledgement link and open tracking work; 90 unless told. */
  linkDays?: number;
}

export interface SendOutcome {
  result: 'done' | 'failed' | 'unknown';
  /** Stable code without personal data: a `SendRefusal`, or what the mail server's side did. */
  detail?: string;
}

/** Nobody gets more acknowledgements than this in an hour, however often they write. */
const acknowledgementsPerHour = 3;

/** Purposes that a person has put into words; everything else is marked as automatic (RFC 3834). */
const writtenByPeople: readonly MessagePurpose[] = ['reply', 'information_request', 'resolution'];

/**
 * Makes the activity that sends one message to its one recipient, at most once (invariant I2).
 *
 * SMTP cannot be asked afterwards what became of a mail. So a row stands before each send: who finds it without a result
 * knows only that somebody was about to send, returns `unknown` and never sends; a person decides. Repetitions after a
 * settled attempt give its result again.
 *
 * - `done`: the mail server took it.
 * - `failed`: it was certainly not sent and will not be; `detail` says why.
 * - `unknown`: parked; `listParkedSends` shows it.
 *
 * Throws a retryable `ApplicationFailure` (`mail_deferred`) when nothing was handed over and a later attempt may succeed,
 * and `StoreUnavailable` when the database is away; both before anything ambiguous, or leaving a row that tells of it.
 * One run takes at most 75 s for the mail and about 35 s more while the database is away: start-to-close 2 minutes.
 */
export function createSendMessage(
  ports: SendMessagePorts,
): (effect: Pick<Effect, 'subject' | 'data'>) => Promise<SendOutcome> {
  const { db, mail, clock, secret, sender } = ports;

  return async (effect) => {
    const { data, subject } = effect;
    const id = typeof data['message'] === 'string' ? data['message'] : subject;
    const message = await loadOutgoingMessage(db, id);
    if (message === null) return refuse('message_unknown');
    const recipient = recipientKey(message);

    // What has happened comes first: it stays true when the message could not be sent any more.
    const earlier = await findSendAttempt(db, id, recipient);
    if (earlier && !isDeferred(earlier)) return park(earlier);

    const prepared = await prepare(message, recipient);
    if ('refused' in prepared) return refuse(prepared.refused);
    if (asksForSomething(message) && !(await ports.stillDue(id))) return refuse('superseded');

    const claim = await claimSendAttempt(db, {
      message: id,
      recipient,
      messageId: prepared.messageId,
      bounceToken: prepared.returnPath.envelopeId,
      contact: prepared.contact,
      language: prepared.language,
      startedAt: await clock.now(),
      ...(message.purpose === 'acknowledgement' && {
        limit: { purpose: message.purpose, perHour: acknowledgementsPerHour },
      }),
    });
    if (claim === 'limited') return refuse('acknowledgement_limit');
    if (claim === 'taken') {
      const rival = await findSendAttempt(db, id, recipient);
      return rival ? park(rival) : { result: 'unknown' };
    }

    // From here to the settlement nothing may be repeated. Should the process end in between, the row stays open.
    const { contact: _contact, language: _language, ...outgoing } = prepared;
    const result = await mail.send(outgoing).catch((): SendResult => ({ result: 'unknown', code: 'sender_failed' }));
    return settle(id, recipient, result);
  };

  /** The answer of an attempt that somebody else made. Without a result it is ambiguous, and now said to be. */
  async function park(attempt: SendAttemptRow): Promise<SendOutcome> {
    if (attempt.result !== null) return outcomeOf(attempt.result, attempt.detail);
    await settleSendAttempt(db, {
      message: attempt.message,
      recipient: attempt.recipient,
      result: 'unknown',
      detail: 'interrupted',
      settledAt: await clock.now(),
    });
    return { result: 'unknown', detail: 'interrupted' };
  }

  async function settle(message: MessageId, recipient: string, sent: SendResult): Promise<SendOutcome> {
    const { result } = sent;
    const detail = result === 'sent' ? null : sent.code;
    const deferred = result === 'failed' && !sent.permanent;
    await persist({ message, recipient, result, detail, deferred, settledAt: await clock.now() });
    if (deferred) {
      throw ApplicationFailure.create({ type: 'mail_deferred', message: `nothing was handed over: ${sent.code}` });
    }
    return outcomeOf(result, detail);
  }

  /** The answer of the mail server is known only here: a database that is being restarted is waited for. */
  async function persist(settlement: SendSettlement): Promise<void> {
    for (const wait of [100, 300, 1_000, 3_000, 5_000, 5_000]) {
      try {
        return await settleSendAttempt(db, settlement);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await pause(wait);
      }
    }
    return settleSendAttempt(db, settlement);
  }

  type PreparedMail = OutgoingMail &
    Required<Pick<OutgoingMail, 'returnPath'>> & { contact: string | null; language: Language };

  async function prepare(message: OutgoingMessage, key: string): Promise<PreparedMail | { refused: SendRefusal }> {
    if (message.status === 'cancelled') return { refused: 'message_cancelled' };
    const recipient = await findRecipient(ports, message);
    if (recipient === null) return { refused: 'no_recipient' };
    if ('refused' in recipient) return recipient;
    const now = await clock.now();
    const links = customerLinks(message.id, now, recipient.language);
    const content = await composeMessage(db, message, recipient, {
      ...links,
      caseUrl: ports.caseUrl?.(message.owner) ?? null,
    });
    if ('refused' in content) return content;
    const attachments = await readAttachments(db, message, recipient);
    if ('refused' in attachments) return attachments;

    const domain = domainOf(sender.address);
    const token = bounceToken(secret, message.id, key);
    const received = (await ports.receivedMessageIds?.(message.owner)) ?? [];
    const sent = await listSentMessageIds(db, message.owner, key, message.id);
    const inReplyTo = received.at(-1) ?? sent.at(-1);
    const answered = caseAnswered(message);
    const answersTo = answered === null ? null : { name: sender.name, address: replyAddress(secret, answered, domain) };
    return {
      contact: recipient.contact,
      language: recipient.language,
      from: sender,
      to: { name: recipient.name, address: recipient.address },
      ...(answersTo && { replyTo: answersTo }),
      returnPath: { address: bounceAddress(token, domain), envelopeId: token },
      ...writeMail(content, {
        language: recipient.language,
        signature: sender.name ?? domain,
        opening: await readOpening(db, content, recipient.language),
      }),
      messageId: messageIdHeader(secret, message.id, key, domain),
      ...(inReplyTo !== undefined && { inReplyTo, references: threadOf(received, sent, inReplyTo) }),
      ...(!writtenByPeople.includes(message.purpose) && { autoSubmitted: 'auto-generated' as const }),
      ...(message.purpose === 'reminder' && { unsubscribeUrl: links.preferencesUrl }),
      ...(attachments.length > 0 && { attachments }),
      date: now,
    };
  }

  function customerLinks(message: MessageId, now: Instant, language: string) {
    const expiresAt = new Date(Date.parse(now) + (ports.linkDays ?? 90) * 86_400_000).toISOString();
    const link = (purpose: LinkPurpose): string =>
      `${ports.publicUrl}${linkPath(purpose, signLink(secret, purpose, message, expiresAt))}`;
    return {
      acknowledgeUrl: `${link('acknowledge')}?lang=${language}`,
      uploadUrl: `${link('upload')}?lang=${language}`,
      confirmUrl: `${link('confirm')}?lang=${language}`,
      acceptUrl: `${link('accept')}?lang=${language}`,
      rateUrl: `${link('rate')}?lang=${language}`,
      preferencesUrl: `${link('mail-preferences')}?lang=${language}`,
      pixelUrl: link('open'),
    };
  }
}

/** The case that an answer to this mail belongs to; null when there is none, or more than one. */
function caseAnswered({ owner, purpose, items, questions }: OutgoingMessage): Reference | null {
  if (ownerKind(owner) === 'inquiry') return purpose === 'alert' ? null : ownerSubject(owner);
  return items.length === 0 && questions.length === 1 ? (questions[0]?.inquiry ?? null) : null;
}

/** What was decided some time ago is asked for only while it is still so. */
const asksForSomething = ({ purpose, questions }: OutgoingMessage): boolean =>
  purpose === 'invoice' || purpose === 'reminder' || questions.length > 0;

/** RFC 5322, section 3.6.4: the mail that is answered comes last. */
function threadOf(received: string[], sent: string[], inReplyTo: string): string[] {
  const others = [...new Set([...received, ...sent])].filter((id) => id !== inReplyTo);
  return [...others.slice(-20), inReplyTo];
}

function outcomeOf(result: 'sent' | 'failed' | 'unknown', detail: string | null): SendOutcome {
  return { result: result === 'sent' ? 'done' : result, ...(detail !== null && { detail }) };
}

const refuse = (detail: SendRefusal): SendOutcome => ({ result: 'failed', detail });
