import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';

/** A year takes a minute or so; a worker that dies is noticed by its heartbeats, and another one begins anew. */
const { runSimulation } = proxyActivities<Activities>({
  startToCloseTimeout: '1 hour',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '2 seconds', maximumInterval: '1 minute' },
});

const { endSimulation } = proxyActivities<Activities>({
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '7 days',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** One what-if: lived through by a worker, and stored with its cases. */
export async function simulation({ id }: { id: string }): Promise<void> {
  try {
    await runSimulation({ id });
  } catch {
    // Why, stands in the history; whoever asked is told that nothing came of it.
    await endSimulation({ id });
  }
}
