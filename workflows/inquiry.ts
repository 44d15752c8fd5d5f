import { continueAsNew, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { ownerSubject } from '../contracts/ids';
import type { InquiryEvent } from '../contracts/inquiry';
import { inquirySignals, inquiryUpdates } from '../contracts/messages';
import { evolve } from '../domain/inquiry/evolve';
import type { InquiryState } from '../domain/inquiry/state';
import { Actor, type ActorInput } from './actor';
import { describeInquiry } from './describe-inquiry';
import { handleOptions } from './activity-options';
import { performEffect } from './perform-effect';

const local = proxyLocalActivities<Activities>(handleOptions);

/**
 * One customer inquiry, from the moment it was accepted until its reopen window has passed. People decide by updates, the
 * world reports by signals, time passes by one timer; everything goes through the one queue of the actor into the journal.
 */
export async function inquiry(input: ActorInput<InquiryState>): Promise<void> {
  const { owner, carried, historyLimit } = input;
  const actor = new Actor<InquiryState, InquiryEvent>({
    owner,
    ...(carried && { carried }),
    ...(historyLimit && { historyLimit }),
    updates: inquiryUpdates,
    signals: inquirySignals,
    first: { id: 'open', type: 'open', data: {} },
    handle: (request, summary) => local.handleInquiry.executeWithOptions({ summary }, [request]),
    perform: performEffect,
    evolve,
    describe: (state) => describeInquiry(ownerSubject(owner), state),
  });
  const rest = await actor.run();
  if (rest !== 'ended') await continueAsNew<typeof inquiry>({ ...input, carried: rest });
}
