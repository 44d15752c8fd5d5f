import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** What became of a mail when it first came in. */
export interface IntakeOfMail {
  intake: string;
  /** Case or follow-up that it reached. */
  owner: Owner | null;
  /** Mailboxes that have brought it so far. */
  mailboxes: string[];
}

export async function findIntakeOfMail(knex: Knex, sourceKey: string): Promise<IntakeOfMail | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: IntakeOfMail[] }>(
      `select i.id as intake, coalesce('inquiry:' || i.reference, min(r.owner)) as owner,
              coalesce(array_agg(distinct r.mailbox) filter (where r.mailbox is not null), '{}') as mailboxes
         from intakes i left join received_mails r on r.intake = i.id
        where i.source_key = ? group by i.id, i.reference`,
      [sourceKey],
    ),
  );
  return rows[0] ?? null;
}
