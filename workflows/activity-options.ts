import type { LocalActivityOptions } from '@temporalio/workflow';

/**
 * `handle` is tried for as long as it takes: a store failure never ends a workflow. Short waits happen inside the task,
 * longer ones in timers, so that cases without a database hold no slots that other cases need for their queries.
 */
export const handleOptions: LocalActivityOptions = {
  startToCloseTimeout: '5 seconds',
  localRetryThreshold: '2 seconds',
  retry: { initialInterval: '100 milliseconds', backoffCoefficient: 2, maximumInterval: '30 seconds' },
};
