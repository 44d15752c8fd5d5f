import type { Knex } from 'knex';
import { inquiryOwner, ownerSubject, type Instant, type Owner } from '../../contracts/ids';
import type { InquiryCommandData } from '../../contracts/inquiry';
import type { Command } from '../../contracts/messages';
import { fileFollowing } from '../../db/file-following';
import { findWaitingDispatches, findWaitingStart, markDelivered } from '../../db/find-dispatches';
import { findOwnerState } from '../../db/find-owner-state';
import { hasEnded } from '../../db/has-ended';
import type { SignalMessage } from '../../db/insert-dispatch';
import type { DispatchRow } from '../../db/rows';
import { StoreUnavailable } from '../../db/transaction';
import type { InquiryState } from '../../domain/inquiry/state';
import { OwnerNotRunning, type Engine } from './engine';

export type Dispatch = Pick<DispatchRow, 'id' | 'owner' | 'kind' | 'message'>;

/** At most so many of one sweep, and so many of them at a time. */
const batch = 500;
const atATime = 8;

/**
 * Tells the engine what was written down for it and marks it delivered. Telling it again is harmless: a start that runs
 * counts as success, and a signal carries its command's id. Throws `EngineUnclear` or `OwnerNotRunning`; then it waits.
 */
export async function deliverDispatch(knex: Knex, engine: Engine, dispatch: Dispatch): Promise<void> {
  if (dispatch.kind === 'start') {
    await engine.start(dispatch.owner);
  } else {
    await deliverSignal(knex, engine, dispatch.owner, dispatch.message as SignalMessage);
  }
  await markDelivered(knex, dispatch.id);
}

/**
 * Tells an owner a fact: starts what was filed while the engine was away, and finds who it concerns when the owner has
 * ended. Throws `EngineUnclear` or `OwnerNotRunning`.
 */
export async function deliverSignal(
  knex: Knex,
  engine: Engine,
  owner: Owner,
  { name, command }: SignalMessage,
): Promise<void> {
  try {
    await engine.signal(owner, name, command);
  } catch (error) {
    if (!(error instanceof OwnerNotRunning)) throw error;
    if (await hasEnded(knex, owner)) return afterTheEnd(knex, engine, owner, command);
    // A fact about a case that was filed while the engine was away: the case comes first.
    const start = await findWaitingStart(knex, owner);
    if (!start) throw error;
    await deliverDispatch(knex, engine, start);
    await engine.signal(owner, name, command);
  }
}

/**
 * A message on a case that has ended opens one that follows it, or goes to the case that it was merged into; other facts
 * have nobody left to act on them.
 */
async function afterTheEnd(knex: Knex, engine: Engine, owner: Owner, command: Command): Promise<void> {
  if (command.type !== 'receiveMessage' && command.type !== 'receiveMerged') return;
  const { merged } = (await findOwnerState<InquiryState>(knex, owner)) ?? {};
  if (merged) return deliverSignal(knex, engine, inquiryOwner(merged.into), { name: command.type, command });
  const data = command.data as InquiryCommandData['receiveMessage'];
  const { message, text, attachments, automatic, senderVerified } = data;
  // Nothing is opened in the customer's name by a machine, or by somebody who could not show to be the customer.
  if (automatic || senderVerified === false) return;
  const id = command.type === 'receiveMessage' ? command.id : `message:${message}`;
  const filed = await fileFollowing(knex, ownerSubject(owner), {
    command: id,
    text: text.id,
    ...(attachments && { attachments }),
  });
  if (filed?.filed === 'now') await deliverDispatch(knex, engine, filed.dispatch);
}

/**
 * Delivers what has waited since before `olderThan`, as far as the engine takes it. What it does not take waits on, and
 * the others are tried all the same. Returns how many were delivered and how many are left of this batch.
 */
export async function deliverWaiting(
  knex: Knex,
  engine: Engine,
  olderThan: Instant,
): Promise<{ delivered: number; left: number }> {
  const waiting = await findWaitingDispatches(knex, olderThan, batch);
  let delivered = 0;
  for (let from = 0; from < waiting.length; from += atATime) {
    const results = await Promise.all(
      waiting.slice(from, from + atATime).map((dispatch) => tryDelivering(knex, engine, dispatch)),
    );
    delivered += results.filter(Boolean).length;
  }
  return { delivered, left: waiting.length - delivered };
}

async function tryDelivering(knex: Knex, engine: Engine, dispatch: Dispatch): Promise<boolean> {
  try {
    await deliverDispatch(knex, engine, dispatch);
    return true;
  } catch (error) {
    // Whatever the engine says to one must not hold up the others; without the database nothing can go on.
    if (error instanceof StoreUnavailable) throw error;
    return false;
  }
}
