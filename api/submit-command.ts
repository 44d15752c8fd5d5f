import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineUnclear, JournalBehind, OwnerNotRunning } from '../adapters/engine/engine';
import { deliverDispatch } from '../adapters/engine/deliver-dispatches';
import type { CommandId, CustomerId, Owner } from '../contracts/ids';
import type { TextReference } from '../contracts/inquiry';
import type { Command, FollowUpUpdate, InquiryUpdate, Outcome } from '../contracts/messages';
import { findWaitingStart } from '../db/find-dispatches';
import { findOutcome } from '../db/find-outcome';
import { findOwner } from '../db/find-owner';
import { removeTexts, storeTexts, textIdFor } from '../db/store-texts';
import { requireOwnSession } from '../domain/duties';
import { actorOf } from './caller';
import { defaultLimits, type ApiDependencies, type Limits } from './dependencies';
import { InFlight } from './in-flight';
import { Problem, problemOfRefusal } from './problem';
import type { Call } from './route';

export interface Submission {
  owner: Owner;
  type: InquiryUpdate | FollowUpUpdate;
  /** Whose texts they are, for their erasure. */
  customer: CustomerId | null;
  /** Words of people, by field; those that are missing are left out. */
  texts?: Record<string, string | undefined>;
  /** For a command whose id the desk gives itself, such as that of a link. */
  id?: CommandId;
  /** The data of the command, with the texts as references. */
  data: (texts: Record<string, TextReference>, id: CommandId) => unknown;
}

export type Accepted = Extract<Outcome, { result: 'accepted' }> & { id: CommandId };

export type SubmitCommand = (call: Call, submission: Submission) => Promise<Accepted>;

type Dependencies = Pick<ApiDependencies, 'knex' | 'engine' | 'clock' | 'limits'>;

/** No key of a caller can be the id of a command that the desk gives itself. */
const namespace = 'request:';

/** Milliseconds before the second, third … attempt within one request. */
const pauses = [50, 100, 250, 500, 1_000];

/**
 * Decisions of people, told to a case or follow-up and answered after they are committed. Whatever the engine says
 * unclearly, the journal knows: it is asked by the command's id, and otherwise the same command is repeated with the same
 * id until the deadline. One submitter per process: it counts what is in flight for each owner.
 */
export function createCommandSubmitter(deps: Dependencies): SubmitCommand {
  const limits: Limits = { ...defaultLimits, ...deps.limits };
  const inFlight = new InFlight(limits.commandsInFlight, limits.commandPatience / 2);

  return async (call, submission) => {
    const { owner, type } = submission;
    // The core refuses it too; here the engine is not even asked.
    requireOwnSession(actorOf(call.caller), type);
    const id = submission.id ?? `${namespace}${call.idempotencyKey ?? newCommandId(deps.clock())}`;
    const deadline = Date.now() + limits.commandPatience;
    // A key of the caller's may have been used before; our own never was.
    const earlier = call.idempotencyKey === null ? null : await readOutcome(deps, owner, id, call.digest);
    if (earlier) return accept(earlier, id);
    const { texts, added } = await keepTexts(deps, submission, id);
    const command: Command = {
      id,
      type,
      actor: actorOf(call.caller),
      data: submission.data(texts, id),
      digest: call.digest,
      ...(call.expectedSequence !== undefined && { expectedSequence: call.expectedSequence }),
    };
    try {
      const outcome = await inFlight.run(owner, () => tell(deps, owner, command, deadline));
      // Two requests with one key at the same moment: the second is answered with the outcome of the first.
      if (call.idempotencyKey !== null) await readOutcome(deps, owner, id, call.digest);
      return accept(outcome, id);
    } catch (error) {
      if (error instanceof Problem && !mayStillHappen(error)) await removeTexts(deps.knex, added);
      throw error;
    }
  };
}

/** After these a command of this id may have been taken, or be taken yet: its texts stay for it. */
const mayStillHappen = ({ code }: Problem): boolean =>
  code === 'engine_unavailable' ||
  code === 'journal_behind' ||
  code === 'store_unavailable' ||
  code === 'idempotency_key_reused';

function accept(outcome: Outcome, id: CommandId): Accepted {
  if (outcome.result === 'refused') throw problemOfRefusal(outcome.refusal);
  return { ...outcome, id };
}

async function tell(deps: Dependencies, owner: Owner, command: Command, deadline: number): Promise<Outcome> {
  const { knex, engine } = deps;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await engine.update(owner, command, deadline);
    } catch (error) {
      if (error instanceof JournalBehind) throw new Problem('journal_behind');
      if (!(error instanceof EngineUnclear) && !(error instanceof OwnerNotRunning)) throw error;
      const stored = await readOutcome(deps, owner, command.id, command.digest);
      if (stored) return stored;
      if (error instanceof OwnerNotRunning) await wake(deps, owner);
    }
    const wait = pauses[Math.min(attempt, pauses.length - 1)] ?? 0;
    if (Date.now() + wait >= deadline) break;
    await pause(wait);
  }
  // The last attempt may have been committed while its answer was lost.
  const stored = await findOutcome(knex, owner, command.id);
  if (stored) return stored.outcome;
  // Also who sent no key can repeat the very same command.
  throw new Problem('engine_unavailable', { details: { idempotency_key: command.id.slice(namespace.length) } });
}

/**
 * A case that does not run has ended, was filed while the engine was away, or was terminated by hand: what has not ended is
 * started, and goes on from its journal. Throws `Problem` (`case_ended`).
 */
async function wake({ knex, engine }: Dependencies, owner: Owner): Promise<void> {
  if ((await findOwner(knex, owner))?.ended) throw new Problem('case_ended');
  const start = await findWaitingStart(knex, owner);
  try {
    if (start) await deliverDispatch(knex, engine, start);
    else await engine.start(owner);
  } catch (error) {
    if (!(error instanceof EngineUnclear) && !(error instanceof OwnerNotRunning)) throw error;
  }
}

/** What became of the command. Throws `Problem` (`idempotency_key_reused`) when another request had this id. */
async function readOutcome(
  { knex }: Dependencies,
  owner: Owner,
  id: CommandId,
  digest: string | undefined,
): Promise<Outcome | null> {
  const found = await findOutcome(knex, owner, id);
  if (found && found.digest !== digest) throw new Problem('idempotency_key_reused');
  return found?.outcome ?? null;
}

async function keepTexts(
  { knex, clock }: Dependencies,
  { owner, customer, texts = {} }: Submission,
  id: CommandId,
): Promise<{ texts: Record<string, TextReference>; added: string[] }> {
  const given = Object.entries(texts).flatMap(([field, content]) =>
    content === undefined ? [] : [{ field, content }],
  );
  const { references, added } = await storeTexts(
    knex,
    given.map(({ field, content }) => ({ id: textIdFor(owner, id, field), content, customer })),
    clock(),
  );
  const byField = given.flatMap(({ field }, index): [string, TextReference][] => {
    const found = references[index];
    return found ? [[field, found]] : [];
  });
  return { texts: Object.fromEntries(byField), added };
}

/** A version 7 UUID (RFC 9562): sorts by time, and no two are alike. */
export function newCommandId(now: string): CommandId {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.parse(now), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
