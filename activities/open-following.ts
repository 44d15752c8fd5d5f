import type { Knex } from 'knex';
import { deliverDispatch } from '../adapters/engine/deliver-dispatches';
import type { Engine } from '../adapters/engine/engine';
import { ownerOfEffect, ownerSubject } from '../contracts/ids';
import type { EffectOutcome, FileReference } from '../contracts/inquiry';
import type { Effect } from '../contracts/messages';
import { fileFollowing } from '../db/file-following';

/** A message that reached a case in the moment of its end opens a case that follows it. */
export function createOpenFollowing(db: Knex, engine: Engine) {
  return async ({ key, subject, data }: Effect): Promise<EffectOutcome> => {
    const attachments = data['attachments'] as FileReference[] | undefined;
    const message = { command: `message:${subject}`, text: String(data['text']), ...(attachments && { attachments }) };
    const filed = await fileFollowing(db, ownerSubject(ownerOfEffect(key)), message);
    if (!filed) return { result: 'failed', detail: 'text_erased' };
    if (filed.filed === 'now') await deliverDispatch(db, engine, filed.dispatch);
    return { result: 'done' };
  };
}
