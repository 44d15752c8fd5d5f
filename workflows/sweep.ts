import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { Swept } from '../activities/sweep-waiting';

const { sweepWaiting } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '4 minutes',
  retry: { initialInterval: '5 seconds', maximumInterval: '30 seconds' },
});

/** Finds what was accepted and never taken up: starts and signals that wait, effects never started, deadlines overdue, absences. */
export async function sweep(): Promise<Swept> {
  return sweepWaiting({ now: new Date(Date.now()).toISOString() });
}
