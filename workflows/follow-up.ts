import { continueAsNew, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import type { FollowUpEvent } from '../contracts/follow-up';
import { ownerSubject } from '../contracts/ids';
import { followUpSignals, followUpUpdates } from '../contracts/messages';
import { evolve } from '../domain/follow-up/evolve';
import { initialFollowUp, type FollowUpState } from '../domain/follow-up/state';
import { Actor, type ActorInput } from './actor';
import { handleOptions } from './activity-options';
import { describeFollowUp } from './describe-follow-up';
import { performEffect } from './perform-effect';

const local = proxyLocalActivities<Activities>(handleOptions);

/**
 * The follow-up of one customer across all cases: reminders, promises to pay, contact budget. It ends when nothing is open
 * any more and begins again with the next invoice; its journal goes on, so it starts by catching up with it.
 */
export async function followUp(input: ActorInput<FollowUpState>): Promise<void> {
  const { owner, carried, historyLimit } = input;
  const customer = ownerSubject(owner);
  const actor = new Actor<FollowUpState, FollowUpEvent>({
    owner,
    ...(carried && { carried }),
    ...(historyLimit && { historyLimit }),
    updates: followUpUpdates,
    signals: followUpSignals,
    first: { id: 'catchUp', type: 'catchUp', data: {} },
    handle: (request, summary) => local.handleFollowUp.executeWithOptions({ summary }, [request]),
    perform: performEffect,
    evolve: (state, entry) => evolve(state ?? initialFollowUp(customer), entry),
    describe: describeFollowUp,
  });
  const rest = await actor.run();
  if (rest !== 'ended') await continueAsNew<typeof followUp>({ ...input, carried: rest });
}
