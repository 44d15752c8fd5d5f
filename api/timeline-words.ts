import type { InquiryEvent, ReceivedMessage, SnoozeEnd } from '../contracts/inquiry';
import { formatMoney } from '../domain/money';

type NameOf = (person: string) => string;

export const spoken = (word: string): string => word.replaceAll('_', ' ');
export const amountInWords = (amount: { minor: number; currency: string }): string => {
  const { value, currency } = formatMoney(amount);
  return `${currency} ${value}`;
};

/** What happened, in one line for a person. Nothing in it comes from what customers wrote. */
export function timelineWords(event: InquiryEvent, nameOf: NameOf): string {
  switch (event.type) {
    case 'inquiry_received':
      return (
        `Received by ${event.channel}${event.follows ? `, following ${event.follows}` : ''}` +
        (event.suggests === undefined ? '' : `; its subject names ${event.suggests}`)
      );
    case 'classified':
      return (
        `${event.decidedBy === 'person' ? 'Reclassified' : 'Classified'} as ${spoken(event.category)}, ${event.urgency}` +
        (event.needsReview ? '; a person should look at it' : '')
      );
    case 'customer_identified':
      return `Customer ${event.customer ?? 'unknown'}: ${event.level} by ${spoken(event.method)}`;
    case 'clocks_set':
      return (
        `Clocks set: ${event.cause}` +
        (event.withoutCalendar === undefined ? '' : `; ${event.withoutCalendar} has no calendar, every hour counts`)
      );
    case 'regulatory_packs_set':
      return event.packs.length === 0
        ? 'No regulatory pack applies any more'
        : `Regulatory packs: ${event.packs.map(({ pack, calendar }) => `${pack} (calendar ${calendar})`).join(', ')}`;
    case 'regulatory_event_recorded':
      return `Recorded for ${event.pack}: ${spoken(event.event)}, by ${nameOf(event.by)}`;
    case 'snoozed':
      return `Put off until ${event.until}`;
    case 'snooze_ended':
      return `Back in the queue: ${snoozeEnds[event.because]}`;
    case 'routed':
      return event.person === null
        ? `Routed to ${spoken(event.team)}; nobody in particular`
        : `Routed to ${nameOf(event.person)} in ${spoken(event.team)}`;
    case 'assigned':
      return event.person === null
        ? `Given to ${spoken(event.team)}`
        : `Given to ${nameOf(event.person)} in ${spoken(event.team)}` +
            (event.handedOver ? `, while ${nameOf(event.handedOver.from)} is away` : '');
    case 'work_started':
      return 'Work started';
    case 'note_added':
      return 'Note added';
    case 'message_received':
      return received(event);
    case 'copy_received':
      return event.mailbox === undefined
        ? `The same inquiry came in again by ${spoken(event.channel)}`
        : `The same mail came to ${event.mailbox} as well${event.team ? `; ${spoken(event.team)} was told` : ''}`;
    case 'message_queued':
      return `${capital(spoken(event.purpose))} to be sent`;
    case 'send_settled':
      return event.result === 'sent'
        ? 'Somebody looked into it: the message was sent'
        : 'Somebody looked into it: the message was not sent';
    case 'message_status_changed':
      return `Message ${event.status}${event.machine ? ', by a machine' : ''}`;
    case 'information_requested':
      return 'The customer was asked for information; clocks wait';
    case 'answer_awaited':
      return event.customer === null ? 'Reminders of the question begin' : 'The follow-up reminds of the question';
    case 'answer_reminder_decided':
      return `${event.step} of the question ${event.decision === 'send' ? 'goes out' : 'waits for a better time'}`;
    case 'answer_overdue':
      return `Nobody answers the question, after ${event.reminders} reminders`;
    case 'answer_awaited_no_more':
      return event.because === 'answered' ? 'The question is answered' : 'The question is asked no longer';
    case 'linked':
      return `Linked to ${event.target.kind} ${event.target.id}`;
    case 'unlinked':
      return `No longer linked to ${event.target.kind} ${event.target.id}`;
    case 'merged':
      return `Merged into ${event.into}, where the work goes on`;
    case 'unmerged':
      return `No longer merged into ${event.from}; everything is as it was before`;
    case 'inquiry_absorbed':
      return `${event.from} was merged into this case`;
    case 'inquiry_released':
      return `${event.from} is no longer merged into this case`;
    case 'merged_message_received':
      return `${received(event)} on ${event.from}`;
    case 'split_off':
      return `A matter was split off: ${spoken(event.category)}, ${event.urgency}`;
    case 'split_opened':
      return `What was split off is ${event.inquiry}`;
    case 'split_received':
      return `Split off from ${event.from}`;
    case 'dispute_opened':
      return `${amountInWords(event.amount)} of ${event.invoice} disputed: ${spoken(event.reason)}`;
    case 'dispute_credited':
      return `${amountInWords(event.credited)} credited on the dispute, ${amountInWords(event.remaining)} remain`;
    case 'dispute_settled':
      return `Dispute of ${event.invoice} ${event.outcome}; ${amountInWords(event.returned)} return to collection`;
    case 'proposal_made':
      return `Proposed: ${spoken(event.content.kind)} of ${amountInWords(event.content.amount)}`;
    case 'proposal_revised':
      return `Proposal changed: ${amountInWords(event.content.amount)}, version ${event.version}; earlier decisions are void`;
    case 'proposal_decided':
      return `${nameOf(event.decider)} decided: ${event.decision}`;
    case 'approval_reminded':
      return `Approvers reminded: ${event.people.map(nameOf).join(', ') || 'nobody is there to decide'}`;
    case 'proposal_approved':
      return 'Proposal approved';
    case 'proposal_closed':
      return `Proposal ${event.how}`;
    case 'proposal_posted':
      return event.effect === undefined ? 'Posted to the books' : 'Found in the books';
    case 'proposal_posting_failed':
      return `Posting failed: ${spoken(event.code)}`;
    case 'escalated':
      return `Escalated to level ${event.level}${event.cause === 'person' ? '' : ` after a ${event.cause}`}`;
    case 'de_escalated':
      return 'Escalation ended';
    case 'priority_changed':
      return `Urgency is now ${event.urgency}`;
    case 'service_level_warned':
      return `${capital(clockWords(event.clock))} will soon be due`;
    case 'service_level_breached':
      return `${capital(clockWords(event.clock))} is overdue`;
    case 'first_response_given':
      return 'First response given';
    case 'payment_recorded':
      return `Payment ${event.payment} of ${amountInWords(event.amount)} recorded`;
    case 'resolved':
      return `Resolved: ${spoken(event.outcome)}`;
    case 'rating_planned':
      return event.askAt === null ? 'Nobody is left to ask for a rating' : 'A rating will be asked for';
    case 'rated':
      return `Rated ${event.score} of 5${event.reason ? `, for ${event.reason}` : ''}`;
    case 'confirmed':
      return 'The customer confirmed';
    case 'closed':
      return `Closed: ${spoken(event.how)}`;
    case 'reopened':
      return `Reopened by the ${event.by === 'staff' ? 'staff' : 'customer'}`;
    case 'effect_parked':
      return `Needs a person: ${spoken(event.code)}`;
    case 'policy_migrated':
      return `Moved from version ${event.from} of the policy to version ${event.to}`;
    case 'ended':
      return 'The case has ended';
    default:
      return spoken((event as { type: string }).type);
  }
}

function received({ automatic, senderVerified, thanksOnly }: ReceivedMessage): string {
  if (automatic) return 'An automatic mail came in';
  if (senderVerified === false) return 'Somebody wrote who could not show to be the customer';
  return thanksOnly ? 'The customer said thank you' : 'The customer wrote';
}

const clockWords = (clock: string): string => spoken(clock).replace(':', ' ');

const snoozeEnds: Record<SnoozeEnd, string> = {
  time: 'the time is over',
  person: 'somebody took it back',
  customer_wrote: 'the customer wrote',
  service_level: 'a clock is near its end, or past it',
  escalated: 'it was escalated',
};

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
