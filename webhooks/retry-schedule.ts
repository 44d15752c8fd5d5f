/** Seconds to wait after the first, second … attempt that was not accepted: three days in all, as Standard Webhooks advises. */
const waits = [5, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 72_000, 86_400];

/** Attempts of one round; after them a delivery is a dead letter until somebody replays it. */
export const mostTries = waits.length + 1;

/** Seconds that an endpoint may make us wait at most. */
const longestWait = 86_400;

/** Milliseconds until the next attempt after so many, or null when that was the last. `retryAfter`: seconds it asked for. */
export function waitAfter(tries: number, retryAfter: number | null): number | null {
  const wait = waits[tries - 1];
  if (wait === undefined) return null;
  return 1_000 * Math.min(longestWait, Math.max(wait, retryAfter ?? 0));
}

/** Milliseconds to leave an endpoint alone that has accepted nothing of so many attempts in a row. */
export const pauseAfter = (failures: number): number => 1_000 * Math.min(300, 5 * 2 ** Math.min(10, failures - 1));
