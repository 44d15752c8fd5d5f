import { condition, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';
import type { TwinActivities } from './activities';
import { stepsOf, twinUpdates } from './workflow-updates';

/**
 * The twin: what the engine alone costs for a case. It begins like a case, takes the same five decisions as updates, runs one
 * empty local activity for each step that our case takes, and knows no rules, no database, no mail and no HTTP. Frozen: changing
 * it would change what our ratio means.
 */
const { step } = proxyLocalActivities<TwinActivities>({ startToCloseTimeout: '5 seconds' });

export async function twin(): Promise<void> {
  let sequence = 0;
  const done = new Set<string>();
  const take = async (name: string): Promise<number> => {
    for (let count = 0; count < stepsOf(name); count += 1) sequence += await step(name);
    done.add(name);
    return sequence;
  };
  for (const name of twinUpdates) setHandler(defineUpdate<number, [string]>(name), () => take(name));
  await take('open');
  await condition(() => done.has('close'));
}
