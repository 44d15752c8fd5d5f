import type { Knex } from 'knex';
import type { FileReference } from '../contracts/inquiry';
import type { Reference } from '../contracts/ids';
import type { Phase } from '../domain/inquiry/state';
import { fromStore } from './transaction';

export interface InquiryWords {
  /** Null once erased. */
  words: { subject: string; body: string } | null;
  /** Null while its workflow has not committed anything. */
  phase: Phase | null;
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
    knex.raw<{
      rows: {
        reference: Reference;
        content: string | null;
        phase: Phase | null;
        attachments: FileReference[] | null;
      }[];
    }>(
      `select i.reference, t.content, i.attachments, o.state ->> 'phase' as phase
         from intakes i join texts t on t.id = i.content left join owners o on o.owner = 'inquiry:' || i.reference
        where i.reference = any(?::text[])`,
      [[...references]],
    ),
  );
  return Object.fromEntries(
    rows.map(({ reference, content, phase, attachments }) => [
      reference,
      {
        words: content === null ? null : (JSON.parse(content) as { subject: string; body: string }),
        attachments: attachments ?? [],
        phase,
      },
    ]),
  );
}
