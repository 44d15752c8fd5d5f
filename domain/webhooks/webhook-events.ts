import type { FollowUpEvent } from '../../contracts/follow-up';
import type { InquiryEvent } from '../../contracts/inquiry';
import type { WebhookEvent, WebhookEventType } from '../../contracts/webhook-events';
import type { MessageStatus } from '../../contracts/vocabulary';
import { statusOf, type InquiryState } from '../inquiry/state';
import { formatMoney } from '../money';
import { own } from '../own';

/**
 * What one row of a case's journal means to other systems: one event, several or none. `before` is null at the first row.
 * Ids and facts only: nothing that refers to words leaves the desk this way.
 */
export function inquiryWebhookEvents(
  event: InquiryEvent,
  before: InquiryState | null,
  after: InquiryState,
): WebhookEvent[] {
  const status = statusOf(after);
  const earlier = before && statusOf(before);
  const moved: WebhookEvent[] =
    earlier !== null && earlier !== status
      ? [{ type: 'inquiry.status_changed', data: { from: earlier, to: status } }]
      : [];
  return [...ownEvents(event, after), ...moved];
}

function ownEvents(event: InquiryEvent, state: InquiryState): WebhookEvent[] {
  switch (event.type) {
    case 'inquiry_received':
      return one('inquiry.received', {
        channel: event.channel,
        legal_entity: event.legalEntity,
        follows: event.follows,
      });
    case 'classified':
      return one('inquiry.classified', {
        category: event.category,
        secondary: event.secondary,
        urgency: event.urgency,
        confidence: event.confidence,
        needs_review: event.needsReview,
      });
    case 'routed':
    case 'assigned':
      return one('inquiry.assigned', { team: event.team, person: event.person });
    case 'resolved':
      return one('inquiry.resolved', { outcome: event.outcome, confirm_by: event.confirmBy });
    case 'closed':
      return one('inquiry.closed', { how: event.how, reopen_until: event.reopenUntil });
    case 'merged':
      return one('inquiry.closed', { how: 'merged', into: event.into, reopen_until: event.reopenUntil });
    case 'reopened':
      return one('inquiry.reopened', { by: event.by, count: event.count });
    case 'message_received':
      return one('message.received', {
        message: event.message,
        channel: event.channel ?? state.channel,
        automatic: event.automatic ?? false,
      });
    case 'message_status_changed': {
      const purpose = own(state.messages, event.message)?.purpose;
      // What colleagues are told is nobody else's business.
      return purpose === undefined || purpose === 'alert' ? [] : statusEvents(event, { purpose });
    }
    case 'proposal_made':
    case 'proposal_revised':
      return one(event.type === 'proposal_made' ? 'proposal.made' : 'proposal.revised', {
        proposal: event.proposal,
        version: event.version,
        kind: event.content.kind,
        amount: formatMoney(event.content.amount),
        content_hash: event.contentHash,
        expires_at: event.expiresAt,
      });
    case 'proposal_decided':
      return one('proposal.decided', {
        proposal: event.proposal,
        version: event.version,
        stage: event.stage,
        decision: event.decision,
      });
    case 'proposal_approved':
      return one('proposal.approved', { proposal: event.proposal, version: event.version });
    case 'proposal_closed':
      return one('proposal.closed', { proposal: event.proposal, how: event.how });
    case 'proposal_posted':
      return one('proposal.posted', { proposal: event.proposal });
    default:
      return [];
  }
}

/** The same of a customer's follow-up. */
export function followUpWebhookEvents(event: FollowUpEvent): WebhookEvent[] {
  switch (event.type) {
    case 'promise_made':
      return one('promise.made', {
        promise: event.promise,
        invoice: event.invoice,
        amount: formatMoney(event.amount),
        date: event.date,
      });
    case 'promise_judged':
      return one(`promise.${event.result}`, { promise: event.promise, paid: formatMoney(event.paid) });
    case 'message_status_changed':
      return statusEvents(event, {});
    default:
      return [];
  }
}

interface StatusChange {
  message: string;
  status: MessageStatus;
  machine: boolean;
  evidence?: string;
  bounce?: { kind: string; reason: string };
}

function statusEvents({ message, status, machine, evidence, bounce }: StatusChange, more: object): WebhookEvent[] {
  if (status === 'pending') return [];
  return one(`message.${status}`, {
    message,
    ...more,
    by_machine: machine,
    ...(evidence !== undefined && { evidence }),
    ...(bounce && { bounce: { kind: bounce.kind, reason: bounce.reason } }),
  });
}

const one = (type: WebhookEventType, data: Record<string, unknown>): WebhookEvent[] => [{ type, data }];
