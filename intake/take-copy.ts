import { ownerSubject } from '../contracts/ids';
import type { ReceivedCopy } from '../contracts/inquiry';
import type { IntakeOfMail } from '../db/find-intake-of-mail';
import { insertSignalDispatch } from '../db/insert-dispatch';
import type { MailAtHand, Taken } from './take-mail';

/** The same mail once more. From another mailbox, its team is told who has the case; from the same one nobody is. */
export async function takeCopy({ transaction, row, now }: MailAtHand, earlier: IntakeOfMail): Promise<Taken> {
  const { intake, owner, mailboxes } = earlier;
  const taken: Taken = { disposition: 'duplicate', intake, owner, message: null, content: null, dispatches: [] };
  const isCase = owner !== null && owner.startsWith('inquiry:') && ownerSubject(owner) !== '';
  if (!isCase || mailboxes.includes(row.mailbox)) return taken;
  const data: ReceivedCopy = {
    copy: row.id,
    channel: 'email',
    mailbox: row.mailbox,
    ...(row.team !== null && { team: row.team }),
  };
  const actor = { kind: 'integration' as const, id: 'email' };
  const command = { id: `mail:${row.id}:copy`, type: 'receiveCopy', actor, data };
  const dispatch = await insertSignalDispatch(transaction, owner, { name: command.type, command }, now);
  return { ...taken, dispatches: [dispatch] };
}
