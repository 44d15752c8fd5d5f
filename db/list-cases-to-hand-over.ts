import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** Id of the command that tells a case of its owner's absence: each case is told once of each. */
export const handOverCommandId = (absence: string): string => `handOver:${absence}`;

/** Open cases of people who are away and want them handed over, as far as these cases have not been told yet. */
export async function listCasesToHandOver(
  knex: Knex,
  now: Instant,
  limit: number,
): Promise<{ owner: Owner; absence: string }[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { owner: Owner; absence: string }[] }>(
      `select 'inquiry:' || inquiries.reference as owner, absences.id as absence
         from absences
         join people away on away.id = absences.person
         join people login on login.person = away.person
         join inquiries on inquiries.assignee = login.id and inquiries.status not in ('resolved', 'closed')
        where absences.starts_at <= :now and absences.ends_at > :now and absences.hand_over <> 'keep'
          and not exists (select from outcomes where outcomes.owner = 'inquiry:' || inquiries.reference
                             and outcomes.command_id = 'handOver:' || absences.id)
        order by inquiries.due_at nulls last
        limit :limit`,
      { now, limit },
    ),
  );
  return rows;
}
