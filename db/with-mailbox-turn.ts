import type { Knex } from 'knex';
import type { Client } from 'pg';
import { fromStore } from './transaction';

/** First half of the key under which processes take turns at mailboxes ("mail" in ASCII). */
const turnKey = 0x6d61696c;

/**
 * Runs `work` unless another process of this desk is at this mailbox; returns null then. The turn is an advisory lock on a
 * connection of its own and ends with it: `lost` says so, and by then another process may have begun.
 */
export async function withMailboxTurn<T>(
  knex: Knex,
  mailbox: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T | null> {
  const pool = knex.client as { acquireConnection(): Promise<Client>; releaseConnection(held: Client): Promise<void> };
  const connection = await fromStore(pool.acquireConnection());
  const lost = new AbortController();
  const end = (): void => lost.abort();
  connection.once('end', end).once('error', end);
  try {
    const { rows } = await fromStore(
      connection.query<{ mine: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as mine', [turnKey, mailbox]),
    );
    if (!rows[0]?.mine) return null;
    try {
      return await work(lost.signal);
    } finally {
      await connection.query('select pg_advisory_unlock($1, hashtext($2))', [turnKey, mailbox]).catch(end);
    }
  } finally {
    connection.off('end', end).off('error', end);
    await pool.releaseConnection(connection);
  }
}
