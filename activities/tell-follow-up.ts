import type { Engine } from '../adapters/engine/engine';
import { followUpOwner } from '../contracts/ids';
import type { EffectOutcome } from '../contracts/inquiry';
import type { Effect } from '../contracts/messages';

/** A case tells the customer's follow-up what is held and what no longer is. The command's id is the effect's key. */
export function createTellFollowUp(engine: Engine) {
  return async ({ key, kind, data }: Effect): Promise<EffectOutcome> => {
    const { customer, signal, ...rest } = data as { customer: string; signal: string };
    const actor = { kind: 'integration' as const, id: kind };
    await engine.signal(followUpOwner(customer), signal, { id: key, type: signal, actor, data: rest });
    return { result: 'done' };
  };
}
