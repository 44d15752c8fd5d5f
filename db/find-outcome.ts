import type { Knex } from 'knex';
import type { CommandId, Owner } from '../contracts/ids';
import type { OutcomeRow } from './rows';
import { fromStore } from './transaction';

/** What became of a command, once it is journalled. */
export async function findOutcome(
  knex: Knex,
  owner: Owner,
  command: CommandId,
): Promise<Pick<OutcomeRow, 'type' | 'digest' | 'outcome'> | null> {
  return (
    (await fromStore(
      knex<OutcomeRow>('outcomes').where({ owner, command_id: command }).first('type', 'digest', 'outcome'),
    )) ?? null
  );
}
