import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { fromStore } from './transaction';

/** Counts one use and returns how often it was in the hour of the clock. Exact, however many API processes there are. */
export async function countPortalUse(knex: Knex, what: string, who: string, at: Instant): Promise<number> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { uses: number }[] }>(
      `insert into portal_uses (what, who, hour, uses) values (?, ?, ?, 1)
       on conflict (what, who, hour) do update set uses = portal_uses.uses + 1 returning uses`,
      [what, who, `${at.slice(0, 13)}:00:00.000Z`],
    ),
  );
  return rows[0]?.uses ?? 1;
}
