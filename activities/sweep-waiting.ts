import type { Knex } from 'knex';
import { deliverWaiting } from '../adapters/engine/deliver-dispatches';
import { EngineUnclear, OwnerNotRunning, type Engine } from '../adapters/engine/engine';
import { ownerKind, type Instant, type Owner } from '../contracts/ids';
import { catchUpSignal } from '../contracts/messages';
import { listWaitingMails } from '../db/list-waiting-mails';
import { listOwnersBehind } from '../db/list-owners-behind';
import { listUnfinishedSimulations } from '../db/list-simulations';
import { addElapsed } from '../domain/instant';
import type { ProcessMailPorts } from '../intake/ports';
import { processMail } from '../intake/process-mail';
import { handOverCases } from './hand-over-cases';

/** Milliseconds: what a channel could not deliver at once, effects that no task started, deadlines that no timer met. */
const dispatchPatience = 10_000;
const effectPatience = 60_000;
const deadlinePatience = 120_000;
const batch = 500;
/** Milliseconds for mails; reading one can take two seconds, and the next sweep goes on where this one ends. */
const mailPatience = 45_000;

/** How many were told what. */
export interface Swept {
  delivered: number;
  caughtUp: number;
  handedOver: number;
  /** Mails that came in and that nobody had processed. */
  mails: number;
}

/**
 * The second line of everything durable. A commit can outlive the task that made it, a start can meet an engine that is
 * away, a workflow can be terminated by hand: what the database knows and no workflow works on is found here.
 */
export function createSweepWaiting(db: Knex, engine: Engine, mail: Omit<ProcessMailPorts, 'db' | 'engine' | 'clock'>) {
  return async ({ now }: { now: Instant }): Promise<Swept> => {
    const { delivered } = await deliverWaiting(db, engine, addElapsed(now, -dispatchPatience));
    const behind = await listOwnersBehind(
      db,
      { now, effectsBefore: addElapsed(now, -effectPatience), dueBefore: addElapsed(now, -deadlinePatience) },
      batch,
    );
    let caughtUp = 0;
    for (const owner of behind) if (await wake(engine, owner)) caughtUp += 1;
    const handedOver = await handOverCases(db, engine, now);
    await startSimulations(db, engine, now);
    const mails = await processMails({ ...mail, db, engine, clock: { now: () => now } }, now);
    return { delivered, caughtUp, handedOver, mails };
  };
}

/** What its transport stored and did not process: it was killed, or the mail could not be processed then. */
async function processMails(ports: ProcessMailPorts, now: Instant): Promise<number> {
  const before = addElapsed(now, -dispatchPatience);
  const waiting = await listWaitingMails(ports.db, { now, before, limit: batch });
  const start = performance.now();
  let processed = 0;
  for (const id of waiting) {
    if (performance.now() - start > mailPatience) break;
    await processMail(ports, id);
    processed += 1;
  }
  return processed;
}

/** One that runs is left alone; one that was never started, or was terminated, is started. */
async function startSimulations(db: Knex, engine: Engine, now: Instant): Promise<void> {
  for (const id of await listUnfinishedSimulations(db, addElapsed(now, -dispatchPatience), batch)) {
    try {
      await engine.startSimulation(id);
    } catch (error) {
      if (!(error instanceof EngineUnclear)) throw error;
    }
  }
}

/** One that does not answer must not keep the others waiting; the next sweep finds it again. */
async function wake(engine: Engine, owner: Owner): Promise<boolean> {
  const command = { id: catchUpSignal, type: catchUpSignal, actor: { kind: 'policy' as const, id: 'sweep' }, data: {} };
  try {
    await engine.signal(owner, catchUpSignal, command);
    return true;
  } catch (error) {
    if (error instanceof EngineUnclear) return false;
    if (!(error instanceof OwnerNotRunning) || ownerKind(owner) !== 'inquiry') throw error;
    return startAgain(engine, owner);
  }
}

/** Its workflow was terminated, or the server has lost it: the journal has not, so it is started again from there. */
async function startAgain(engine: Engine, owner: Owner): Promise<boolean> {
  try {
    await engine.start(owner);
    return true;
  } catch (error) {
    if (error instanceof EngineUnclear) return false;
    throw error;
  }
}
