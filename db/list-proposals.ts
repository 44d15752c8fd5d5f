import type { Knex } from 'knex';
import type { Owner } from '../contracts/ids';
import type { ProposalDecisionRow, ProposalRow } from './rows';
import { fromStore } from './transaction';

/** The proposals of a case in their present version, each with every decision ever made on it. */
export async function listProposals(
  knex: Knex,
  owner: Owner,
): Promise<(ProposalRow & { decisions: ProposalDecisionRow[] })[]> {
  const proposals = await fromStore(knex<ProposalRow>('proposals').where({ owner }).orderBy('id').select('*'));
  const decisions = await fromStore(
    knex<ProposalDecisionRow>('proposal_decisions').where({ owner }).orderBy('sequence').select('*'),
  );
  return proposals.map((proposal) => ({
    ...proposal,
    decisions: decisions.filter((decision) => decision.proposal === proposal.id),
  }));
}
