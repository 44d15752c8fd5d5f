import type { Knex } from 'knex';
import type { Instant } from '../contracts/ids';
import { answerOnce, type Made } from '../db/answer-once';
import { lockDirectory } from '../db/lock-directory';
import type { Directory } from '../domain/directory';
import type { Policy } from '../domain/policy';
import { actorOf, callerName, type Caller } from './caller';
import type { ApiDependencies } from './dependencies';
import { Problem } from './problem';
import type { Call } from './route';

/** What a change of the directory works with: nobody else changes it meanwhile. */
export interface DirectoryChange {
  transaction: Knex.Transaction;
  directory: Directory;
  /** The newest: conflicting pairs are always those of today (invariant I8). */
  policy: Policy;
  at: Instant;
  caller: Extract<Caller, { kind: 'person' }>;
  actor: ReturnType<typeof actorOf>;
}

/**
 * Changes people, delegations or absences, once per key, one change after the other. Only a person does this, for
 * themselves: authority that one holds for somebody else is not one's own to use here. Throws `Problem` (`forbidden`).
 */
export async function changeDirectory(
  { knex, policies, clock }: Pick<ApiDependencies, 'knex' | 'policies' | 'clock'>,
  { caller, idempotencyKey, digest }: Call,
  collection: string,
  work: (change: DirectoryChange) => Promise<Made>,
): Promise<{ made: Made; repeated: boolean }> {
  if (caller.kind !== 'person' || caller.onBehalfOf !== undefined) throw new Problem('forbidden');
  const policy = await policies.newest();
  const at = clock();
  const request = { scope: `${callerName(caller)}:${collection}`, key: idempotencyKey, digest, at };
  return answerOnce(knex, request, async (transaction) => {
    const directory = await lockDirectory(transaction);
    return work({ transaction, directory, policy, at, caller, actor: actorOf(caller) });
  });
}
