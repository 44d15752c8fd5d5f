import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import type { FollowUpEvent } from '../contracts/follow-up';
import { ownerKind, ownerSubject, type Owner } from '../contracts/ids';
import type { InquiryEvent } from '../contracts/inquiry';
import type { JournalEntry } from '../contracts/messages';
import type { WebhookEvent, WebhookEventType, WebhookPayload } from '../contracts/webhook-events';
import { readEntries } from '../db/journal';
import type { FedRow } from '../db/take-journal-feed';
import { evolve } from '../domain/inquiry/evolve';
import type { InquiryState } from '../domain/inquiry/state';
import { followUpWebhookEvents, inquiryWebhookEvents } from '../domain/webhooks/webhook-events';

/** One event of the outside, with all that a delivery of it needs. */
export interface JournalEvent {
  /** The `webhook-id`: follows from the journal row and the type, so that no repetition makes another one. */
  event: string;
  type: WebhookEventType;
  owner: Owner;
  position: number;
  payload: string;
}

/**
 * What rows of the journal mean to other systems, in the order of their positions. A journal that cannot be read by the rules
 * must not keep all others waiting: it is left out, and somebody is told.
 */
export async function readJournalEvents(
  knex: Knex,
  rows: readonly FedRow[],
  onBroken: (owner: Owner) => void,
): Promise<JournalEvent[]> {
  const events: JournalEvent[] = [];
  for (const owner of new Set(rows.map((row) => row.owner))) {
    const wanted = new Map(rows.filter((row) => row.owner === owner).map((row) => [row.sequence, row.position]));
    const after = ownerKind(owner) === 'inquiry' ? 0 : Math.min(...wanted.keys()) - 1;
    const entries = await readEntries<InquiryEvent | FollowUpEvent>(knex, owner, after);
    try {
      events.push(...eventsOf(owner, entries, wanted));
    } catch {
      onBroken(owner);
    }
  }
  return events.sort((one, other) => one.position - other.position);
}

/** The status of a case follows from its whole journal, so that is read. `wanted`: position by sequence. */
function eventsOf(
  owner: Owner,
  entries: readonly JournalEntry<InquiryEvent | FollowUpEvent>[],
  wanted: ReadonlyMap<number, number>,
): JournalEvent[] {
  const events: JournalEvent[] = [];
  const last = Math.max(...wanted.keys());
  const isInquiry = ownerKind(owner) === 'inquiry';
  let state: InquiryState | null = null;
  for (const entry of entries) {
    if (entry.sequence > last) break;
    const position = wanted.get(entry.sequence);
    let found: WebhookEvent[];
    if (isInquiry) {
      const before: InquiryState | null = state;
      state = evolve(before, entry as JournalEntry<InquiryEvent>);
      found = inquiryWebhookEvents(entry.event as InquiryEvent, before, state);
    } else {
      found = followUpWebhookEvents(entry.event as FollowUpEvent);
    }
    if (position === undefined) continue;
    const customer = isInquiry ? (state?.customer ?? null) : ownerSubject(owner);
    for (const event of found) events.push(describe(owner, entry, position, customer, event));
  }
  return events;
}

function describe(
  owner: Owner,
  entry: JournalEntry,
  position: number,
  customer: string | null,
  { type, data }: WebhookEvent,
): JournalEvent {
  const { kind, id } = entry.actor;
  const payload: WebhookPayload = {
    type,
    timestamp: entry.occurredAt,
    version: 1,
    position,
    data: {
      ...(ownerKind(owner) === 'inquiry' && { inquiry: ownerSubject(owner) }),
      customer,
      sequence: entry.sequence,
      actor: { kind, id },
      ...data,
    },
  };
  const digest = createHash('sha256').update(`${owner}/${entry.sequence}/${type}`).digest('hex');
  return { event: `evt_${digest.slice(0, 32)}`, type, owner, position, payload: JSON.stringify(payload) };
}
