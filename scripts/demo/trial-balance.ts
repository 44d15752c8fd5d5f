import type { Client } from 'pg';
import type { TrialBalance } from './telling';

/** What all postings add up to, in minor units, as an auditor asks the database. */
export async function readTrialBalance(database: Client): Promise<TrialBalance[]> {
  const { rows } = await database.query<{ currency: string; debit: string; credit: string }>(
    `select p.currency, sum(l.debit)::text as debit, sum(l.credit)::text as credit
       from posting_lines l join postings p on p.key = l.posting group by p.currency order by p.currency`,
  );
  return rows.map(({ currency, debit, credit }) => ({ currency, debit: Number(debit), credit: Number(credit) }));
}
