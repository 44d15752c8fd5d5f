import type { CustomerId, Instant, Reference } from './ids';
import type { Actor } from './messages';

/**
 * What other systems can subscribe to. A type never changes its meaning and its payload only gains fields; anything else is
 * a new type, or a new `version` beside the old one. Payloads hold ids and facts, never words, names or addresses.
 */
export const webhookEventTypes = [
  'inquiry.received',
  'inquiry.classified',
  'inquiry.assigned',
  'inquiry.status_changed',
  'inquiry.resolved',
  'inquiry.closed',
  'inquiry.reopened',
  'message.received',
  'message.sent',
  'message.delivered',
  'message.opened',
  'message.acknowledged',
  'message.responded',
  'message.bounced',
  'message.failed',
  'message.unknown',
  'message.cancelled',
  'proposal.made',
  'proposal.revised',
  'proposal.decided',
  'proposal.approved',
  'proposal.closed',
  'proposal.posted',
  'promise.made',
  'promise.kept',
  'promise.partially_kept',
  'promise.broken',
  'promise.cancelled',
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** Sent on request, so that somebody can see their endpoint work. */
export const webhookTestType = 'webhook.test';

/** What an event says of its case or customer, by type. */
export interface WebhookEvent {
  type: WebhookEventType;
  data: Record<string, unknown>;
}

/** The body of a delivery, in the shape of Standard Webhooks. */
export interface WebhookPayload {
  type: WebhookEventType | typeof webhookTestType;
  /** When it happened, not when it was sent. */
  timestamp: Instant;
  version: 1;
  /** Place in the journal of the desk: rises within a case or customer, and can be replayed from. */
  position: number;
  data: {
    inquiry?: Reference;
    customer?: CustomerId | null;
    /** Row in the journal of the case or follow-up. */
    sequence?: number;
    actor?: Pick<Actor, 'kind' | 'id'>;
    [field: string]: unknown;
  };
}
