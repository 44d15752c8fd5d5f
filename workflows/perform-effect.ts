import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { EffectOutcome } from '../contracts/inquiry';
import type { Effect } from '../contracts/messages';

/** Effects outlast an outage of a week; each is idempotent by its key. A worker that dies holds one up for so long. */
const effectOptions: ActivityOptions = {
  startToCloseTimeout: '20 seconds',
  scheduleToCloseTimeout: '7 days',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
};

const effects = proxyActivities<Activities>(effectOptions);
/**
 * A mail server may be slow to take a mail; giving up on it too early would leave the mail in doubt. A worker that dies is
 * noticed by its heartbeats.
 */
const mailEffects = proxyActivities<Activities>({
  ...effectOptions,
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '20 seconds',
});

/** One effect as an ordinary activity, with the words that the operator reads in the web UI. */
export function performEffect(effect: Effect): Promise<EffectOutcome> {
  const { kind, summary } = effect;
  return (kind === 'sendMessage' ? mailEffects : effects)[kind].executeWithOptions({ summary }, [effect]);
}
