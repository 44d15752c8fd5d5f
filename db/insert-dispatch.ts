import type { Knex } from 'knex';
import type { Instant, Owner } from '../contracts/ids';
import type { Command } from '../contracts/messages';
import type { DispatchRow } from './rows';
import { fromStore } from './transaction';

/** What the engine is told of a signal. The command carries its id, so that telling it twice changes nothing. */
export interface SignalMessage {
  name: string;
  command: Command;
}

/** Writes down, in the caller's transaction, a fact that an owner has still to be told. */
export async function insertSignalDispatch(
  knex: Knex,
  owner: Owner,
  message: SignalMessage,
  at: Instant,
): Promise<DispatchRow> {
  const [row] = await fromStore(
    knex<DispatchRow>('dispatches')
      .insert({ owner, kind: 'signal', message: JSON.stringify(message), created_at: at })
      .returning('*'),
  );
  if (row === undefined) throw new Error('the dispatch was not stored');
  return row;
}
