import type { Knex } from 'knex';
import type { Owner, ProposalId } from '../contracts/ids';
import type { EffectRow } from './rows';

/** The newest effect of a case that posts a proposal, or undefined when it has not been approved yet. */
export const findPostingEffect = (
  knex: Knex,
  owner: Owner,
  proposal: ProposalId,
): Promise<Pick<EffectRow, 'key' | 'status'> | undefined> =>
  knex<EffectRow>('effects')
    .where({ owner, kind: 'postToLedger', subject: proposal })
    .orderBy('sequence', 'desc')
    .first('key', 'status');
