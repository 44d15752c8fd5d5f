import type { Dispatch } from '../adapters/engine/deliver-dispatches';
import { readBounceAddress } from '../adapters/mail/bounce-address';
import { readBounce } from '../adapters/mail/receive/read-bounce';
import type { Bounce } from '../adapters/mail/receive/bounce';
import type { DeliveryReport } from '../contracts/inquiry';
import type { MessageId, Owner } from '../contracts/ids';
import { findAttemptByBounceToken } from '../db/find-attempt-by-bounce-token';
import { findSentMails } from '../db/find-mail-thread';
import { insertSignalDispatch } from '../db/insert-dispatch';
import { takeAsAutomatic } from './take-as-automatic';
import type { MailAtHand, Taken } from './take-mail';

/**
 * A report on the delivery of a mail of ours. It is matched by a token that only the servers on the way of that mail have
 * seen: its envelope sender, or its Message-ID. One that names neither is kept and changes nothing, whatever it says.
 */
export async function recordBounces(hand: MailAtHand, recipients: readonly string[]): Promise<Taken> {
  const { transaction, row, mail, now } = hand;
  const bounce = readBounce(mail);
  const about = await findMessage(hand, bounce, recipients);
  const taken = await takeAsAutomatic(hand, about);
  const report = about && bounce && reportOf(about.message, bounce);
  if (!about || !report) return { ...taken, message: about?.message ?? null };
  const actor = { kind: 'integration' as const, id: 'email' };
  const command = { id: `mail:${row.id}:bounce`, type: 'recordDelivery', actor, data: report };
  const dispatch: Dispatch = await insertSignalDispatch(transaction, about.owner, { name: command.type, command }, now);
  return { ...taken, message: about.message, dispatches: [dispatch] };
}

/** One mail goes to one recipient, so what the report says of anybody it says of them. Null when nothing is decided yet. */
function reportOf(message: MessageId, { recipients, delivered }: Bounce): DeliveryReport | null {
  const failed = recipients.filter(({ reason }) => reason !== 'delayed');
  const worst = failed.find(({ kind }) => kind === 'hard') ?? failed[0];
  if (worst) {
    const { kind, reason } = worst;
    return { message, status: 'bounced', evidence: 'bounce', bounce: { kind, reason } };
  }
  return recipients.length === 0 && delivered.length > 0 ? { message, status: 'delivered', evidence: 'dsn' } : null;
}

async function findMessage(
  { transaction, mail, row }: MailAtHand,
  bounce: Bounce | null,
  recipients: readonly string[],
): Promise<{ message: MessageId; owner: Owner } | null> {
  for (const address of [...(row.envelope?.to ?? []), ...recipients, ...mail.deliveredTo].slice(0, 50)) {
    const token = readBounceAddress(address);
    const attempt = token === null ? null : await findAttemptByBounceToken(transaction, token);
    if (attempt) return attempt;
  }
  const original = bounce?.originalMessageId ?? null;
  const ids = [...(original === null ? [] : [original]), ...mail.inReplyTo, ...mail.references].slice(0, 20);
  const [sent] = await findSentMails(transaction, ids);
  return sent ?? null;
}
