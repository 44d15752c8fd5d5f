import type { CustomerId, MessageId, Owner } from '../contracts/ids';
import type { FileReference } from '../contracts/inquiry';
import { storeFile } from '../db/store-file';
import type { MailAtHand } from './take-mail';

/** Stores what came with a mail; empty when nothing did. */
export async function storeAttachments(
  { transaction, mail, now }: MailAtHand,
  of: { owner?: Owner; message?: MessageId; customer?: CustomerId | null } = {},
): Promise<FileReference[]> {
  const { owner, message, customer } = of;
  const references: FileReference[] = [];
  for (const part of mail.attachments) {
    references.push(
      await storeFile(transaction, {
        kind: 'attachment',
        name: part.name.replaceAll('\0', ''),
        declared_type: part.declaredType.replaceAll('\0', ''),
        media_type: part.mediaType,
        inline: part.inline,
        content_id: part.contentId?.replaceAll('\0', '') ?? null,
        quarantined: part.quarantined,
        content: part.content,
        stored_at: now,
        ...(owner && { owner }),
        ...(message !== undefined && { message }),
        ...(customer && { customer }),
      }),
    );
  }
  return references;
}
