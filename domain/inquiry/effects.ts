import type { Amount, BroughtDispute, InquiryEvent } from '../../contracts/inquiry';
import type { Effect } from '../../contracts/messages';
import { subtract } from '../money';
import { isCustomersWord } from './customers-word';
import { holdOf, lastDispute, openDisputes, type DisputeState, type InquiryState } from './state';

export type PlannedEffect = Omit<Effect, 'key'>;

/** What has to be done outside because of an event. `state` is the case after it. */
export function effectsOf(event: InquiryEvent, state: InquiryState): PlannedEffect[] {
  switch (event.type) {
    case 'message_queued': {
      const summary = `send ${event.purpose.replaceAll('_', ' ')}`;
      return [{ kind: 'sendMessage', subject: event.message, summary, data: {} }];
    }
    case 'message_received': {
      if (state.merged) return [tell(state.merged.into, 'receiveMerged', { from: state.reference, ...written(event) })];
      // Too late for this case: what they wrote opens one that follows it.
      const data = { text: event.text.id, ...(event.attachments && { attachments: event.attachments }) };
      return state.ended && !event.thanksOnly && isCustomersWord(event)
        ? [{ kind: 'openFollowing', subject: event.message, summary: 'open a case that follows', data }]
        : [];
    }
    case 'proposal_approved': {
      const content = state.proposals.find(({ id }) => id === event.proposal)?.content;
      const summary = `post ${content?.kind.replaceAll('_', ' ') ?? 'proposal'}`;
      return [{ kind: 'postToLedger', subject: event.proposal, summary, data: { content } }];
    }
    case 'proposal_posted':
      return trackIssued(state, event.proposal);
    case 'dispute_opened':
      return [hold(state, event.invoice, event.amount, holdOf(state, lastDispute(state, event.invoice)))];
    case 'dispute_credited':
      return event.remaining.minor > 0
        ? [hold(state, event.invoice, event.remaining, holdOf(state, lastDispute(state, event.invoice)))]
        : [];
    case 'dispute_settled':
      return [release(state, event.invoice, holdOf(state, lastDispute(state, event.invoice)))];
    case 'merged_message_received': {
      const { message, text, thanksOnly, attachments } = event;
      if (state.merged) return [tell(state.merged.into, 'receiveMerged', written(event))];
      const data = { text: text.id, ...(attachments && { attachments }) };
      return state.ended && !thanksOnly && isCustomersWord(event)
        ? [{ kind: 'openFollowing', subject: message, summary: 'open a case that follows', data }]
        : [];
    }
    case 'merged': {
      const { reference: from, links, involvements } = state;
      return [tell(event.into, 'absorb', { from, links, involvements, disputes: broughtBy(state) })];
    }
    case 'unmerged':
      // The hold of what both disputed was given up when it was merged.
      return [
        ...broughtBy(state).map((dispute) => hold(state, dispute.invoice, remainderOf(dispute), dispute.hold)),
        tell(event.from, 'releaseMerged', { from: state.reference }),
      ];
    case 'inquiry_absorbed': {
      const { links, involvements, disputes, duplicates } = event;
      const released = duplicates.map((dispute) => release(state, dispute.invoice, dispute.hold));
      if (!state.merged) return released;
      // Merged itself in the meantime: what it takes in goes on to the case that has it.
      return [...released, tell(state.merged.into, 'absorb', { from: state.reference, links, involvements, disputes })];
    }
    case 'answer_awaited': {
      if (event.customer === null) return [];
      const data = { customer: event.customer, signal: 'await', inquiry: state.reference, message: event.message };
      return [{ kind: 'tellFollowUp', subject: event.message, summary: 'remind of the question', data }];
    }
    case 'answer_awaited_no_more': {
      const { customer, because, message } = event;
      if (customer === null) return [];
      const data = { customer, signal: 'answered', inquiry: state.reference, because };
      return [{ kind: 'tellFollowUp', subject: message, summary: 'remind of the question no more', data }];
    }
    case 'split_off':
      return [{ kind: 'openSplit', subject: state.reference, summary: 'open the case that was split off', data: {} }];
    default:
      return [];
  }
}

/** An invoice that was issued is sent to the customer and collected by their follow-up. */
function trackIssued({ proposals }: InquiryState, id: string): PlannedEffect[] {
  const content = proposals.find((proposal) => proposal.id === id)?.content;
  if (content?.kind !== 'invoice') return [];
  const { customer, invoice } = content;
  const data = { customer, signal: 'track', invoice, issued: true };
  return [{ kind: 'tellFollowUp', subject: invoice, summary: 'send and follow up the invoice', data }];
}

function hold(state: InquiryState, invoice: string, amount: Amount, id: string): PlannedEffect {
  const { customer, reference } = state;
  const data = { customer, signal: 'hold', invoice, hold: id, kind: 'dispute', amount, inquiry: reference };
  return { kind: 'tellFollowUp', subject: invoice, summary: 'hold dunning on the disputed part', data };
}

function release({ customer }: InquiryState, invoice: string, id: string): PlannedEffect {
  const data = { customer, signal: 'release', invoice, hold: id };
  return { kind: 'tellFollowUp', subject: invoice, summary: 'release hold on dunning', data };
}

const summaries = {
  absorb: 'hand over to the case that it is merged into',
  releaseMerged: 'take back from the case that it was merged into',
  receiveMerged: 'pass on what the customer wrote',
};

function tell(inquiry: string, signal: keyof typeof summaries, data: Record<string, unknown>): PlannedEffect {
  return { kind: 'tellInquiry', subject: inquiry, summary: summaries[signal], data: { signal, ...data } };
}

/** What the other case is told of it; which message of ours it answers, this case knows. */
function written(event: Extract<InquiryEvent, { type: 'message_received' | 'merged_message_received' }>) {
  const { type: _type, answers: _answers, ...message } = event;
  return message;
}

const broughtBy = (state: InquiryState): BroughtDispute[] =>
  openDisputes(state).map((dispute) => bring(state, dispute));

/** An open dispute as another case takes it over. */
export const bring = (state: InquiryState, dispute: DisputeState): BroughtDispute => {
  const { invoice, disputed, credited } = dispute;
  return { invoice, disputed, credited, hold: holdOf(state, dispute) };
};

const remainderOf = ({ disputed, credited }: BroughtDispute): Amount => subtract(disputed, credited);
