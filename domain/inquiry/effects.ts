import type { InquiryEvent } from '../../contracts/inquiry';
import type { Effect } from '../../contracts/messages';
import type { InquiryState } from './state';

export type PlannedEffect = Omit<Effect, 'key'>;

/** What has to be done outside because of an event. `state` is the case after it. */
export function effectsOf(event: InquiryEvent, state: InquiryState): PlannedEffect[] {
  switch (event.type) {
    case 'message_queued': {
      const summary = `send ${event.purpose.replaceAll('_', ' ')}`;
      return [{ kind: 'sendMessage', subject: event.message, summary, data: {} }];
    }
    case 'message_received': {
      // Too late for this case: what they wrote opens one that follows it.
      const data = { text: event.text.id };
      return state.ended && !event.thanksOnly
        ? [{ kind: 'openFollowing', subject: event.message, summary: 'open a case that follows', data }]
        : [];
    }
    case 'proposal_approved': {
      const content = state.proposals.find(({ id }) => id === event.proposal)?.content;
      const summary = `post ${content?.kind.replaceAll('_', ' ') ?? 'proposal'}`;
      return [{ kind: 'postToLedger', subject: event.proposal, summary, data: { content } }];
    }
    case 'dispute_opened':
      return hold(state, event.invoice, event.amount);
    case 'dispute_credited':
      return event.remaining.minor > 0 ? hold(state, event.invoice, event.remaining) : [];
    case 'dispute_settled': {
      const data = { customer: state.customer, signal: 'release', invoice: event.invoice, hold: holdId(state) };
      return [{ kind: 'tellFollowUp', subject: event.invoice, summary: 'release hold on dunning', data }];
    }
    default:
      return [];
  }
}

function hold(state: InquiryState, invoice: string, amount: { minor: number; currency: string }): PlannedEffect[] {
  const { customer, reference } = state;
  const data = { customer, signal: 'hold', invoice, hold: holdId(state), kind: 'dispute', amount, inquiry: reference };
  return [{ kind: 'tellFollowUp', subject: invoice, summary: 'hold dunning on the disputed part', data }];
}

const holdId = ({ reference }: InquiryState): string => `dispute.${reference}`;
