import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import type { ReceivedMailRow } from './rows';
import { fromStore } from './transaction';

/**
 * Takes a waiting mail up until an instant, so that nobody else works on it meanwhile; null when it does not wait, or
 * somebody has it. The attempt is counted before it is made: a mail that kills its reader is noticed by that.
 */
export async function claimReceivedMail(
  knex: Knex,
  id: string,
  { now, until }: { now: Instant; until: Instant },
): Promise<ReceivedMailRow | null> {
  const [row] = await fromStore(
    knex<ReceivedMailRow>('received_mails')
      .where({ id, status: 'waiting' })
      .whereRaw('(attempt_after is null or attempt_after <= ?)', [now])
      .update({ attempts: knex.raw('attempts + 1'), attempt_after: until } as never)
      .returning('*'),
  );
  return row ?? null;
}
