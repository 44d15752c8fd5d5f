import { messageIdFor } from '../contracts/ids';
import type { ReceivedMessage } from '../contracts/inquiry';
import type { Actor } from '../contracts/messages';
import { insertIntake } from '../db/insert-intake';
import { insertSignalDispatch } from '../db/insert-dispatch';
import { storeTexts, textIdFor } from '../db/store-texts';
import { saysOnlyThanks } from '../domain/says-only-thanks';
import type { Thread } from './find-thread';
import { storeAttachments } from './store-parts';
import type { MailAtHand, Taken } from './take-mail';
import { clean, wordsOf } from './words-of-mail';

/** What somebody wrote on a case: by its customer, by somebody who could not show to be that, or by a machine. */
export async function takeAsMessage(hand: MailAtHand, { owner, verified, answers, customer }: Thread): Promise<Taken> {
  const { transaction, row, mail, kind, sourceKey, digest, contact, policyVersion, now } = hand;
  const message = messageIdFor(owner, `in-${digest.slice(0, 16)}`);
  const content = textIdFor(owner, message, 'mail');
  const said = clean(mail.visibleText).trim();
  const { references } = await storeTexts(
    transaction,
    [
      { id: textIdFor(owner, message, 'text'), content: said, customer },
      { id: content, content: JSON.stringify(wordsOf(mail)), customer },
    ],
    now,
  );
  const [text] = references;
  if (!text) throw new Error('the text was not stored');
  const attachments = await storeAttachments(hand, { owner, message, customer });
  const automatic = kind === 'auto_reply';
  const intake = await insertIntake(transaction, {
    source_key: sourceKey,
    digest,
    content: text.id,
    disposition: automatic ? 'automatic' : 'message_on_case',
    about: owner,
    customer: verified ? customer : null,
    contact: contact?.id ?? null,
    policyVersion,
    legalEntity: row.legal_entity,
    at: now,
  });
  const data: ReceivedMessage = {
    message,
    text,
    // Whoever sends documents wants more than to say thank you.
    thanksOnly: attachments.length === 0 && saysOnlyThanks(said),
    channel: 'email',
    senderVerified: verified,
    ...(automatic && { automatic }),
    ...(attachments.length > 0 && { attachments }),
    ...(answers !== null && verified && { answers }),
  };
  const command = {
    id: `mail:${row.id}:message`,
    type: 'receiveMessage',
    actor: actorOf(hand, verified, customer),
    data,
  };
  const dispatch = await insertSignalDispatch(transaction, owner, { name: command.type, command }, now);
  const disposition = automatic ? 'automatic' : 'message_on_case';
  return { disposition, intake, owner, message, content, dispatches: [dispatch] };
}

/** Only what counts as the customer's word is done by the customer. */
function actorOf({ kind, contact }: MailAtHand, verified: boolean, customer: string | null): Actor {
  const somebody = verified && kind !== 'auto_reply' ? (customer ?? contact?.id ?? null) : null;
  return somebody === null ? { kind: 'integration', id: 'email' } : { kind: 'customer', id: somebody };
}
