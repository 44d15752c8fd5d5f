import { textIdFor } from '../db/store-texts';
import type { FileFacts } from '../db/find-files';
import type { MessageRow } from '../db/rows';
import { presentFiles, readMailWords } from './present-mail';

export const presentMessage = (
  row: MessageRow,
  texts: Record<string, string | null>,
  files: Record<string, FileFacts> = {},
) => ({
  id: row.id,
  direction: row.direction,
  purpose: row.purpose,
  recipient: row.recipient,
  text: row.text === null ? null : (texts[row.text] ?? null),
  status: row.status,
  history: row.history,
  sequence: row.sequence,
  created_at: row.created_at,
  attachments: presentFiles(row.attachments ?? [], files),
  ...(row.direction === 'in' && presentReceived(row, texts)),
  erased: row.text !== null && texts[row.text] === null ? ['text'] : [],
});

/** Where what was read from a mail lies, beside the words that are shown first. */
export const mailTextOf = ({ owner, id }: MessageRow): string => textIdFor(owner, id, 'mail');

/** How it came, from whom, and all that it said; a message that came by other ways says so with its text alone. */
function presentReceived(row: MessageRow, texts: Record<string, string | null>) {
  const mail = readMailWords(texts[mailTextOf(row)]);
  return {
    channel: row.received?.channel ?? null,
    from: mail?.from ?? null,
    sender_verified: row.received?.senderVerified ?? null,
    automatic: row.received?.automatic ?? false,
    answers: row.received?.answers ?? null,
    subject: mail?.subject ?? null,
    full_text: mail?.text ?? null,
    html: mail?.html ?? null,
    blocked_remote_content: mail?.blockedRemoteContent ?? null,
  };
}
