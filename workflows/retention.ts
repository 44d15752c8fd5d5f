import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { RetentionPlace, RetentionStep } from '../activities/enforce-retention';

const { enforceRetention } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '6 hours',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
});

/** A day's run never fills a history; what is left over goes on the day after. */
const stepsAtMost = 1_000;

/** Erases what is older than its retention period, step by step. */
export async function retention(): Promise<{ erased: number }> {
  const now = new Date(Date.now()).toISOString();
  let place: RetentionPlace | null = null;
  let erased = 0;
  for (let step = 0; step < stepsAtMost; step += 1) {
    const done: RetentionStep = await enforceRetention({ now, place });
    erased += done.erased;
    place = done.next;
    if (place === null) break;
  }
  return { erased };
}
