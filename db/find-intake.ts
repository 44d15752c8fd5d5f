import type { Knex } from 'knex';
import type { Reference } from '../contracts/ids';
import type { IntakeRow, TextRow } from './rows';

/** What the channel stored for this case, with the text if it has not been erased. */
export async function findIntake(
  knex: Knex,
  reference: Reference,
): Promise<(IntakeRow & { text: Pick<TextRow, 'content' | 'hash'> }) | null> {
  const row = await knex<IntakeRow>('intakes')
    .join('texts', 'texts.id', 'intakes.content')
    .where('intakes.reference', reference)
    .first<IntakeRow & { text_content: string | null; text_hash: string }>(
      'intakes.*',
      'texts.content as text_content',
      'texts.hash as text_hash',
    );
  if (!row) return null;
  const { text_content: content, text_hash: hash, ...intake } = row;
  return { ...intake, text: { content, hash } };
}
