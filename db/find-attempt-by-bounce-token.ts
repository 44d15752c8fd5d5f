import type { Knex } from 'knex';
import type { MessageId, Owner } from '../contracts/ids';
import { fromStore } from './transaction';

/** What a bounce is about. */
export interface BouncedAttempt {
  message: MessageId;
  owner: Owner;
  /** Key of the recipient, such as `contact:C-7`. */
  recipient: string;
}

/** The attempt whose envelope sender held this token, or null: nobody can make one up. Throws `StoreUnavailable`. */
export async function findAttemptByBounceToken(knex: Knex, token: string): Promise<BouncedAttempt | null> {
  const { rows } = await fromStore(
    knex.raw<{ rows: BouncedAttempt[] }>(
      `select a.message, m.owner, a.recipient
         from send_attempts a join messages m on m.id = a.message
        where a.bounce_token = ?`,
      [token],
    ),
  );
  return rows[0] ?? null;
}
