import type { Knex } from 'knex';
import type { Reference } from '../contracts/ids';
import type { WebhookThreadRow } from './webhook-rows';
import { fromStore } from './transaction';

/** The case that a thread of a platform is about. */
export async function findThread(knex: Knex, source: string, thread: string): Promise<Reference | null> {
  const row = await fromStore(knex<WebhookThreadRow>('webhook_threads').where({ source, thread }).first('reference'));
  return row?.reference ?? null;
}

/** A thread belongs to one case; the first one that is named stays. */
export async function keepThread(knex: Knex, row: WebhookThreadRow): Promise<void> {
  await fromStore(knex<WebhookThreadRow>('webhook_threads').insert(row).onConflict(['source', 'thread']).ignore());
}
