import type { Knex } from 'knex';
import type { ExportedHead } from '../contracts/audit';
import { fromStore } from './transaction';

const batch = 5_000;

/** What the desk takes for the newest row of every chain, or of one; owners that have no row yet are left out. */
export async function* streamHeads(knex: Knex, owner: string | null = null): AsyncGenerator<ExportedHead> {
  let after = '';
  for (;;) {
    const query = knex('owners').where('owner', '>', after).andWhere('sequence', '>', 0);
    if (owner !== null) void query.andWhere({ owner });
    const rows = await fromStore(
      query
        .orderBy('owner')
        .limit(batch)
        .select<{ owner: string; sequence: number; hash: string }[]>('owner', 'sequence', 'hash'),
    );
    for (const row of rows) yield { kind: 'head', ...row };
    const last = rows.at(-1);
    if (rows.length < batch || !last) return;
    after = last.owner;
  }
}
