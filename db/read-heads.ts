import type { Knex } from 'knex';
import { policyOwner, type CheckpointHead } from '../contracts/audit';
import { publishedPolicyHash } from '../contracts/journal-hash';
import { listPublishedPolicies } from './list-published-policies';
import { readClock } from './read-clock';
import { fromStore } from './transaction';

const batch = 2_000;

/** Chains and policies as a checkpoint names them, read from the journal itself. */
export interface ReadHeads {
  heads: CheckpointHead[];
  /** Every row up to this position is committed: its statement began a minute ago, and none runs for more than seconds. */
  settled: number;
  /** Position of the newest row; rows are only added, so it never falls behind an earlier `settled`. */
  newest: number;
  policies: number;
  takenAt: string;
}

/**
 * Heads of the chains that have rows beyond `since.settled`, and all policies if there are more than `since.policies`; every
 * head there is without `since`. The clock is read last, so that what is committed after it can only be missing, never wrong.
 */
export async function readHeads(knex: Knex, since: { settled: number; policies: number } | null): Promise<ReadHeads> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { newest: number; settled: number }[] }>(
      `select coalesce((select max(position) from journal), 0) as newest,
              coalesce((select position from journal where recorded_at < clock_timestamp() - interval '1 minute'
                         order by position desc limit 1), 0) as settled`,
    ),
  );
  const settled = Math.max(rows[0]?.settled ?? 0, since?.settled ?? 0);
  const heads: CheckpointHead[] = [];
  for await (const head of since ? headsBeyond(knex, since.settled) : everyHead(knex)) heads.push(head);
  const policies = await listPublishedPolicies(knex);
  if (policies.length !== since?.policies) {
    for (const policy of policies) heads.push([policyOwner(policy.version), 1, publishedPolicyHash(policy)]);
  }
  return { heads, settled, newest: rows[0]?.newest ?? 0, policies: policies.length, takenAt: await readClock(knex) };
}

interface HeadRow {
  owner: string;
  sequence: number;
  hash: string;
}
const asHead = ({ owner, sequence, hash }: HeadRow): CheckpointHead => [owner, sequence, hash];

/** Newest row of an owner, by the primary key. */
const newest = `cross join lateral (
  select sequence, hash from journal where journal.owner = named.owner order by sequence desc limit 1
) head`;

async function* headsBeyond(knex: Knex, position: number): AsyncGenerator<CheckpointHead> {
  let after = '';
  for (;;) {
    const { rows } = await fromStore(
      knex.raw<{ rows: HeadRow[] }>(
        `select named.owner, head.sequence, head.hash
           from (select distinct owner from journal where position > ? and owner > ? order by owner limit ${batch}) named
           ${newest} order by named.owner`,
        [position, after],
      ),
    );
    yield* rows.map(asHead);
    const last = rows.at(-1);
    if (rows.length < batch || !last) return;
    after = last.owner;
  }
}

/** From owner to owner by the primary key, without reading the rows between. */
async function* everyHead(knex: Knex): AsyncGenerator<CheckpointHead> {
  let after = '';
  for (;;) {
    const { rows } = await fromStore(
      knex.raw<{ rows: HeadRow[] }>(
        `with recursive named(owner, number) as (
           select min(owner), 1 from journal where owner > ?
           union all
           select (select min(owner) from journal where journal.owner > named.owner), number + 1
             from named where named.owner is not null and number < ${batch}
         )
         select named.owner, head.sequence, head.hash from named ${newest} order by named.owner`,
        [after],
      ),
    );
    yield* rows.map(asHead);
    const last = rows.at(-1);
    if (rows.length < batch || !last) return;
    after = last.owner;
  }
}
