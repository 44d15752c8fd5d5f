import type { Knex } from 'knex';
import { createFollowUpCore } from '../activities/follow-up-core';
import { createInquiryCore } from '../activities/inquiry-core';
import type { Core, CoreContext } from '../activities/core';
import { ownerKind, type Owner } from '../contracts/ids';
import type { JournalEntry } from '../contracts/messages';
import { connect } from '../db/connect';
import { createDirectoryStore } from '../db/directories';
import { createPolicyStore, type PolicyStore } from '../db/policies';
import type { JournalRow } from '../db/rows';
import { writeExpressions } from '../db/writes';
import { ownerAddress } from './owner-address';

/** Tables that follow from the journal alone, with the columns that do not. */
const projected: Record<string, { key: string; besides: string[] }> = {
  inquiries: { key: 'reference', besides: [] },
  links: { key: 'owner, kind, id', besides: [] },
  messages: { key: 'id', besides: [] },
  proposals: { key: 'id', besides: [] },
  involvements: { key: 'owner, person, duty', besides: [] },
  proposal_decisions: { key: 'proposal, version, decider', besides: [] },
  alerts: { key: 'owner, sequence, position', besides: ['read_at'] },
  follow_ups: { key: 'customer', besides: [] },
  promises: { key: 'id', besides: [] },
  holds: { key: 'id, invoice', besides: [] },
  contact_bounces: { key: 'owner, sequence', besides: [] },
};

/** Tables whose rows the database protects: they are compared, and mended by nobody. */
const protectedTables = ['involvements', 'proposal_decisions'];

export interface RebuildReport {
  owners: number;
  rows: number;
  /** By table: rows that differ, are missing or are too many. */
  differences: Record<string, number>;
  replaced: boolean;
}

/**
 * Rebuilds every projection from the journal, beside the tables that are in use, and compares. With `replace`, what differs
 * is replaced in the same transaction. Nothing may be decided meanwhile: the journal is locked against new rows.
 *
 * @param ownerUrl the role that owns the tables
 */
export async function rebuildProjections(ownerUrl: string, { replace = false } = {}): Promise<RebuildReport> {
  const knex = connect(ownerUrl, { name: 'inquiry-desk-rebuild', asOwner: true, poolSize: 2, statementTimeout: 0 });
  try {
    const policies = createPolicyStore(knex);
    return await knex.transaction(async (trx) => {
      await trx.raw('lock table journal in share mode');
      for (const table of Object.keys(projected)) {
        await trx.raw(`create temporary table "${table}" (like public."${table}" including all) on commit drop`);
      }
      const owners = await trx('public.journal').distinct<{ owner: Owner }[]>('owner').orderBy('owner');
      for (const { owner } of owners) await rebuildOwner(trx, policies, owner);

      const report: RebuildReport = { owners: owners.length, rows: 0, differences: {}, replaced: false };
      for (const table of Object.keys(projected)) {
        const [{ count } = { count: 0 }] = await trx(`pg_temp.${table}`).count<{ count: number }[]>('* as count');
        report.rows += Number(count);
        const differing = await countDifferences(trx, table);
        if (differing > 0) report.differences[table] = differing;
      }
      if (replace && Object.keys(report.differences).length > 0) {
        for (const table of Object.keys(report.differences)) {
          if (!protectedTables.includes(table)) await replaceTable(trx, table);
        }
        report.replaced = true;
      }
      return report;
    });
  } finally {
    await knex.destroy();
  }
}

async function rebuildOwner(trx: Knex.Transaction, policies: PolicyStore, owner: Owner): Promise<void> {
  const rows = await trx<JournalRow>('public.journal').where({ owner }).orderBy('sequence');
  if (ownerKind(owner) === 'inquiry') {
    await project(trx, createInquiryCore(policies, createDirectoryStore()), policies, owner, rows);
  } else {
    await project(trx, createFollowUpCore(policies, createDirectoryStore()), policies, owner, rows);
  }
}

