import type { Knex } from 'knex';
import { EngineUnclear, OwnerNotRunning, type Engine } from '../adapters/engine/engine';
import type { Instant } from '../contracts/ids';
import { handOverCommandId, listCasesToHandOver } from '../db/list-cases-to-hand-over';

const batch = 500;

/** Tells the open cases of people who are away that they are; each decides by itself where it goes. Returns how many. */
export async function handOverCases(db: Knex, engine: Engine, now: Instant): Promise<number> {
  let told = 0;
  for (const { owner, absence } of await listCasesToHandOver(db, now, batch)) {
    const id = handOverCommandId(absence);
    const actor = { kind: 'policy' as const, id: 'absence' };
    try {
      await engine.signal(owner, 'handOver', { id, type: 'handOver', actor, data: { absence } });
      told += 1;
    } catch (error) {
      // One that does not answer or run now is told by a later sweep.
      if (!(error instanceof EngineUnclear) && !(error instanceof OwnerNotRunning)) throw error;
    }
  }
  return told;
}
