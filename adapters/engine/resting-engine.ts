import { EngineUnclear, type Engine } from './engine';

/** Milliseconds in which the engine is not asked again; about as long as until the next sweep. */
const defaultRest = 30_000;

/**
 * The same engine for whoever works off one thing after another. While it is away each start or signal would wait for all of
 * its patience; after one without a clear answer the following ones throw `EngineUnclear` at once, until the rest is over.
 * What was written down for the engine is delivered by the sweep.
 *
 * @param milliseconds tells a time that never goes back
 */
export function createRestingEngine(
  engine: Engine,
  rest = defaultRest,
  milliseconds: () => number = () => performance.now(),
): Engine {
  let restsUntil = -Infinity;
  const asking = async (ask: () => Promise<void>): Promise<void> => {
    if (milliseconds() < restsUntil) throw new EngineUnclear('the engine gave no answer a moment ago');
    try {
      await ask();
    } catch (error) {
      if (error instanceof EngineUnclear) restsUntil = milliseconds() + rest;
      throw error;
    }
  };
  return {
    ...engine,
    start: (owner) => asking(() => engine.start(owner)),
    signal: (owner, name, command) => asking(() => engine.signal(owner, name, command)),
  };
}
