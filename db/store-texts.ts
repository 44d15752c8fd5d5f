import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { sha256Hex } from '../contracts/canonical';
import type { CommandId, CustomerId, Instant, Owner } from '../contracts/ids';
import type { TextReference } from '../contracts/inquiry';
import type { TextRow } from './rows';
import { fromStore } from './transaction';

/** A text that a command or intake brings: what is journalled is its id and the salted hash, never its words. */
export interface NewText {
  id: string;
  content: string;
  customer: CustomerId | null;
}

/** The id is taken by another text: the key of the request was used for something else. */
export class TextConflict extends Error {
  override readonly name = 'TextConflict';
  readonly code = 'idempotency_key_reused';
}

/** A text's id follows from the command that brings it, so that a repeated command brings no second one. */
export const textIdFor = (owner: Owner, command: CommandId, field: string): string => `${owner}/${command}/${field}`;

/** SHA-256 of salt and content. The salt goes with the text when it is erased, so that the hash says nothing any more. */
export const hashText = (salt: string, content: string): string => sha256Hex(`${salt}${content}`);

/** 128 bits as 32 hexadecimal digits: always as long, so that salt and content cannot be parted in two ways. */
export const newSalt = (): string => randomBytes(16).toString('hex');

/**
 * Stores texts before the command that names them is sent. One that is there already with the same content keeps its salt
 * and hash. Throws `TextConflict` when one of the ids is taken by other content, or by a text since erased.
 */
export async function storeTexts(
  knex: Knex,
  texts: readonly NewText[],
  at: Instant,
): Promise<{ references: TextReference[]; added: string[] }> {
  if (texts.length === 0) return { references: [], added: [] };
  const rows = texts.map(({ id, content, customer }) => {
    const salt = newSalt();
    return { id, content, salt, hash: hashText(salt, content), customer, stored_at: at };
  });
  const inserted = await fromStore(
    knex<TextRow>('texts').insert(rows).onConflict('id').ignore().returning(['id', 'hash']),
  );
  const hashes = new Map(inserted.map(({ id, hash }) => [id, hash]));
  const added = [...hashes.keys()];
  const known = texts.filter(({ id }) => !hashes.has(id));
  if (known.length > 0) {
    const earlier = await fromStore(
      knex<TextRow>('texts').whereIn(
        'id',
        known.map(({ id }) => id),
      ),
    );
    for (const { id, salt, hash } of earlier) {
      const same = known.some((text) => text.id === id && salt !== null && hashText(salt, text.content) === hash);
      if (same) hashes.set(id, hash);
    }
  }
  if (hashes.size < texts.length) {
    await removeTexts(knex, added);
    throw new TextConflict('the text has other content under this id');
  }
  return { references: texts.map(({ id }) => ({ id, hash: hashes.get(id) ?? '' })), added };
}

/** Takes back texts of a command that was not taken. */
export async function removeTexts(knex: Knex, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await fromStore(knex('texts').whereIn('id', ids).delete());
}
