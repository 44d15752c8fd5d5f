import type { Knex } from 'knex';
import type { FileReference } from '../contracts/inquiry';
import type { Reference } from '../contracts/ids';
import { fromStore } from './transaction';

export interface InquiryWords {
  /** Null once erased. */
  words: { subject: string; body: string } | null;
  /** What came with the inquiry itself. */
  attachments: FileReference[];
}

/** What each inquiry said when it was received. */
export async function findInquiryWords(
  knex: Knex,
  references: readonly Reference[],
): Promise<Record<Reference, InquiryWords>> {
  if (references.length === 0) return {};
  const { rows } = await fromStore(
    knex.raw<{ rows: { reference: Reference; content: string | null; attachments: FileReference[] | null }[] }>(
      `select i.reference, t.content, i.attachments from intakes i join texts t on t.id = i.content
        where i.reference = any(?::text[])`,
      [[...references]],
    ),
  );
  return Object.fromEntries(
    rows.map(({ reference, content, attachments }) => [
      reference,
      {
        words: content === null ? null : (JSON.parse(content) as { subject: string; body: string }),
        attachments: attachments ?? [],
      },
    ]),
  );
}
