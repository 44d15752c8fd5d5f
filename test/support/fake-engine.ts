import { EngineUnclear, type Engine } from '../../adapters/engine/engine';

/** An engine that does what a test says; away unless told otherwise. */
export function fakeEngine(behaviour: Partial<Engine> = {}): Engine {
  const away = () => Promise.reject(new EngineUnclear('the engine is away'));
  return { start: away, signal: away, update: away, state: away, startSimulation: away, ...behaviour };
}
