import type { Knex } from 'knex';
import { inquiryOwner, type Instant, type PersonId, type Reference } from '../contracts/ids';
import { fromStore } from './transaction';

export interface ColleagueOnCase {
  person: PersonId;
  name: string;
  /** What they were last seen to do: look, write, or change the case by a command. */
  activity: 'viewing' | 'writing' | 'acted';
  seenAt: Instant;
}

/** Everyone else who had the case open, or changed it, since an instant; each human being once, by what they did last. */
export async function listColleaguesOnCase(
  knex: Knex,
  reference: Reference,
  person: PersonId,
  since: Instant,
): Promise<ColleagueOnCase[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: ColleagueOnCase[] }>(
      `select distinct on (p.person) p.id as person, p.name, seen.activity, seen.at as "seenAt"
         from (
           select person, activity, seen_at as at from presences where reference = :reference and seen_at >= :since
           union all
           select actor ->> 'id', 'acted', occurred_at from (
             select actor, occurred_at from journal where owner = :owner order by sequence desc limit 20
           ) newest
            where actor ->> 'kind' = 'person' and occurred_at >= :since
         ) seen
         join people p on p.id = seen.person
        where p.person <> (select person from people where id = :person)
        order by p.person, seen.at desc`,
      { reference, owner: inquiryOwner(reference), person, since },
    ),
  );
  return rows;
}