/** Decision by decision, as they were projected: rows of one command belong together. */
async function project<State extends { sequence: number; ended: boolean }, Event extends { type: string }, Context>(
  trx: Knex.Transaction,
  core: Core<State, Event, Context & CoreContext>,
  policies: PolicyStore,
  owner: Owner,
  rows: JournalRow[],
): Promise<void> {
  let state: State | null = null;
  for (let from = 0; from < rows.length;) {
    const first = rows[from] as JournalRow;
    let to = from;
    while (rows[to]?.command_id === first.command_id) to += 1;
    const entries = rows.slice(from, to).map((row): JournalEntry<Event> => ({
      sequence: row.sequence,
      commandId: row.command_id,
      occurredAt: row.occurred_at,
      actor: row.actor,
      event: row.event as Event,
    }));
    for (const entry of entries) state = core.evolve(state, entry, owner);
    const policy = await policies.load(first.policy_version);
    // A projection looks at instant and policy only; people and facts belong to decisions.
    const context = { now: first.occurred_at, policy } as Context & CoreContext;
    const { sql, bindings } = writeExpressions(core.project(owner, entries, state as State, context));
    await trx.raw(`with moved as (select 1), ${sql} select 1`, bindings);
    from = to;
  }
}

async function comparedColumns(trx: Knex.Transaction, table: string): Promise<string> {
  const names = await trx('information_schema.columns')
    .where({ table_schema: 'public', table_name: table })
    .pluck<string[]>('column_name');
  return names
    .filter((name) => !projected[table]?.besides.includes(name))
    .map((name) => `"${name}"`)
    .join(', ');
}

async function countDifferences(trx: Knex.Transaction, table: string): Promise<number> {
  const columns = await comparedColumns(trx, table);
  const { rows } = await trx.raw<{ rows: { count: string }[] }>(
    `select count(*) from (
       (select ${columns} from public."${table}" except select ${columns} from pg_temp."${table}")
       union all
       (select ${columns} from pg_temp."${table}" except select ${columns} from public."${table}")
     ) differing`,
  );
  return Number(rows[0]?.count ?? 0);
}

async function replaceTable(trx: Knex.Transaction, table: string): Promise<void> {
  const columns = await comparedColumns(trx, table);
  const { key, besides } = projected[table] as { key: string; besides: string[] };
  // What people added to a row, such as having read it, stays with the row of the same key.
  for (const column of besides) {
    const match = key.split(', ').map((name) => `t."${name}" = p."${name}"`);
    await trx.raw(
      `update pg_temp."${table}" t set "${column}" = p."${column}" from public."${table}" p where ${match.join(' and ')}`,
    );
  }
  const all = [columns, ...besides.map((name) => `"${name}"`)].join(', ');
  await trx.raw(`delete from public."${table}"`);
  await trx.raw(`insert into public."${table}" (${all}) select ${all} from pg_temp."${table}"`);
}

/** `npm run projections:rebuild`: compares; with `-- --replace` mends what differs. Exits 1 when something differed. */
export function main(programArguments: string[]): void {
  const replace = programArguments.includes('--replace');
  Promise.resolve()
    .then(() => rebuildProjections(ownerAddress(), { replace }))
    .then(
      ({ owners, rows, differences, replaced }) => {
        const differing = Object.entries(differences);
        process.stdout.write(`Rebuilt ${rows} rows of ${owners} cases and follow-ups from the journal.\n`);
        for (const [table, count] of differing) process.stdout.write(`  ${table}: ${count} rows differ\n`);
        process.stdout.write(
          differing.length === 0
            ? 'All projections are equal to what is in use.\n'
            : replaced
              ? 'What differed was replaced.\n'
              : 'Nothing was changed. Run it with `-- --replace` to take over what the journal says.\n',
        );
        process.exitCode = differing.length > 0 ? 1 : 0;
      },
      (error: unknown) => {
        process.stderr.write(`${(error as Error).message}\n`);
        process.exitCode = 1;
      },
    );
}
