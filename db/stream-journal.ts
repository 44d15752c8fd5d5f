import type { Knex } from 'knex';
import type { ExportedRow } from '../contracts/audit';
import { readExactInstant } from './exact-instant';
import { readExactJson } from './exact-json';
import { fromStore } from './transaction';

/** Rows in one round trip; about a megabyte. */
const batch = 1_000;

interface StoredRow {
  owner: string;
  sequence: number;
  type: string;
  event: string;
  command_id: string;
  actor: string;
  automatic: boolean;
  policy_version: string;
  occurred_at: string;
  previous_hash: string;
  hash: string;
}

/**
 * The journal of all owners, or of one, chain by chain and each in order, as it is stored to the last digit. Read in batches,
 * each a statement of its own: what is appended meanwhile may or may not be in it, and every chain is whole as far as it goes.
 */
export async function* streamJournal(knex: Knex, owner: string | null = null): AsyncGenerator<ExportedRow> {
  let after: [string, number] = [owner ?? '', 0];
  for (;;) {
    const { rows } = await fromStore(
      knex.raw<{ rows: StoredRow[] }>(
        `select owner, sequence, type, event::text as event, command_id, actor::text as actor, automatic, policy_version,
                occurred_at::text as occurred_at, previous_hash, hash
           from journal
          where (owner, sequence) > (?, ?) ${owner === null ? '' : 'and owner = ?'}
          order by owner, sequence
          limit ${batch}`,
        [...after, ...(owner === null ? [] : [owner])],
      ),
    );
    for (const row of rows) yield exportRow(row);
    const last = rows.at(-1);
    if (rows.length < batch || !last) return;
    after = [last.owner, last.sequence];
  }
}

function exportRow({ event: eventText, actor: actorText, occurred_at, ...row }: StoredRow): ExportedRow {
  const event = readExactJson(eventText);
  const actor = readExactJson(actorText);
  return {
    kind: 'row',
    ...row,
    event: event.value,
    actor: actor.value,
    occurred_at: readExactInstant(occurred_at),
    ...(!(event.exact && actor.exact) && { inexact: true as const }),
  };
}
