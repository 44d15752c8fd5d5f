import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import type { Actor } from '../contracts/messages';
import type { DirectoryChangeRow } from './rows';
import { storeTexts } from './store-texts';

export interface NewDirectoryChange {
  person: PersonId;
  kind: DirectoryChangeRow['kind'];
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** Words; stored apart, because they may be personal and then have to be erasable. */
  reason?: string;
  merge?: string;
  actor: Actor;
  at: Instant;
}

/** Notes a change of the directory for good, in the transaction that makes it. Names and addresses have no place in it. */
export async function insertDirectoryChange(
  transaction: Knex.Transaction,
  { person, kind, before, after, reason, merge, actor, at }: NewDirectoryChange,
): Promise<void> {
  const { references } = await storeTexts(
    transaction,
    reason === undefined ? [] : [{ id: `directory/${randomUUID()}/reason`, content: reason, customer: null }],
    at,
  );
  const [text] = references;
  await transaction('directory_changes').insert({
    person,
    kind,
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
    reason: text?.id ?? null,
    reason_hash: text?.hash ?? null,
    actor: JSON.stringify(actor),
    merge: merge ?? null,
    occurred_at: at,
  });
}
