import { ownerKind, ownerSubject } from '../contracts/ids';
import type { FileFacts } from '../db/find-files';
import type { ReceivedMailRow } from '../db/rows';
import type { MailWords } from '../intake/words-of-mail';

export const presentReceivedMail = (row: ReceivedMailRow) => ({
  id: row.id,
  mailbox: row.mailbox,
  source: row.source,
  status: row.status,
  problem: row.problem,
  attempts: row.attempts,
  kind: row.kind,
  disposition: row.disposition,
  reference: referenceOf(row),
  message: row.message,
  sender_verified: row.sender_verified,
  size: row.size,
  received_at: row.received_at,
  processed_at: row.processed_at,
});

export const referenceOf = ({ owner }: Pick<ReceivedMailRow, 'owner'>): string | null =>
  owner !== null && ownerKind(owner) === 'inquiry' ? ownerSubject(owner) : null;

/** What was read from a mail; null when nobody has read it, or once it is erased. */
export const readMailWords = (content: string | null | undefined): MailWords | null =>
  content === null || content === undefined ? null : (JSON.parse(content) as MailWords);

export const presentMailDetail = (row: ReceivedMailRow, words: MailWords | null) => ({
  ...presentReceivedMail(row),
  subject: words?.subject ?? null,
  from: words?.from ?? null,
  text: words?.text ?? null,
  html: words?.html ?? null,
  blocked_remote_content: words?.blockedRemoteContent ?? null,
});

/** Files in the order in which they are named. */
export const presentFiles = (references: readonly { id: string }[], files: Record<string, FileFacts>) =>
  references.flatMap(({ id }) => {
    const file = files[id];
    return file ? [file] : [];
  });
