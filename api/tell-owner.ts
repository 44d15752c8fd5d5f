import { setTimeout as pause } from 'node:timers/promises';
import { deliverDispatch, type Dispatch } from '../adapters/engine/deliver-dispatches';
import { defaultLimits, type ApiDependencies } from './dependencies';

type Dependencies = Pick<ApiDependencies, 'knex' | 'engine' | 'limits' | 'log'>;

/**
 * Tells the engine now what was just written down for it, for as long as the patience lasts. Whether it was taken in time
 * is the answer; what was not, the sweep delivers. An attempt that is late may still succeed, which is harmless.
 */
export async function tellNow(deps: Dependencies, dispatches: readonly Dispatch[]): Promise<boolean> {
  const { knex, engine, limits, log } = deps;
  const attempts = dispatches.map((dispatch) =>
    deliverDispatch(knex, engine, dispatch).then(
      () => true,
      (error: unknown) => {
        log.warn({ kind: dispatch.kind, error: (error as Error).name }, 'a dispatch waits for the sweep');
        return false;
      },
    ),
  );
  const told = Promise.all(attempts).then((results) => results.every(Boolean));
  const patience = new AbortController();
  const late = pause(limits?.startPatience ?? defaultLimits.startPatience, false, {
    signal: patience.signal,
    ref: false,
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([told, late]);
  } finally {
    patience.abort();
  }
}
