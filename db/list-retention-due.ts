import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { RetentionCategory } from '../contracts/vocabulary';
import { fromStore } from './transaction';

/** A case that ended before the instant and still has words, or a contact that nobody has heard of since. */
const due = {
  inquiry_texts: `
    select substring(j.owner from 9) as id
      from journal j join owners o on o.owner = j.owner and o.ended
     where j.type = 'ended' and j.owner like 'inquiry:%' and j.occurred_at < :before
       and substring(j.owner from 9) > :after
       and exists (select from texts t where t.content is not null
                     and ((t.id ~>=~ (j.owner || '/') and t.id ~<~ (j.owner || '0'))
                          or t.id = (select content from intakes where reference = substring(j.owner from 9))))
     order by 1`,
  contacts_without_customer: `
    select c.id from contacts c
     where c.customer is null and c.erased_at is null and c.created_at < :before and c.id > :after
       and not exists (select from intakes i where i.contact = c.id and i.received_at >= :before)
       and not exists (
         select from owners_about a
          where a.contact = c.id
            and (not a.ended or exists (select from journal j where j.owner = a.owner and j.type = 'ended' and j.occurred_at >= :before)))
     order by 1`,
};

/** Ids whose period is over, after one of them and in order: so many at a time. */
export async function listRetentionDue(
  knex: Knex,
  category: keyof typeof due,
  { before, after, limit }: { before: Instant; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { id: string }[] }>(`${due[category]} limit :limit`, { before, after, limit }),
  );
  return rows.map(({ id }) => id);
}

/** How many are due at this instant. Legal holds are not looked at. */
export async function countRetentionDue(knex: Knex, category: RetentionCategory, before: Instant): Promise<number> {
  const query = category === 'request_answers' ? 'select 1 from requests where created_at < :before' : due[category];
  const { rows } = await fromStore(
    knex.raw<{ rows: { count: number }[] }>(`select count(*)::integer as count from (${query}) found`, {
      before,
      after: '',
    }),
  );
  return rows[0]?.count ?? 0;
}
