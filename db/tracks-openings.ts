import type { Knex } from 'knex';
import type { MessageId } from '../contracts/ids';
import { fromStore } from './transaction';

/**
 * Whether the customer and the contact that a message went to let us know that it was opened, as things stand now. A message
 * of which nobody wrote down whom it went to counts by what its customer allows.
 */
export async function tracksOpenings(knex: Knex, message: MessageId): Promise<boolean> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { allowed: boolean }[] }>(
      `select coalesce(u.open_tracking, false) and coalesce(p.open_tracking, true) as allowed
         from messages m
         left join inquiries i on m.owner = 'inquiry:' || i.reference
         left join lateral (select s.contact from send_attempts s where s.message = m.id and s.contact is not null
                             order by s.started_at desc limit 1) a on true
         left join contacts c on c.id = a.contact
         left join customers u on u.id = coalesce(
           c.customer, case when m.owner like 'follow-up:%' then substr(m.owner, 11) else i.customer end)
         left join mail_preferences p on p.contact = a.contact
        where m.id = ?`,
      [message],
    ),
  );
  return rows[0]?.allowed ?? false;
}
