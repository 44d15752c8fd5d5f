import type { Instant, Owner, Reference } from '../contracts/ids';
import type { WebhookMapping } from '../contracts/webhook-sources';

/** A row of `webhook_endpoints`. Secrets are sealed. */
export interface WebhookEndpointRow {
  id: string;
  url: string;
  description: string;
  /** Empty: every type. */
  event_types: string[];
  status: 'active' | 'disabled' | 'removed';
  /** `failing`, `gone` (it answered 410) or `by_admin`. */
  disabled_because: string | null;
  secret: Buffer;
  previous_secret: Buffer | null;
  previous_until: Instant | null;
  failing_since: Instant | null;
  /** Attempts since something was accepted. */
  failures: number;
  paused_until: Instant | null;
  claimed_until: Instant | null;
  seen_position: number;
  created_by: string;
  created_at: Instant;
  changed_by: string;
  changed_at: Instant;
}

/** One try, and what came of it. */
export interface WebhookAttempt {
  at: Instant;
  /** HTTP status; null when there was no answer. */
  code: number | null;
  /** Stable word for why it does not count; null when it was accepted. */
  problem: string | null;
  milliseconds: number;
}

/** A row of `webhook_deliveries`. */
export interface WebhookDeliveryRow {
  id: string;
  endpoint: string;
  event: string;
  type: string;
  /** `test:…` for a test. */
  owner: Owner | `test:${string}`;
  position: number;
  payload: string;
  status: 'waiting' | 'delivered' | 'failed';
  tries: number;
  attempts: WebhookAttempt[];
  next_at: Instant | null;
  created_at: Instant;
  settled_at: Instant | null;
}

/** A row of `webhook_sources`. Secrets are sealed. */
export interface WebhookSourceRow {
  id: string;
  name: string;
  channel: 'api' | 'sms' | 'chat';
  mapping: WebhookMapping;
  active: boolean;
  secret: Buffer;
  previous_secret: Buffer | null;
  previous_until: Instant | null;
  created_by: string;
  created_at: Instant;
  changed_by: string;
  changed_at: Instant;
}

export interface WebhookThreadRow {
  source: string;
  thread: string;
  reference: Reference;
}

/** Where a contact is reached by another channel than mail. Goes with the contact when that is erased. */
export interface ContactHandleRow {
  channel: 'sms' | 'chat';
  handle: string;
  contact: string;
  created_at: Instant;
}
