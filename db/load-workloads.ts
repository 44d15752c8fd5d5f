import type { Knex } from 'knex';
import type { Instant, PersonId } from '../contracts/ids';
import type { Workload } from '../domain/routing';

/**
 * How busy everyone is: cases that each person owns and that are neither resolved nor closed, and when a case was last
 * given to them. Who has none is left out. Both come from indexes made for these questions, whatever the age of the desk.
 */
export async function loadWorkloads(knex: Knex): Promise<Workload> {
  const { rows } = await knex.raw<{ rows: { id: PersonId; open: number; last: Instant | null }[] }>(`
    select people.id, coalesce(owned.open, 0) as open, given.occurred_at as last
      from people
      left join (
        select assignee, count(*) as open from inquiries
         where assignee is not null and status not in ('resolved', 'closed')
         group by assignee
      ) owned on owned.assignee = people.id
      left join lateral (
        select occurred_at from journal
         where type in ('routed', 'assigned') and event ->> 'person' = people.id
         order by occurred_at desc limit 1
      ) given on true
     where owned.open > 0 or given.occurred_at is not null`);
  const open: Record<PersonId, number> = {};
  const lastAssigned: Record<PersonId, Instant> = {};
  for (const row of rows) {
    if (row.open > 0) open[row.id] = row.open;
    if (row.last !== null) lastAssigned[row.id] = row.last;
  }
  return { open, lastAssigned };
}
