import type { Knex } from 'knex';
import type { CustomerId, Instant } from '../contracts/ids';
import type { Amount } from '../contracts/inquiry';
import type { ProposalKind } from '../contracts/vocabulary';
import type { ProposalRow } from './rows';

/** Proposals to a customer since an instant, in the statuses that count towards thresholds. */
export async function listCountingProposals(
  knex: Knex,
  customer: CustomerId,
  since: Instant,
  statuses: readonly string[],
): Promise<{ proposal: string; kind: ProposalKind; amount: Amount }[]> {
  const rows = await knex<ProposalRow>('proposals')
    .where({ customer })
    .andWhere('made_at', '>=', since)
    .whereIn('status', statuses)
    .select('id', 'kind', 'currency', 'amount');
  return rows.map(({ id, kind, currency, amount }) => ({ proposal: id, kind, amount: { minor: amount, currency } }));
}
