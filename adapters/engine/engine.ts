import type { Owner } from '../../contracts/ids';
import type { Command, Outcome } from '../../contracts/messages';

/** The engine gave no clear answer in time: whether the command was taken is open, and the journal knows. */
export class EngineUnclear extends Error {
  override readonly name = 'EngineUnclear';
}

/** The journal lacks rows that the case has seen: it decides nothing until an operator has restored them. */
export class JournalBehind extends Error {
  override readonly name = 'JournalBehind';
}

/** There is no running workflow for this owner: it has ended, or was never started. */
export class OwnerNotRunning extends Error {
  override readonly name = 'OwnerNotRunning';
}

/** The workflow engine as the desk uses it; everything in it can be repeated. */
export interface Engine {
  /** Starts the owner's workflow; one that runs already counts as success. */
  start(owner: Owner): Promise<void>;
  /** Tells a fact. A follow-up is started when it does not run; a case that does not run throws `OwnerNotRunning`. */
  signal(owner: Owner, name: string, command: Command): Promise<void>;
  /** One decision; its id is the update id, so that a repetition is answered and not done again. */
  update(owner: Owner, command: Command, deadline: number): Promise<Outcome>;
  /** Starts a what-if simulation; one that runs already, or has run, counts as success. */
  startSimulation(id: string): Promise<void>;
  /** The live workflow's state. */
  state(owner: Owner, deadline: number): Promise<unknown>;
}
