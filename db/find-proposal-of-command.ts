import type { Knex } from 'knex';
import type { CommandId, Owner, ProposalId } from '../contracts/ids';
import { fromStore } from './transaction';

/** The version of a proposal that a command made. */
export async function findProposalOfCommand(
  knex: Knex,
  owner: Owner,
  command: CommandId,
): Promise<{ id: ProposalId; version: number; content_hash: string } | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: { id: ProposalId; version: number; content_hash: string }[] }>(
      `select event ->> 'proposal' as id, (event ->> 'version')::integer as version, event ->> 'contentHash' as content_hash
         from journal
        where owner = ? and command_id = ? and type in ('proposal_made', 'proposal_revised')
        order by sequence desc limit 1`,
      [owner, command],
    ),
  );
  return rows[0] ?? null;
}
