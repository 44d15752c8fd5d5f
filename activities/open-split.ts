import type { Knex } from 'knex';
import { deliverDispatch } from '../adapters/engine/deliver-dispatches';
import type { Engine } from '../adapters/engine/engine';
import type { EffectOutcome } from '../contracts/inquiry';
import type { Effect } from '../contracts/messages';
import { fileSplit } from '../db/file-split';

/** The case that was split off is filed once, by the effect's key, and started; its parent learns the reference. */
export function createOpenSplit(db: Knex, engine: Engine) {
  return async ({ key }: Pick<Effect, 'key'>): Promise<EffectOutcome> => {
    const filed = await fileSplit(db, key);
    if (!filed) return { result: 'failed', detail: 'text_erased' };
    if (filed.filed === 'now') await deliverDispatch(db, engine, filed.dispatch);
    return { result: 'done', reference: filed.reference };
  };
}
