import type { Knex } from 'knex';
import { fromStore } from './transaction';

/** To the end of which year the calendars of the policy in force know their public holidays, the first to end first. */
export async function listKnownHolidays(knex: Knex): Promise<{ version: string; calendar: string; to: number }[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { version: string; calendar: string; to: number }[] }>(
      `select p.version, c.key as calendar, (c.value #>> '{holidays,resolved,to}')::integer as "to"
         from (select version, content from policies order by number desc limit 1) p,
              jsonb_each(p.content -> 'calendars') c
        where c.value #> '{holidays,resolved,to}' is not null
        order by 3, 2`,
    ),
  );
  return rows;
}
